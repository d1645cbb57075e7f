/**
 * d = c + a · b through a unit, computed in float64 and independently of sim/arithmetic: from the unit's parameters
 * and the document that each rule comes from. Products of formats of at most 8 bits are exact in float64, and so are
 * sums with accumulators of moderate size; a cut below an exponent is a truncated or floored quotient of a power of two.
 * Left out: longer sums; stochastic rounding; block scales other than 1.
 */
import { type FloatFormat, leastNormalExponent, maxFinite } from '../../models/formats/format.js';
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import type { Accumulator, AlignedSum, DotProductUnit, PairwiseSum, TwoStageSum } from '../../models/units/unit.js';

const formats = new Map<string, FloatFormat>();

/** As resolveFloatFormat, found once. */
export function formatNamed(name: string): FloatFormat {
  const known = formats.get(name) ?? resolveFloatFormat(name, 'pairs');
  formats.set(name, known);
  return known;
}

/** Operands and accumulator as values, NaN and infinities as themselves. */
export interface Pair {
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/** The code that must come out. */
export function expectedPair(unit: DotProductUnit, pair: Pair): number {
  const { accumulator, promotion } = unit;
  const format = formatNamed(accumulator.format);
  if (promotion === undefined) return encodeSum(accumulator, format, sumOf(unit, pair));
  const partial = storedValue(accumulator, format, sumOf(unit, { ...pair, c: 0 }));
  const into = formatNamed(promotion.format);
  const { mantissaBits } = into;
  const register: Accumulator = { ...accumulator, mantissaBits, rounding: 'nearest-even', zero: 'ieee' };
  return encodeSum(register, into, partial + pair.c);
}

/** The sum before its rounding. Missing products of a step are +0, which turns a −0 into +0. */
function sumOf(unit: DotProductUnit, pair: Pair): number {
  const { a, b, c } = pair;
  if (unit.sum.kind === 'pairwise') return pairwiseSum(unit, unit.sum, pair);
  const plain = a * b + c;
  if (!Number.isFinite(plain)) return plain;
  const missing = unit.productsPerStep > 1 ? 0 : -0;
  switch (unit.sum.kind) {
    case 'exact':
      return plain + missing;
    case 'float32':
      return Math.fround(plain + missing);
    case 'aligned':
      return alignedSum(unit, unit.sum, pair);
    case 'two-stage':
      return twoStageSum(unit, unit.sum, pair);
    case 'grouped':
      // Scales of 1 have exponent 0, whatever the product.
      return cutSum([a * b, c], Math.max(0, c === 0 ? 0 : exponentOf(c, -126)) - unit.sum.fractionBits);
  }
}

function alignedSum(unit: DotProductUnit, { fractionBits }: AlignedSum, { a, b, c }: Pair): number {
  const exponents = [...(a * b === 0 ? [] : [productExponent(unit, a, b)]), ...accumulatorExponent(unit, c)];
  if (exponents.length === 0) return 0;
  return cutSum([a * b, c], Math.max(...exponents) - fractionBits);
}

/** MMA-Sim, CDNA3: a product of 8-bit operands loses nothing in stage 1. */
function twoStageSum(unit: DotProductUnit, rule: TwoStageSum, { a, b, c }: Pair): number {
  if (a * b === 0) return c;
  const exponent = productExponent(unit, a, b);
  const [ofC] = accumulatorExponent(unit, c);
  const largest = Math.max(exponent, ofC ?? exponent);
  const isReached = ofC !== undefined && ofC >= largest - (rule.accumulatorReach ?? Number.POSITIVE_INFINITY);
  const floored = (value: number, bits: number) => Math.floor(value / 2 ** (largest - bits)) * 2 ** (largest - bits);
  return floored(a * b, rule.sumBits) + (isReached ? floored(c, rule.accumulatorBits) : 0);
}

/** MMA-Sim, CDNA2: of one product, whose missing neighbours are +0. */
function pairwiseSum(unit: DotProductUnit, { subnormals }: PairwiseSum, pair: Pair): number {
  const flushed = (format: string, value: number) => {
    const least = 2 ** leastNormalExponent(formatNamed(format));
    return subnormals === 'flushed' && Math.abs(value) < least ? 0 : value;
  };
  const [a, b, c] = [
    flushed(unit.aFormat, pair.a),
    flushed(unit.bFormat, pair.b),
    flushed(unit.accumulator.format, pair.c),
  ];
  const missing = unit.productsPerStep > 1 ? 0 : -0;
  return c + (Math.fround(a * b) + missing);
}

/** Terms truncated toward zero to multiples of 2^exponent, added. */
function cutSum(terms: readonly number[], exponent: number): number {
  const quantum = 2 ** exponent;
  return terms.reduce((total, term) => total + Math.trunc(term / quantum) * quantum, 0);
}

function productExponent({ aFormat, bFormat, operandsAs }: DotProductUnit, a: number, b: number): number {
  return operandExponent(operandsAs ?? aFormat, a) + operandExponent(operandsAs ?? bFormat, b);
}

function operandExponent(format: string, value: number): number {
  return exponentOf(value, leastNormalExponent(formatNamed(format)));
}

function accumulatorExponent({ accumulator }: DotProductUnit, c: number): number[] {
  return c === 0 ? [] : [operandExponent(accumulator.format, c)];
}

const view = new DataView(new ArrayBuffer(8));

/** ⌊log2 |value|⌋ of a normal float64, or `least` if that is larger. */
function exponentOf(value: number, least: number): number {
  view.setFloat64(0, value);
  return Math.max(least, ((view.getUint32(0) >>> 20) & 0x7ff) - 1023);
}

/** One rounding, to nearest even or toward zero: the value that the code has. */
function roundedValue(accumulator: Accumulator, format: FloatFormat, total: number): number {
  if (!Number.isFinite(total) || total === 0) return total;
  const least = leastNormalExponent(format);
  const smallest = format.subnormals ? 0 : 2 ** least * (1 + 2 ** -format.mantissaBits);
  const magnitude = Math.abs(total);
  if (magnitude < smallest) return Math.sign(total) * (2 * magnitude > smallest ? smallest : 0);
  const quantum = 2 ** (exponentOf(total, least) - accumulator.mantissaBits);
  const steps = magnitude / quantum;
  const rounded = accumulator.rounding === 'toward-zero' ? Math.floor(steps) : roundHalfEven(steps);
  return Math.sign(total) * rounded * quantum;
}

function roundHalfEven(steps: number): number {
  const below = Math.floor(steps);
  const rest = steps - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}

/** What an accumulator of IEEE 754 holds after a sum: infinity beyond its largest value, NaN where it has none. */
function storedValue(accumulator: Accumulator, format: FloatFormat, total: number): number {
  const value = roundedValue(accumulator, format, total);
  if (Math.abs(value) <= maxFinite(format)) return value;
  return format.infinities === 'ieee' ? Math.sign(value) * Number.POSITIVE_INFINITY : Number.NaN;
}

/** The code of a sum that is rounded into an accumulator, with its overflow, NaN and zeros. */
function encodeSum(accumulator: Accumulator, format: FloatFormat, total: number): number {
  const sign = 2 ** (format.exponentBits + format.mantissaBits);
  const value = roundedValue(accumulator, format, total);
  const negative = value < 0 || Object.is(value, -0) ? sign : 0;
  if (value === 0) return isZeroNegative(accumulator, total) && format.negativeZero ? sign : 0;
  const isOver = Math.abs(value) > maxFinite(format);
  if (Number.isNaN(value) || (isOver && accumulator.overflow === 'nan')) return nanOf(accumulator, format);
  if (isOver) return format.infinities === 'ieee' ? negative + infinityOf(format) : nanOf(accumulator, format);
  return negative + magnitudeOf(format, Math.abs(value));
}

/** Of a total that has become, or is, zero. */
function isZeroNegative({ zero }: Accumulator, total: number): boolean {
  if (zero === 'positive') return false;
  return total < 0 || (zero === 'ieee' && Object.is(total, -0));
}

/** Exponent field and mantissa field of a value that the format has. */
function magnitudeOf(format: FloatFormat, value: number): number {
  const least = leastNormalExponent(format);
  const exponent = exponentOf(value, least);
  const significand = value / 2 ** (exponent - format.mantissaBits);
  const hidden = 2 ** format.mantissaBits;
  const field = exponent - least + (format.subnormals ? 1 : 0);
  return significand < hidden ? significand : field * hidden + significand - hidden;
}

/** IEEE 754: exponent field of ones, mantissa 0. */
function infinityOf({ exponentBits, mantissaBits }: FloatFormat): number {
  return (2 ** exponentBits - 1) * 2 ** mantissaBits;
}

/** All bits below the sign, or the quiet bit of IEEE 754; DLFloat16 has its NaN in the top code. */
function nanOf({ nan }: Accumulator, format: FloatFormat): number {
  const top = 2 ** (format.exponentBits + format.mantissaBits) - 1;
  return nan === 'all-ones' || format.nan === 'all-ones' ? top : infinityOf(format) + 2 ** (format.mantissaBits - 1);
}
