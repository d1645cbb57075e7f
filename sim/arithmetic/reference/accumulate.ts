/**
 * The one rounding of a step: an exact sum into the accumulator's format, with its overflow and its zeros.
 */
import { type FloatFormat, maxFinite, maxFiniteCode, signCode } from '../../../models/formats/format.js';
import type { Accumulator } from '../../../models/units/unit.js';
import { encodeDyadic } from './convert.js';
import { type Dyadic, dyadicOf } from './dyadic.js';
import { isLess, type RandomBits, roundUnbounded } from './round.js';
import { specialCode } from './specials.js';

/** A code of `format`, of which the accumulator may keep fewer mantissa bits. */
export function roundIntoAccumulator(
  accumulator: Accumulator,
  format: FloatFormat,
  total: Dyadic,
  random: RandomBits,
): number {
  const { rounding, overflow, zero } = accumulator;
  if (total.significand === 0n) return total.negative && zero === 'ieee' ? zeroCode(format) : 0;
  const kept = { ...format, mantissaBits: accumulator.mantissaBits };
  const rounded = roundUnbounded(total, kept, rounding, random);
  if (rounded.significand === 0n) return total.negative && zero !== 'positive' ? zeroCode(format) : 0;
  const code = encodeDyadic(kept, rounded, { rounding: 'toward-zero', overflow: 'saturate' });
  const widened = code * 2 ** (format.mantissaBits - accumulator.mantissaBits);
  if (!isLess(dyadicOf(maxFinite(kept)), rounded)) return widened;
  const towardZero = rounding === 'toward-zero' || rounding === (total.negative ? 'up' : 'down');
  if (towardZero && overflow !== 'infinity') return (total.negative ? signCode(format) : 0) + maxFiniteCode(format);
  return specialCode(accumulator, format, total.negative ? '-infinite' : 'infinite');
}

function zeroCode(format: FloatFormat): number {
  return format.negativeZero ? signCode(format) : 0;
}
