/**
 * Rounding to a float format: the only place where the reference datapath loses bits.
 * Every rule sees the same three things: the fraction between the two neighbours as an exact ratio,
 * whether the lower neighbour is even, and the random bits.
 * Sources: IEEE 754-2019, 4.3; P3109 interim report (to-odd, stochastic rules).
 */
import { type FloatFormat, finiteMagnitude, leastNormalExponent } from '../../../models/formats/format.js';
import type { OverflowRule, RoundingRule } from '../../../models/rounding.js';
import { type Dyadic, dyadicOf, floorLog2 } from './dyadic.js';

/** How a value becomes a code. */
export interface EncodeRule {
  readonly rounding: RoundingRule;
  readonly overflow: OverflowRule;
}

/** n random bits as an integer r, 0 ≤ r < 2^n; only the stochastic rules read them. */
export interface RandomBits {
  readonly bits: number;
  readonly value: number;
}

/** Where a magnitude lies: lower = steps · 2^exponent, and it is lower + (numerator / denominator) · 2^exponent. */
interface Position {
  readonly steps: bigint;
  readonly exponent: number;
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/**
 * The value rounded as if the exponent had no upper end, sign kept (a zero result too).
 * Subnormals are kept where the format has them; elsewhere the neighbours of a value below the
 * smallest are zero (or, in a format without zero, the smallest itself) and the smallest.
 */
export function roundUnbounded(value: Dyadic, format: FloatFormat, rule: RoundingRule, random: RandomBits): Dyadic {
  if (value.significand === 0n) return value;
  const smallest = dyadicOf(finiteMagnitude(format, format.zero ? 1 : 0));
  if (!format.subnormals && isLess(value, smallest)) return roundBelowSmallest(value, smallest, format, rule, random);
  const finest = format.exponentBits === 0 ? 1 - format.bias : leastNormalExponent(format);
  const quantum = (format.exponentBits === 0 ? finest : Math.max(floorLog2(value), finest)) - format.mantissaBits;
  const position = positionOn(value, quantum);
  const up = movesAway(position, hasEvenCode(position, format), value.negative, rule, random);
  return { negative: value.negative, significand: position.steps + (up ? 1n : 0n), exponent: quantum };
}

/** Even means an even code; with no mantissa bits the last bit of the code is the exponent's (P3109). */
function hasEvenCode(at: Position, format: FloatFormat): boolean {
  if (format.mantissaBits > 0 || format.exponentBits === 0 || at.steps === 0n) return at.steps % 2n === 0n;
  return (at.exponent + format.bias) % 2 === 0;
}

/** The nearest integer multiple of 2^exponent by the rule; for two's complement formats. */
export function roundToMultiple(value: Dyadic, exponent: number, rule: RoundingRule, random: RandomBits): bigint {
  const position = positionOn(value, exponent);
  const up = movesAway(position, position.steps % 2n === 0n, value.negative, rule, random);
  const magnitude = position.steps + (up ? 1n : 0n);
  return value.negative ? -magnitude : magnitude;
}

/** Whether what is beyond the largest finite value becomes that value. */
export function isLimited({ rounding, overflow }: EncodeRule, sign: '+' | '-', kind: 'finite' | 'infinite'): boolean {
  const towardZero = rounding === 'toward-zero' || rounding === (sign === '-' ? 'up' : 'down');
  return overflow === 'saturate' || (towardZero && kind === 'finite');
}

/** Whether a magnitude that lies between two neighbours goes to the upper one. */
export function roundsToUpper(
  value: Dyadic,
  [lower, upper]: readonly [Dyadic, Dyadic],
  lowerIsEven: boolean,
  rule: RoundingRule,
  random: RandomBits,
): boolean {
  const exponent = Math.min(value.exponent, lower.exponent, upper.exponent);
  const steps = (of: Dyadic) => of.significand << BigInt(of.exponent - exponent);
  const position: Position = {
    steps: 0n,
    exponent,
    numerator: steps(value) - steps(lower),
    denominator: steps(upper) - steps(lower),
  };
  return movesAway(position, lowerIsEven, value.negative, rule, random);
}

function roundBelowSmallest(
  value: Dyadic,
  smallest: Dyadic,
  format: FloatFormat,
  rule: RoundingRule,
  random: RandomBits,
): Dyadic {
  if (!format.zero) return { ...smallest, negative: value.negative };
  const shift = smallest.exponent - value.exponent;
  const position: Position = {
    steps: 0n,
    exponent: 0,
    numerator: value.significand << BigInt(Math.max(0, -shift)),
    denominator: smallest.significand << BigInt(Math.max(0, shift)),
  };
  const up = movesAway(position, true, value.negative, rule, random);
  return up ? { ...smallest, negative: value.negative } : { negative: value.negative, significand: 0n, exponent: 0 };
}

function positionOn(value: Dyadic, exponent: number): Position {
  const shift = exponent - value.exponent;
  if (shift <= 0) return { steps: value.significand << BigInt(-shift), exponent, numerator: 0n, denominator: 1n };
  const steps = value.significand >> BigInt(shift);
  return { steps, exponent, numerator: value.significand - (steps << BigInt(shift)), denominator: 1n << BigInt(shift) };
}

/** Whether the magnitude goes to its upper neighbour. */
function movesAway(
  at: Position,
  lowerIsEven: boolean,
  negative: boolean,
  rule: RoundingRule,
  random: RandomBits,
): boolean {
  const { numerator, denominator } = at;
  if (numerator === 0n) return false;
  const n = BigInt(random.bits);
  const r = BigInt(random.value);
  switch (rule) {
    case 'toward-zero':
      return false;
    case 'up':
      return !negative;
    case 'down':
      return negative;
    case 'to-odd':
      return lowerIsEven;
    case 'nearest-away':
      return 2n * numerator >= denominator;
    case 'nearest-even':
      return 2n * numerator > denominator || (2n * numerator === denominator && !lowerIsEven);
    case 'stochastic':
      return roundHalfEven(numerator << n, denominator) + r >= 1n << n;
    case 'stochastic-midpoint':
      return (numerator << (n + 1n)) / denominator + 2n * r + 1n >= 1n << (n + 1n);
    case 'stochastic-truncate':
      return (numerator << n) / denominator + r >= 1n << n;
  }
}

function roundHalfEven(numerator: bigint, denominator: bigint): bigint {
  const floor = numerator / denominator;
  const twice = 2n * (numerator - floor * denominator);
  const up = twice > denominator || (twice === denominator && floor % 2n === 1n);
  return floor + (up ? 1n : 0n);
}

/** |a| < |b|. */
export function isLess(a: Dyadic, b: Dyadic): boolean {
  const exponent = Math.min(a.exponent, b.exponent);
  return a.significand << BigInt(a.exponent - exponent) < b.significand << BigInt(b.exponent - exponent);
}
