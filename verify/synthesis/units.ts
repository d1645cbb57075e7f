/**
 * The units whose synthesis is recorded in models/technologies/characterised/synthesis.json: every preset in asap7, and
 * two of them in every library.
 */
import { HARDWARE_UNITS, hardwareUnit } from '../../models/hardware/presets.js';
import { CELL_LIBRARIES, cellLibrary } from '../../models/technologies/cells/libraries.js';
import { canonicalText } from '../../records/json.js';
import type { Synthesis } from '../../records/synthesis.js';
import { synthesiseStage } from '../../stages/hardware/synthesise.js';

const RECORDED_LIBRARY = 'asap7';
const IN_EVERY_LIBRARY = ['amp-f13', 'fma-fp8'];

export interface RecordedPair {
  readonly unit: string;
  readonly library: string;
}

export function recordedPairs(): RecordedPair[] {
  const presets = HARDWARE_UNITS.map(({ name }) => ({ unit: name, library: RECORDED_LIBRARY }));
  const others = CELL_LIBRARIES.filter(({ name }) => name !== RECORDED_LIBRARY);
  return [...presets, ...IN_EVERY_LIBRARY.flatMap((unit) => others.map(({ name }) => ({ unit, library: name })))];
}

/** Without wires. */
export async function recordedSynthesis({ unit, library }: RecordedPair): Promise<Synthesis> {
  const setting = { unit: hardwareUnit(unit, 'unit'), library: cellLibrary(library, 'library'), wireFfPerFanOut: 0 };
  return (await synthesiseStage(setting)).record;
}

export function recordedText(records: readonly Synthesis[]): string {
  return canonicalText({ command: 'npm run synthesis', records });
}
