/**
 * What 8-bit operands gain, measured and simulated: pairs of cases whose programs are the same but for formats, one all in
 * 16 bits, the other with 8-bit ones among them. Left out: pairs that differ in tiles, or in what a file says beside the program.
 */

import { bitsOf } from '../../models/formats/format.js';
import { resolveFormat } from '../../models/formats/resolve.js';
import { InputError } from '../../models/input-error.js';
import { canonicalLine } from '../../records/json.js';
import type { MeasuredCase, ValidatedCase, ValidatedGain } from '../../records/validation.js';

/** @param validated as many as cases, in their order */
export function validatedGains(cases: readonly MeasuredCase[], validated: readonly ValidatedCase[]): ValidatedGain[] {
  const entries = cases.map((entry, i) => ({ ...(validated[i] as ValidatedCase), ...shapeAndFormats(entry) }));
  return entries.flatMap((narrow) =>
    narrow.width !== 'narrow'
      ? []
      : entries
          .filter((wide) => wide.width === 'wide' && wide.shape === narrow.shape)
          .map((wide) => gain(narrow, wide)),
  );
}

function gain(narrow: ValidatedCase, wide: ValidatedCase): ValidatedGain {
  const measured = wide.measuredCycles / narrow.measuredCycles;
  const [own, other] = [narrow.simulatedCycles, wide.simulatedCycles];
  const simulated = own === null || other === null ? null : other / own;
  const { name, level } = narrow;
  const points = simulated === null ? null : 100 * (simulated - measured);
  return { name, base: wide.name, level, current: narrow.current && wide.current, measured, simulated, points };
}

/** `wide`: every format has 16 bits; `narrow`: some have 8, the others 16. */
function shapeAndFormats({ level, program }: MeasuredCase) {
  const fields = Object.entries(program);
  const formats = fields.filter(([field]) => isFormat(field)).map(([, value]) => bits(value));
  const shape = canonicalLine([level, fields.filter(([field]) => !isFormat(field)).sort(byField)]);
  const known = formats.length > 0 && formats.every((count) => count === 16 || count === 8);
  const width = !known ? 'other' : formats.includes(8) ? 'narrow' : 'wide';
  return { shape, width } as const;
}

function isFormat(field: string): boolean {
  return /format$/i.test(field);
}

function byField([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

/** Undefined for what is no format. */
function bits(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    return bitsOf(resolveFormat(value, 'program'));
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
