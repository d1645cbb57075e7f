/**
 * Codes to values and back, for every format: decode (exact), encode (round once, then judge overflow).
 * Plain and slow on purpose; the fast twins are compared with it.
 * Sources: IEEE 754-2019; OCP OFP8 rev. 1.0, 5.2; Noune et al. 2022, section 2 (one NaN, unsigned zero).
 */
import {
  type FloatFormat,
  finiteMagnitude,
  type IntegerFormat,
  infinityCode,
  leastNormalExponent,
  maxFiniteCode,
  type NumberFormat,
  nanCode,
  signCode,
} from '../../../models/formats/format.js';
import { type Dyadic, dyadicOf, floorLog2 } from './dyadic.js';
import { type EncodeRule, isLimited, type RandomBits, roundToMultiple, roundUnbounded } from './round.js';
import { decodeTapered, encodeTapered, taperedNan, taperedOverflow } from './tapered.js';

export type { EncodeRule };

/** A NaN, or an overflow under `special`, met a format that has no code for it. */
export class NoCodeError extends Error {
  override readonly name = 'NoCodeError';
}

const NO_RANDOM_BITS: RandomBits = { bits: 0, value: 0 };

/** The value of a code: a float64, exactly; NaN and ±Inf as themselves. */
export function decode(format: NumberFormat, code: number): number {
  if (format.kind === 'integer') return decodeInteger(format, code);
  if (format.kind === 'tapered') return decodeTapered(format, code);
  const sign = signCode(format);
  const negative = sign !== 0 && code >= sign;
  const magnitude = negative ? code - sign : code;
  if (magnitude === 0 && negative) return format.nan === 'negative-zero' ? Number.NaN : format.negativeZero ? -0 : 0;
  const value = magnitudeValue(format, magnitude);
  return negative ? -value : value;
}

/**
 * The code of a float64 value: rounded once with unbounded exponent, then held against the largest
 * finite value.
 *
 * @param value any float64; NaN gives the canonical NaN with the sign that `negativeNan` says
 * @param random bits for the stochastic rules; others ignore them
 * @throws NoCodeError for NaN without a NaN code, and for `special` overflow without Inf and NaN
 */
export function encode(
  format: NumberFormat,
  value: number,
  rule: EncodeRule,
  random: RandomBits = NO_RANDOM_BITS,
  negativeNan = false,
): number {
  if (Number.isNaN(value)) return requireNan(format, negativeNan);
  if (!Number.isFinite(value)) return overflowCode(format, value < 0, rule, 'infinite');
  return encodeDyadic(format, dyadicOf(value), rule, random);
}

/** As encode, from an exact number of any length. */
export function encodeDyadic(
  format: NumberFormat,
  value: Dyadic,
  rule: EncodeRule,
  random: RandomBits = NO_RANDOM_BITS,
): number {
  if (format.kind === 'integer') return encodeInteger(format, value, rule, random);
  if (format.kind === 'tapered') return encodeTapered(format, value, rule, random);
  if (value.negative && value.significand !== 0n && !format.signed) return requireNan(format, true);
  const rounded = roundUnbounded(value, format, rule.rounding, random);
  if (rounded.significand === 0n) return zeroCode(format, rounded.negative);
  const magnitude = codeOfMagnitude(format, rounded);
  if (magnitude > maxFiniteCode(format)) return overflowCode(format, rounded.negative, rule, 'finite');
  return magnitude + (rounded.negative ? signCode(format) : 0);
}

/** −0 where the format has it, else +0; in a format without zero, the smallest value. */
function zeroCode(format: FloatFormat, negative: boolean): number {
  return negative && format.negativeZero ? signCode(format) : 0;
}

/** The code that a rounded magnitude has, or would have if the codes went on beyond the largest. */
function codeOfMagnitude(format: FloatFormat, value: Dyadic): number {
  const exponent = Math.max(floorLog2(value), leastNormalExponent(format));
  const steps = inSteps(value, (format.exponentBits === 0 ? 1 - format.bias : exponent) - format.mantissaBits);
  if (format.exponentBits === 0) return steps;
  return (
    (exponent - leastNormalExponent(format)) * 2 ** format.mantissaBits +
    steps -
    (format.subnormals ? 0 : 2 ** format.mantissaBits)
  );
}

/** A value on the grid of 2^exponent in steps of it; as a float64 it may be rounded, far beyond all codes. */
function inSteps(value: Dyadic, exponent: number): number {
  const shift = value.exponent - exponent;
  return Number(shift >= 0 ? value.significand << BigInt(shift) : value.significand >> BigInt(-shift));
}

function overflowCode(format: NumberFormat, negative: boolean, rule: EncodeRule, kind: 'finite' | 'infinite'): number {
  if (format.kind === 'integer') return integerLimit(format, negative);
  if (format.kind === 'tapered') return taperedOverflow(format, negative, rule, kind);
  if (negative && !format.signed) return requireNan(format, negative);
  const sign = negative ? signCode(format) : 0;
  if (isLimited(rule, negative ? '-' : '+', kind)) return sign + maxFiniteCode(format);
  const infinity = infinityCode(format);
  if (infinity !== undefined) return sign + infinity;
  return requireNan(format, negative);
}

function requireNan(format: NumberFormat, negative: boolean): number {
  if (format.kind === 'tapered') return taperedNan(format);
  const code = format.kind === 'integer' ? undefined : nanCode(format, negative);
  if (code === undefined) throw new NoCodeError(`${format.name} has no code for NaN or overflow`);
  return code;
}

function magnitudeValue(format: FloatFormat, magnitude: number): number {
  if (magnitude <= maxFiniteCode(format)) return finiteMagnitude(format, magnitude);
  return magnitude === infinityCode(format) ? Number.POSITIVE_INFINITY : Number.NaN;
}

function decodeInteger(format: IntegerFormat, code: number): number {
  const half = 2 ** (format.bits - 1);
  return (code >= half ? code - 2 * half : code) * 2 ** format.stepExponent;
}

function encodeInteger(format: IntegerFormat, value: Dyadic, rule: EncodeRule, random: RandomBits): number {
  const steps = roundToMultiple(value, format.stepExponent, rule.rounding, random);
  const half = 1n << BigInt(format.bits - 1);
  if (steps >= half || steps < -half) {
    if (rule.overflow === 'special') throw new NoCodeError(`${format.name} has no code for overflow`);
    return integerLimit(format, steps < 0n);
  }
  return Number(steps < 0n ? steps + 2n * half : steps);
}

function integerLimit(format: IntegerFormat, negative: boolean): number {
  const half = 2 ** (format.bits - 1);
  return negative ? half : half - 1;
}
