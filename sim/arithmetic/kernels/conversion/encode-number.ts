/**
 * One float32 value to a code in float64 arithmetic, equal to reference/convert.ts: every step is exact, since a
 * float32 over a power of two has 24 bits. For values that come one by one with their own random bits, and for formats
 * that the kernels do not take. Rare cases (no code in range, no subnormals, no mantissa) are left to the reference.
 */
import {
  type FloatFormat,
  leastNormalExponent,
  maxFiniteCode,
  minPositive,
  type NumberFormat,
  signCode,
} from '../../../../models/formats/format.js';
import type { RoundingRule } from '../../../../models/rounding.js';
import { type EncodeRule, encode } from '../../reference/convert.js';
import type { RandomBits } from '../../reference/round.js';

/** Code of a float32 value; `negativeNan` says which NaN a NaN becomes. */
export type EncodeNumber = (value: number, random: RandomBits, negativeNan: boolean) => number;

/** @throws NoCodeError (when called) for a value without a code */
export function numberEncoder(format: NumberFormat, rule: EncodeRule): EncodeNumber {
  const plain: EncodeNumber = (value, random, negativeNan) => encode(format, value, rule, random, negativeNan);
  if (format.kind === 'integer') {
    const largest = 2 ** (format.bits - 1) - 1;
    const step = 2 ** format.stepExponent;
    return (value, random, negativeNan) => {
      const magnitude = roundedSteps(Math.abs(value) / step, rule.rounding, value < 0, random);
      if (!(magnitude <= largest)) return plain(value, random, negativeNan);
      return value < 0 && magnitude > 0 ? 2 * (largest + 1) - magnitude : magnitude;
    };
  }
  if (format.kind === 'tapered') return plain;
  return format.mantissaBits === 0 || !format.zero ? plain : floatEncoder(format, rule, plain);
}

function floatEncoder(format: FloatFormat, { rounding }: EncodeRule, plain: EncodeNumber): EncodeNumber {
  const { exponentBits, mantissaBits, subnormals, signed } = format;
  const least = exponentBits === 0 ? 1 - format.bias : leastNormalExponent(format);
  const binade = 2 ** mantissaBits;
  const [largest, sign, negativeZero] = [
    maxFiniteCode(format),
    signCode(format),
    format.negativeZero ? signCode(format) : 0,
  ];
  const smallest = subnormals ? 0 : minPositive(format);
  return (value, random, negativeNan) => {
    const magnitude = Math.abs(value);
    const isNegative = value < 0 || Object.is(value, -0);
    if (!(magnitude >= smallest) || (isNegative && !signed)) return plain(value, random, negativeNan);
    const exponent = exponentBits === 0 ? least : Math.max(exponentOf(magnitude), least);
    const steps = roundedSteps(magnitude / 2 ** (exponent - mantissaBits), rounding, isNegative, random);
    const code = (exponent - least) * binade + steps - (subnormals ? 0 : binade);
    if (!(code <= largest)) return plain(value, random, negativeNan);
    return code === 0 ? (isNegative ? negativeZero : 0) : isNegative ? code + sign : code;
  };
}

const view = new DataView(new ArrayBuffer(8));

/** ⌊log2⌋ of a positive normal float64; less than any format's for 0. */
function exponentOf(magnitude: number): number {
  view.setFloat64(0, magnitude);
  return (view.getUint32(0) >>> 20) - 1023;
}

/** A number of steps ≥ 0 to a whole number. */
function roundedSteps(steps: number, rule: RoundingRule, isNegative: boolean, random: RandomBits): number {
  const below = Math.floor(steps);
  const fraction = steps - below;
  return fraction > 0 && movesAway(fraction, below % 2 === 0, isNegative, rule, random) ? below + 1 : below;
}

/** As in reference/round.ts, of a fraction above 0. */
function movesAway(
  fraction: number,
  lowerIsEven: boolean,
  isNegative: boolean,
  rule: RoundingRule,
  { bits, value }: RandomBits,
): boolean {
  const range = 2 ** bits;
  switch (rule) {
    case 'toward-zero':
      return false;
    case 'up':
      return !isNegative;
    case 'down':
      return isNegative;
    case 'to-odd':
      return lowerIsEven;
    case 'nearest-away':
      return fraction >= 0.5;
    case 'nearest-even':
      return fraction > 0.5 || (fraction === 0.5 && !lowerIsEven);
    case 'stochastic':
      return roundHalfEven(fraction * range) + value >= range;
    case 'stochastic-midpoint':
      return Math.floor(fraction * 2 * range) + 2 * value + 1 >= 2 * range;
    case 'stochastic-truncate':
      return Math.floor(fraction * range) + value >= range;
  }
}

function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}
