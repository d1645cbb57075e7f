/**
 * The window in which a step is summed: which bits the products and the accumulator reach, relative to a frame.
 * A bit at position x weighs 2^(frame + x). The frame is 0 (exact sums of several products: a fixed-point window), the
 * exponent of a single product, the sum of the scales, or the largest exponent (aligned sums).
 *
 * An accumulator that is much wider than the window does not get a window of its own width: placed above `highest`
 * it stays there and the frame follows it, since products then only say on which side of it the sum lies; below
 * `lowest` its bits become one sticky bit, and if the products then sum to zero the accumulator itself is the result.
 */
import { type FloatFormat, maxFiniteCode } from '../../../../models/formats/format.js';
import type { DotProductUnit } from '../../../../models/units/unit.js';
import { bitLength, exponentOffset, type OperandPlan } from './operand.js';

/** Positions, and bits that follow from them. */
export interface Window {
  /** What moves the window; `fixed` where nothing does. */
  readonly frame: 'fixed' | 'product' | 'scale' | 'largest';
  /** Of frame, as real exponents: what it may be. */
  readonly frameRange: readonly [number, number];
  /** Lowest bit of a product. */
  readonly productLow: number;
  /** Bits of one product's magnitude from there. */
  readonly productBits: number;
  /** Lowest bit of all. */
  readonly low: number;
  /** Highest position of the accumulator's lowest bit. */
  readonly accumulatorHigh: number;
  /** Bits of the accumulator's magnitude from `low`. */
  readonly accumulatorBits: number;
  /** Whether an accumulator may lie above, and the frame follows it. */
  readonly above: 'possible' | 'never';
  /** Whether an accumulator may lose bits below. */
  readonly below: 'possible' | 'never';
  /** Bits of the sum's magnitude; the sum has a sign bit more. */
  readonly magnitudeBits: number;
}

/** Whether the frame is a signal of its own. */
export function frameMoves({ frame, above }: Window): boolean {
  return frame !== 'fixed' || above === 'possible';
}

export interface Operands {
  readonly a: OperandPlan;
  readonly b: OperandPlan;
  readonly c: OperandPlan;
  /** Bits below the last that rounding looks at one by one. */
  readonly fractionBits: number;
}

export function windowOf(unit: DotProductUnit, operands: Operands): Window {
  return unit.sum.kind === 'aligned'
    ? alignedWindow(unit, unit.sum.fractionBits, operands)
    : exactWindow(unit, operands);
}

/** Every term cut at `fractionBits` below the largest exponent, so that nothing lies above or below. */
function alignedWindow(unit: DotProductUnit, fractionBits: number, { a, b, c }: Operands): Window {
  const [leastScale, largestScale] = unit.scaleRange;
  const bias = a.bias + b.bias;
  const exponents = [
    ...[2 - bias + leastScale, a.largestExponent + b.largestExponent - bias + largestScale],
    ...[1 - c.bias, c.largestExponent - c.bias],
  ];
  const [product, accumulator] = [2n ** BigInt(fractionBits + 2) - 1n, 2n ** BigInt(fractionBits + 1) - 1n];
  return {
    frame: 'largest',
    frameRange: [Math.min(...exponents), Math.max(...exponents)],
    productLow: -fractionBits,
    productBits: fractionBits + 2,
    low: -fractionBits,
    accumulatorHigh: 0,
    accumulatorBits: fractionBits + 1,
    above: 'never',
    below: 'never',
    magnitudeBits: bitLength(BigInt(unit.productsPerStep) * product + accumulator),
  };
}

