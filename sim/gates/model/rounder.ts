/** Rounding of float64 sums into an accumulator: as reference/accumulate.ts, for values that carry their rest in an odd bit. */
import { type FloatFormat, leastNormalExponent, maxFiniteCode, signCode } from '../../../models/formats/format.js';
import type { RoundingRule } from '../../../models/rounding.js';
import type { Accumulator } from '../../../models/units/unit.js';
import { type SumClass, specialCode } from '../../arithmetic/reference/specials.js';
import { exponentOf, powerOfTwo } from './float64.js';

export interface Rounder {
  /** @param total finite; a negative zero only where all terms are negative zeros @param random bits of this step */
  readonly code: (total: number, random: number) => number;
  readonly special: (kind: Exclude<SumClass, 'finite'>) => number;
}

/** @param format the accumulator's: with hidden bits below, subnormals and an infinity (IEEE 754) */
export function rounderOf(accumulator: Accumulator, format: FloatFormat): Rounder {
  const { rounding, randomBits, overflow, zero, mantissaBits } = accumulator;
  const least = leastNormalExponent(format);
  const sign = signCode(format);
  const widening = 2 ** (format.mantissaBits - mantissaBits);
  const beyond = (2 ** format.exponentBits - 1) * 2 ** mantissaBits;
  const zeroOf = (isNegative: boolean) => (isNegative ? sign : 0);
  return {
    special: (kind) => specialCode(accumulator, format, kind),
    code: (total, random) => {
      const isNegative = total < 0;
      if (total === 0) return zeroOf(zero === 'ieee' && Object.is(total, -0));
      const magnitude = Math.abs(total);
      const exponent = Math.max(least, exponentOf(magnitude));
      const scaled = magnitude * powerOfTwo(mantissaBits - exponent);
      const lower = Math.floor(scaled);
      const up = movesAway(rounding, randomBits, { lower, fraction: scaled - lower, isNegative, random });
      const code = (exponent - least) * 2 ** mantissaBits + lower + (up ? 1 : 0);
      if (code === 0) return zeroOf(isNegative && zero !== 'positive');
      if (code < beyond) return code * widening + zeroOf(isNegative);
      const towardZero = rounding === 'toward-zero' || rounding === (isNegative ? 'up' : 'down');
      if (towardZero && overflow !== 'infinity') return zeroOf(isNegative) + maxFiniteCode(format);
      return specialCode(accumulator, format, isNegative ? '-infinite' : 'infinite');
    },
  };
}

interface Position {
  readonly lower: number;
  readonly fraction: number;
  readonly isNegative: boolean;
  readonly random: number;
}

/** Whether the magnitude goes to its upper neighbour (models/rounding.ts). */
function movesAway(rule: RoundingRule, n: number, { lower, fraction, isNegative, random }: Position): boolean {
  if (fraction === 0) return false;
  switch (rule) {
    case 'toward-zero':
      return false;
    case 'up':
      return !isNegative;
    case 'down':
      return isNegative;
    case 'to-odd':
      return lower % 2 === 0;
    case 'nearest-away':
      return fraction >= 0.5;
    case 'nearest-even':
      return fraction > 0.5 || (fraction === 0.5 && lower % 2 === 1);
    case 'stochastic':
      return halfEven(fraction * 2 ** n) + random >= 2 ** n;
    case 'stochastic-midpoint':
      return Math.floor(fraction * 2 ** (n + 1)) + 2 * random + 1 >= 2 ** (n + 1);
    case 'stochastic-truncate':
      return Math.floor(fraction * 2 ** n) + random >= 2 ** n;
  }
}

function halfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
