/** Every width of the datapath of a unit of floats, from the unit's parameters: what the blocks are written from. */
import { type FloatFormat, leastNormalExponent } from '../../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../../models/formats/resolve.js';
import type { FloatDatapath } from '../../../../models/hardware/hardware-unit.js';
import type { RoundingRule } from '../../../../models/rounding.js';
import type { DotProductUnit } from '../../../../models/units/unit.js';
import { bitLength, type OperandPlan, operandPlan } from './operand.js';
import { type Window, windowOf } from './window.js';

export interface FloatPlan {
  readonly unit: DotProductUnit;
  readonly products: number;
  readonly a: OperandPlan;
  readonly b: OperandPlan;
  /** The accumulator as it comes in. */
  readonly c: OperandPlan;
  readonly scaleBits: number;
  readonly window: Window;
  /** Of the sum of two operands' exponents. */
  readonly productExponentBits: number;
  readonly specials: Specials;
  readonly frame: FramePlan;
  readonly normalise: NormalisePlan;
  readonly round: RoundPlan;
}

/** What may be among the operands that no sum holds. With overflow `nan` an infinity is a NaN too. */
export interface Specials {
  readonly infinity: 'apart' | 'as-nan';
  /** Whether any product may be one. */
  readonly ofProducts: 'some' | 'none';
}

/** How the frame is written, where it moves: frame + bias, never negative. */
export interface FramePlan {
  readonly bias: number;
  readonly bits: number;
}

export interface NormalisePlan {
  /** Bits of the magnitude, with zeros put on top where the least result would have to be shifted right. */
  readonly bits: number;
  /** Leading zeros at which a result has the least exponent, less the biased frame where that moves. */
  readonly limit: number;
  /** Whether the leading one may lie below the least exponent's. */
  readonly subnormal: 'possible' | 'never';
  /** Of the exponent above the least. */
  readonly exponentBits: number;
}

export interface RoundPlan {
  readonly format: FloatFormat;
  /** Mantissa bits that the result keeps. */
  readonly mantissaBits: number;
  readonly fractionBits: number;
  /** Whether what lies below the fraction is looked at. */
  readonly sticky: 'used' | 'unused';
}

export function floatPlan({ unit, aFormats, bFormats }: FloatDatapath): FloatPlan {
  const [a, b, c] = [aFormats, bFormats, [unit.accumulator.format]].map(operandPlan) as [
    OperandPlan,
    OperandPlan,
    OperandPlan,
  ];
  const round = roundPlan(unit);
  const window = windowOf(unit, { a, b, c, fractionBits: Math.max(1, round.fractionBits) });
  return {
    unit,
    products: unit.productsPerStep,
    a,
    b,
    c,
    scaleBits: signedBits(unit.scaleRange),
    window,
    productExponentBits: bitLength(a.largestExponent + b.largestExponent),
    specials: specialsOf(unit, a, b),
    frame: { bias: -window.frameRange[0], bits: bitLength(window.frameRange[1] - window.frameRange[0]) },
    normalise: normalisePlan(window, round.format),
    round,
  };
}

function specialsOf({ accumulator }: DotProductUnit, a: OperandPlan, b: OperandPlan): Specials {
  const some = [a, b].some(({ nan, infinity }) => nan === 'some' || infinity === 'some');
  return {
    infinity: accumulator.overflow === 'nan' ? 'as-nan' : 'apart',
    ofProducts: some ? 'some' : 'none',
  };
}

/** Bits of a two's complement number within limits; 0 where it is always 0. */
function signedBits([least, largest]: readonly [number, number]): number {
  return least === 0 && largest === 0 ? 0 : 1 + bitLength(Math.max(largest, -least - 1));
}

function normalisePlan(window: Window, format: FloatFormat): NormalisePlan {
  const [least, largest] = window.frameRange;
  const least0 = leastNormalExponent(format);
  const top = window.low + window.magnitudeBits - 1;
  const padding = Math.max(0, least0 - (least + top));
  const bits = window.magnitudeBits + padding;
  const limit = top + padding - least0 + least;
  return {
    bits,
    limit,
    subnormal: limit <= bits - 1 ? 'possible' : 'never',
    exponentBits: bitLength(limit + largest - least),
  };
}

function roundPlan({ accumulator }: DotProductUnit): RoundPlan {
  const format = resolveFloatFormat(accumulator.format, 'accumulator');
  const [fractionBits, sticky] = lookedAt(accumulator.rounding, accumulator.randomBits);
  return { format, mantissaBits: accumulator.mantissaBits, fractionBits, sticky };
}

/** Bits below the last one that a rule looks at one by one, and whether it asks if there is anything below them. */
function lookedAt(rule: RoundingRule, randomBits: number): readonly [number, RoundPlan['sticky']] {
  switch (rule) {
    case 'toward-zero':
      return [0, 'unused'];
    case 'up':
    case 'down':
    case 'to-odd':
      return [0, 'used'];
    case 'nearest-even':
      return [1, 'used'];
    case 'nearest-away':
      return [1, 'unused'];
    case 'stochastic':
      return [randomBits + 1, 'used'];
    case 'stochastic-midpoint':
      return [randomBits + 1, 'unused'];
    case 'stochastic-truncate':
      return [randomBits, 'unused'];
  }
}