function exactWindow(unit: DotProductUnit, operands: Operands): Window {
  const { a, b, c, fractionBits } = operands;
  const [frame, frameRange] = exactFrame(unit, a, b);
  const { productLow, largestProduct } = frame === 'product' ? productAlone(a, b) : productsOf(a, b);
  const products = BigInt(unit.productsPerStep);
  const productHigh = productLow + bitLength(products * largestProduct);
  const [lowest, highest] = accumulatorPositions(c, frameRange);
  const low = Math.max(productLow - c.significandBits - fractionBits - 2, Math.min(productLow, lowest));
  const accumulatorHigh = Math.min(productHigh + fractionBits + 1, highest);
  const accumulator = 2n ** BigInt(c.significandBits) - 1n;
  const above = highest > accumulatorHigh ? 'possible' : 'never';
  return {
    frame,
    frameRange: above === 'never' ? frameRange : followed(c, accumulatorHigh, frameRange),
    productLow,
    productBits: bitLength(largestProduct),
    low,
    accumulatorHigh,
    accumulatorBits: accumulatorHigh - low + c.significandBits,
    above,
    below: lowest < low ? 'possible' : 'never',
    magnitudeBits: bitLength(
      products * (largestProduct << BigInt(productLow - low)) + (accumulator << BigInt(accumulatorHigh - low)),
    ),
  };
}

function exactFrame(
  { productsPerStep, scaleRange }: DotProductUnit,
  a: OperandPlan,
  b: OperandPlan,
): readonly [Window['frame'], readonly [number, number]] {
  const [least, largest] = scaleRange;
  const bias = a.bias + b.bias;
  if (productsPerStep === 1) {
    return ['product', [2 - bias + least, a.largestExponent + b.largestExponent - bias + largest]];
  }
  return least === 0 && largest === 0 ? ['fixed', [0, 0]] : ['scale', scaleRange];
}

/** A product in its own frame, its exponent. */
function productAlone(a: OperandPlan, b: OperandPlan) {
  const [left, right] = [a, b].map(({ significandBits }) => 2n ** BigInt(significandBits) - 1n) as [bigint, bigint];
  return { productLow: -a.mantissaBits - b.mantissaBits, largestProduct: left * right };
}

/** Products in a frame of their own, 0: the lowest bit of any, and the largest in units of that bit. */
function productsOf(a: OperandPlan, b: OperandPlan) {
  const productLow = lowestBit(a) + lowestBit(b);
  const units = largestMagnitude(a) * largestMagnitude(b);
  const unitsLow = 1 - a.bias - a.mantissaBits + (1 - b.bias - b.mantissaBits);
  return { productLow, largestProduct: units >> BigInt(productLow - unitsLow) };
}

/** Exponent of the smallest subnormal of all formats. */
function lowestBit(operand: OperandPlan): number {
  return Math.min(...operand.formats.map(({ bias, mantissaBits }) => 1 - bias - mantissaBits));
}

/** The largest finite value in units of 2^(1 − bias − mantissaBits). */
function largestMagnitude(operand: OperandPlan): bigint {
  const values = operand.formats.map((format) => magnitudeOf(operand, format));
  return values.reduce((most, value) => (value > most ? value : most));
}

function magnitudeOf(operand: OperandPlan, format: FloatFormat): bigint {
  const code = maxFiniteCode(format);
  const hidden = 2 ** format.mantissaBits;
  const [field, mantissa] = [Math.floor(code / hidden), code % hidden];
  const significand = BigInt(field === 0 ? mantissa : hidden + mantissa);
  const shift = Math.max(1, field) + exponentOffset(operand, format) - 1 + operand.mantissaBits - format.mantissaBits;
  return significand << BigInt(shift);
}

/** Of its lowest bit, relative to any frame. */
function accumulatorPositions(c: OperandPlan, [least, largest]: readonly [number, number]) {
  const position = (exponent: number, frame: number) => exponent - c.bias - c.mantissaBits - frame;
  return [position(1, largest), position(c.largestExponent, least)] as const;
}

/** The frame that follows an accumulator above the window; it is never below what the least accumulator needs. */
function followed(
  c: OperandPlan,
  accumulatorHigh: number,
  [least, largest]: readonly [number, number],
): readonly [number, number] {
  const frame = (exponent: number) => exponent - c.bias - c.mantissaBits - accumulatorHigh;
  return [Math.max(least, frame(1)), Math.max(largest, frame(c.largestExponent))];
}
