/**
 * NaN and infinities among the terms of a sum, and the codes that a unit gives for results without a value.
 * Source: IEEE 754-2019, 6 and 7; MMA-Sim, arXiv:2511.10909 (the vendors' canonical NaN; CDNA3's products).
 */
import { type FloatFormat, infinityCode, maxFiniteCode, nanCode, signCode } from '../../../models/formats/format.js';
import type { Accumulator, DotProductUnit } from '../../../models/units/unit.js';
import type { Product } from './term.js';

export type SumClass = 'finite' | 'nan' | 'infinite' | '-infinite';

/** CDNA3 makes products of this magnitude infinite: they are float32 numbers inside. */
const TWO_STAGE_LIMIT = 2 ** 128;

/** What the NaNs and infinities among products and accumulator make of their sum. */
export function classOfSum(unit: DotProductUnit, products: readonly Product[], accumulator: number): SumClass {
  let total = Number.isFinite(accumulator) ? 0 : accumulator;
  for (const { a, b, scaleA, scaleB } of products) {
    if (Number.isNaN(scaleA) || Number.isNaN(scaleB)) return 'nan';
    const product = a * b;
    if (!Number.isFinite(a) || !Number.isFinite(b)) total += product;
    else if (unit.sum.kind === 'two-stage' && Math.abs(product) >= TWO_STAGE_LIMIT) total += product * Infinity;
  }
  return classOf(total);
}

/** The class of the sum of what is not finite, 0 where all is. */
export function classOf(total: number): SumClass {
  if (Number.isNaN(total)) return 'nan';
  return total === 0 ? 'finite' : total > 0 ? 'infinite' : '-infinite';
}

/** The NaN that the accumulator writes. */
export function canonicalNan(format: FloatFormat, { nan }: Pick<Accumulator, 'nan'>): number {
  const code = nan === 'all-ones' ? signCode(format) - 1 : nanCode(format, false);
  if (code === undefined) throw new RangeError(`accumulator ${format.name} has no NaN`);
  return code;
}

/** The code of a sum that is NaN, infinite, or beyond the largest finite value. */
export function specialCode(accumulator: Accumulator, format: FloatFormat, kind: Exclude<SumClass, 'finite'>): number {
  const { overflow } = accumulator;
  if (kind === 'nan' || overflow === 'nan') return canonicalNan(format, accumulator);
  const sign = kind === '-infinite' ? signCode(format) : 0;
  if (overflow === 'clip') return sign + maxFiniteCode(format);
  const infinity = infinityCode(format);
  return infinity === undefined ? canonicalNan(format, accumulator) : sign + infinity;
}
