/**
 * Sums of pairs in float32: every product and every sum of two neighbours rounded, last the sum with the accumulator.
 * float64 adds two float32 numbers without a second rounding that shows (its 53 bits are more than 2 · 24 + 1), so
 * `Math.fround` of a sum is IEEE 754's addition in float32.
 * Source: MMA-Sim, arXiv:2511.10909 (CDNA2).
 */
import { type FloatFormat, leastNormalExponent } from '../../../models/formats/format.js';
import type { PairwiseSum } from '../../../models/units/unit.js';
import { type Dyadic, dyadicOf, floorLog2, sum } from './dyadic.js';
import { type OperandFormats, type Product, productTerms, ZERO } from './term.js';

/** Exponent of the least normal number of float32. */
const LEAST_EXPONENT = -126;

/** A value of a format; where subnormals are flushed they and zeros are +0. */
export function taken({ subnormals }: PairwiseSum, format: FloatFormat, value: number): number {
  return subnormals === 'flushed' && Math.abs(value) < 2 ** leastNormalExponent(format) ? 0 : value;
}

/** The float32 number that the products of a step become; infinite or NaN where IEEE 754 makes it so. */
export function pairwiseTotal(
  rule: PairwiseSum,
  formats: OperandFormats,
  products: readonly Product[],
  scaleSum: number,
): number {
  const operands = products.map((product) => ({
    ...product,
    a: taken(rule, formats.a, product.a),
    b: taken(rule, formats.b, product.b),
  }));
  const areFinite = operands.every(({ a, b }) => Number.isFinite(a) && Number.isFinite(b));
  const exact = areFinite
    ? productTerms(formats, operands, scaleSum).map(({ value }) => numberOf(value))
    : operands.map(({ a, b }) => a * b * 2 ** scaleSum);
  let level = exact.map((product) => inFloat32(rule, product));
  while (level.length > 1) level = pairsOf(level).map(([x, y]) => (y === undefined ? x : inFloat32(rule, x + y)));
  return level[0] as number;
}

/** The exact sum of a step's finite total with the accumulator, of format `format`, before its rounding. */
export function sumPairwise(rule: PairwiseSum, format: FloatFormat, total: number, accumulator: Dyadic): Dyadic {
  const exact = sum([accumulator, dyadicOf(total)]);
  const isBelow = exact.significand !== 0n && floorLog2(exact) < leastNormalExponent(format);
  return rule.subnormals === 'flushed' && isBelow ? { ...ZERO, negative: exact.negative } : exact;
}

function inFloat32({ subnormals }: PairwiseSum, value: number): number {
  const rounded = Math.fround(value);
  return subnormals === 'flushed' && Math.abs(rounded) < 2 ** LEAST_EXPONENT ? 0 * Math.sign(value) : rounded;
}

/** Neighbours; the last stands alone where their number is odd. */
function pairsOf(level: readonly number[]): (readonly [number, number | undefined])[] {
  return Array.from({ length: Math.ceil(level.length / 2) }, (_, i) => [level[2 * i] as number, level[2 * i + 1]]);
}

/** A product of two operands has few enough bits to be a float64; beyond float64's range it is beyond float32's. */
function numberOf({ negative, significand, exponent }: Dyadic): number {
  const magnitude = Number(significand) * 2 ** exponent;
  return negative ? -magnitude : magnitude;
}
