/** From a unit to a folder of register-transfer code: modules, test bench, vectors of the model, and what each file is. */
import type { HardwareUnit } from '../../models/hardware/hardware-unit.js';
import { writeInside } from '../../records/folder.js';
import { expectedResults } from '../../sim/gates/model/expected.js';
import { drawnStreams } from '../../sim/gates/model/vectors.js';
import { benchText, cyclesFor, vectorLines } from '../../sim/gates/rtl/bench.js';
import { emitRtl } from '../../sim/gates/rtl/emit.js';
import { readmeText } from '../../sim/gates/rtl/readme.js';

export interface EmitSetting {
  readonly unit: HardwareUnit;
  readonly vectors: number;
  readonly seed: number;
}

/** Writes the files into `folder`. @returns their names */
export function emitStage({ unit, vectors, seed }: EmitSetting, folder: string): { readonly files: readonly string[] } {
  const design = emitRtl(unit);
  const streams = drawnStreams(unit, { cycles: cyclesFor(vectors), seed });
  const results = expectedResults(unit, streams);
  const files = [
    ...[...design.files, ...design.beside].map(({ name, text }) => ({ name, text })),
    { name: 'dot_product_tb.sv', text: benchText(design, vectors) },
    { name: 'vectors.hex', text: vectorLines(design, streams, results, vectors) },
    { name: 'README.md', text: readmeText(design, vectors) },
  ];
  for (const { name, text } of files) writeInside(folder, name, text);
  return { files: files.map(({ name }) => name) };
}
