/**
 * How far the terms of a unit reach, and whether float64 holds its sums: products exactly, integers of an aligned sum
 * below 2^53, no factor or term near the ends of its range.
 */
import {
  type FloatFormat,
  leastNormalExponent,
  maxFinite,
  maxFiniteExponent,
} from '../../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../../models/formats/resolve.js';
import type { Accumulator, DotProductUnit } from '../../../../models/units/unit.js';

const FLOAT64_BITS = 53;
/** Between the ends of float64's normal range. */
const FLOAT64_SPAN = 1000;

function formatsOf(unit: DotProductUnit): { operands: FloatFormat[]; scales: FloatFormat[]; accumulator: FloatFormat } {
  const { aFormat, bFormat, blockScale } = unit;
  const scale = blockScale === undefined ? [] : [resolveFloatFormat(blockScale.format, 'scale')];
  return {
    operands: [aFormat, bFormat].map((name) => resolveFloatFormat(name, 'operand')),
    scales: [...scale, ...scale],
    accumulator: resolveFloatFormat(unit.accumulator.format, 'accumulator'),
  };
}

/** Significant bits of a product with its scales. */
export function productBits(unit: DotProductUnit): number {
  const { operands, scales } = formatsOf(unit);
  return total([...operands, ...scales].map(({ mantissaBits }) => (mantissaBits === 0 ? 0 : mantissaBits + 1)));
}

/** Exponents: of the unit that every term is a multiple of, and of a power of two above every term. */
export function exponentRange(unit: DotProductUnit, scaleSum: number): { lowest: number; highest: number } {
  const { operands, scales, accumulator } = formatsOf(unit);
  const factors = [...operands, ...scales];
  // Scales that are not given are 1.
  const least = total(operands.map(leastUnit)) + total(scales.map((format) => Math.min(0, leastUnit(format))));
  const top = total(factors.map((format) => Math.max(0, topExponent(format))));
  return {
    lowest: Math.min(least + scaleSum, leastUnit(accumulator)),
    highest: Math.max(top + scaleSum, topExponent(accumulator)),
  };
}

function leastUnit(format: FloatFormat): number {
  return leastNormalExponent(format) - format.mantissaBits;
}

/** Above every value, and no lower than the exponent that zeros are aligned by. */
function topExponent(format: FloatFormat): number {
  return Math.max(maxFiniteExponent(format) + 2, leastNormalExponent(format));
}

/** Two stages make finite products from here on infinite. */
export const LEAST_INFINITE_PRODUCT = 2 ** 128;

/** Whether a unit has such products. */
export function reachesInfinity(unit: DotProductUnit): boolean {
  return unit.sum.kind === 'two-stage' && product(formatsOf(unit).operands.map(maxFinite)) >= LEAST_INFINITE_PRODUCT;
}

/** Whether the steps of a unit run in float64, exact sums where their operands' facts allow it. */
export function fitsFloat64(unit: DotProductUnit, scaleSum: number): boolean {
  const { lowest, highest } = exponentRange(unit, scaleSum);
  const bits = fractionBits(unit);
  if (highest - lowest + bits > FLOAT64_SPAN) return false;
  return bits + headroom(unit) <= FLOAT64_BITS;
}

/** Whether a float64 that was made odd rounds as the exact sum: the bits that a rule looks at, and one that says more. */
export function isOdd({ mantissaBits, randomBits }: Accumulator): boolean {
  return mantissaBits + randomBits + 3 <= FLOAT64_BITS;
}

/** Bits below the largest exponent that integers have. */
function fractionBits({ sum }: DotProductUnit): number {
  switch (sum.kind) {
    case 'exact':
    case 'float32':
    case 'pairwise':
      return 0;
    case 'aligned':
    case 'grouped':
      return sum.fractionBits;
    case 'two-stage':
      return Math.max(sum.productBits, sum.sumBits, sum.accumulatorBits);
  }
}

/** Bits that sums reach above the largest exponent: of a significand's product, its scales', and the number of terms. */
function headroom(unit: DotProductUnit): number {
  const { operands, scales } = formatsOf(unit);
  const { sum, productsPerStep } = unit;
  if (sum.kind === 'exact' || sum.kind === 'float32' || sum.kind === 'pairwise') return 0;
  const ofScales = scales.some(({ mantissaBits }) => mantissaBits > 0) ? 2 : 0;
  const ofProduct = sum.kind === 'grouped' ? total(operands.map((format) => maxFiniteExponent(format) + 1)) + 1 : 2;
  return ofProduct + ofScales + bitsFor(productsPerStep + 2) + 1;
}

/** ⌈log2⌉ of a whole number from 1 on. */
function bitsFor(count: number): number {
  return 32 - Math.clz32(count - 1);
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

function product(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all * number, 1);
}
