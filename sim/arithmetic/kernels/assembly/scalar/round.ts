/**
 * The one rounding of a sum into an accumulator, with its overflow and its zeros: the twin of reference/accumulate.ts
 * and reference/round.ts. Accumulators are float64 values of their format; NaN and infinities are themselves.
 */
import { OVERFLOW_CLIP, OVERFLOW_INFINITY, OVERFLOW_NAN } from '../../shared/layout';
import { ZERO_IEEE, ZERO_POSITIVE } from '../../scalar/layout';
import { powerOfTwo } from '../exact/pack-values';
import { DOWN, movesAway, NEAREST_EVEN, TOWARD_ZERO, UP } from '../shared/rounding';
import { movesFromZero } from './from-zero';
import { leadingExponent } from './pack';
import { ScalarFormat, ScalarRounding } from '../../scalar/records';

/** A float64 sum rounded: exact, or made odd where the rounding allows it. */
export function roundValue(rounding: ScalarRounding, sum: f64, random: u64): f64 {
  if (abs(sum) >= load<f64>(rounding.limits, 16)) {
    const rounded = roundPlain(rounding, sum);
    if (abs(rounded) <= load<f64>(rounding.limits)) return rounded;
  }
  const bits = reinterpret<u64>(sum);
  const field = <i32>((bits >> 52) & 0x7ff);
  const negative = bits >> 63 != 0;
  if (field == 0x7ff) return specialValue(rounding, sum);
  if (sum == 0) return negative && rounding.zeros == ZERO_IEEE ? zeroValue(rounding) : 0;
  return roundMagnitude(rounding, negative, (bits & 0xfffffffffffff) | 0x10000000000000, field - 1075, random);
}

/** A normal sum by the two rules that most units have; NaN under any other. */
// @ts-ignore: decorator
@inline
function roundPlain(rounding: ScalarRounding, sum: f64): f64 {
  const bits = reinterpret<u64>(sum);
  const mantissaBits = rounding.mantissaBits;
  if (rounding.rule == TOWARD_ZERO) return reinterpret<f64>(bits & ((<u64>-1) << (52 - mantissaBits)));
  // Without a mantissa bit, even is the exponent.
  if (rounding.rule != NEAREST_EVEN || mantissaBits == 0) return NaN;
  // Adding 1.5 · 2^52 units of the last place leaves none below it.
  const constant = reinterpret<f64>(bits & 0x7ff0000000000000) * powerOfTwo(52 - mantissaBits) * 1.5;
  return sum + constant - constant;
}

/** ± significand × 2^exponent rounded, significand from 1 to 2^63; its last bit may stand for all bits below it. */
export function roundMagnitude(rounding: ScalarRounding, negative: bool, significand: u64, exponent: i32, random: u64): f64 {
  const format = changetype<ScalarFormat>(rounding.format);
  const mantissaBits = rounding.mantissaBits;
  const top = exponent + 63 - <i32>clz(significand);
  const limit = load<f64>(rounding.limits);
  if (top > leadingExponent(limit)) return overflowed(rounding, negative);
  let magnitude: f64;
  if (!format.subnormals && isBelowSmallest(format, mantissaBits, significand, top)) {
    magnitude = roundedBelowSmallest(rounding, negative, significand, exponent, random);
  } else {
    const quantum = max(top, format.least) - mantissaBits;
    const shift = quantum - exponent;
    if (shift <= 0) magnitude = <f64>significand * powerOfTwo(exponent);
    else {
      const steps = shift > 63 ? 0 : significand >> shift;
      const rest = shift > 63 ? significand : significand & ((<u64>1 << shift) - 1);
      const isEven = mantissaBits > 0 || steps == 0 ? (steps & 1) == 0 : ((quantum + format.bias) & 1) == 0;
      const up = movesAway(rest, shift, isEven, negative, rounding.rule, rounding.randomBits, random);
      magnitude = <f64>(steps + <u64>up) * powerOfTwo(quantum);
    }
  }
  if (magnitude > limit) return overflowed(rounding, negative);
  if (magnitude == 0) return negative && rounding.zeros != ZERO_POSITIVE ? zeroValue(rounding) : 0;
  return negative ? -magnitude : magnitude;
}

/** Formats without subnormals: the smallest value has mantissa 1 where code 0 is zero. */
function isBelowSmallest(format: ScalarFormat, mantissaBits: i32, significand: u64, top: i32): bool {
  if (top != format.least) return top < format.least;
  const aligned = significand << <i32>clz(significand);
  const smallest = (<u64>1 << mantissaBits) + <u64>format.zero;
  return aligned < smallest << <i32>clz(smallest);
}

/** To zero or the smallest value, whichever the rule says. Accumulators have a zero. */
function roundedBelowSmallest(rounding: ScalarRounding, negative: bool, significand: u64, exponent: i32, random: u64): f64 {
  const format = changetype<ScalarFormat>(rounding.format);
  const lowest = format.least - rounding.mantissaBits;
  const smallest = (<u64>1 << rounding.mantissaBits) + 1;
  const scale = exponent - lowest;
  const up = movesFromZero(significand, scale, smallest, negative, rounding.rule, rounding.randomBits, random);
  return up ? <f64>smallest * powerOfTwo(lowest) : 0;
}

// @ts-ignore: decorator
@inline
function zeroValue(rounding: ScalarRounding): f64 {
  return changetype<ScalarFormat>(rounding.format).negativeZero ? -0.0 : 0;
}

/** What becomes of a finite sum beyond the largest value. */
function overflowed(rounding: ScalarRounding, negative: bool): f64 {
  const isToward = rounding.rule == TOWARD_ZERO || rounding.rule == (negative ? UP : DOWN);
  if (isToward && rounding.overflow != OVERFLOW_INFINITY) return copysign(load<f64>(rounding.limits, 8), negative ? -1 : 1);
  return specialValue(rounding, negative ? -Infinity : Infinity);
}

/** What becomes of a sum that is NaN or infinite. */
export function specialValue(rounding: ScalarRounding, value: f64): f64 {
  if (isNaN(value) || rounding.overflow == OVERFLOW_NAN) return NaN;
  if (rounding.overflow == OVERFLOW_CLIP) return copysign(load<f64>(rounding.limits, 8), value);
  return changetype<ScalarFormat>(rounding.format).infinityCode != 0 ? value : NaN;
}

/** The code of an accumulator. */
export function encodeValue(rounding: ScalarRounding, value: f64): u32 {
  const format = changetype<ScalarFormat>(rounding.format);
  if (isNaN(value)) return rounding.nan;
  const sign = reinterpret<u64>(value) >> 63 ? format.signCode : 0;
  if (!isFinite(value)) return sign + format.infinityCode;
  if (value == 0) return sign;
  const exponent = max(leadingExponent(value), format.least);
  const steps = <u32>(abs(value) * powerOfTwo(format.mantissaBits - exponent));
  const fields = <u32>(exponent - format.least) << format.mantissaBits;
  return sign + fields + steps - (format.subnormals ? 0 : 1 << format.mantissaBits);
}
