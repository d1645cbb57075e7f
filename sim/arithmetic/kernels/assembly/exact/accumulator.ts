/**
 * The accumulator one lane at a time: every rounding rule, infinite partials, exact sums; and its codes.
 * Random bits of a rounding are the top bits of randomWord(seed, randomWord(seed, stream, step), element).
 */
import { exactAdd, exactAddProduct, exactClear, exactExponent, exactNormalise, exactSignificand, exactTop } from './digits';
import { OVERFLOW_INFINITY, ROUNDS_TWICE } from '../../shared/layout';
import { overflowed } from './round-block';
import { halfValue, powerOfTwo } from './pack-values';
import { randomWord, topBits } from '../shared/philox';
import { Gemm } from '../../exact/records';
import { NEAREST_EVEN, roundToCode } from '../shared/rounding';

export const HALF_LIMIT: f64 = 65504;
export const SINGLE_LIMIT: f64 = 3.4028234663852886e38;

/** Largest finite value of the accumulator. */
export function accumulatorLimit(bytes: i32): f64 {
  return bytes == 2 ? HALF_LIMIT : SINGLE_LIMIT;
}

/** The partial after a step whose products' exact sum is `products`. */
export function finishExactSum(gemm: Gemm, products: f64, partial: f64, element: u32, stepStream: u32, exact: usize): f64 {
  if (!isFinite(partial)) return specialPartial(gemm, partial);
  exactClear(exact);
  exactAdd(exact, products);
  exactAdd(exact, partial);
  return roundExact(gemm, element, stepStream, exact);
}

/** The partial after a step, its products taken one by one, `strideA` and `strideB` bytes apart. */
export function finishProducts(
  gemm: Gemm,
  a: usize,
  strideA: usize,
  b: usize,
  strideB: usize,
  depth: i32,
  partial: f64,
  element: u32,
  stepStream: u32,
  exact: usize,
): f64 {
  if (!isFinite(partial)) return specialPartial(gemm, partial);
  exactClear(exact);
  for (let k = 0; k < depth; k++) {
    exactAddProduct(exact, load<f64>(a), load<f64>(b));
    a += strideA;
    b += strideB;
  }
  exactAdd(exact, partial);
  return roundExact(gemm, element, stepStream, exact);
}

function specialPartial(gemm: Gemm, partial: f64): f64 {
  return isNaN(partial) ? NaN : overflowed(partial, accumulatorLimit(gemm.accumulatorBytes), gemm.overflow);
}

function roundExact(gemm: Gemm, element: u32, stepStream: u32, exact: usize): f64 {
  if (gemm.rounding == ROUNDS_TWICE) roundToSingle(exact);
  const negative = exactNormalise(exact);
  const top = exactTop(exact);
  if (top < 0) return 0;
  const isHalf = gemm.accumulatorBytes == 2;
  const random = gemm.randomBits == 0 ? 0 : topBits(randomWord(gemm.seed, stepStream, element), gemm.randomBits);
  const mantissaBits = isHalf ? 10 : 23;
  const significand = exactSignificand(exact, top);
  const exponent = exactExponent(exact, top);
  const least = isHalf ? -14 : -126;
  const code = roundToCode(
    significand, exponent, negative, mantissaBits, least, 1, 1, 0, gemm.rule, gemm.randomBits, random,
  );
  const magnitude = valueOfCode(code, mantissaBits, least);
  const limit = accumulatorLimit(gemm.accumulatorBytes);
  const value = negative ? -magnitude : magnitude;
  if (magnitude <= limit) return value;
  const towardZero = gemm.rule == 2 || (gemm.rule == 3 && negative) || (gemm.rule == 4 && !negative);
  return towardZero && gemm.overflow != OVERFLOW_INFINITY ? copysign<f64>(limit, value) : overflowed(value, limit, gemm.overflow);
}

/** An exact sum to nearest even, in its place. */
function roundToSingle(exact: usize): void {
  const negative = exactNormalise(exact);
  const top = exactTop(exact);
  if (top < 0) return;
  const significand = exactSignificand(exact, top);
  const code = roundToCode(significand, exactExponent(exact, top), negative, 23, -126, 1, 1, 0, NEAREST_EVEN, 0, 0);
  const magnitude = valueOfCode(code, 23, -126);
  exactClear(exact);
  exactAdd(exact, negative ? -magnitude : magnitude);
}

/** Value of a magnitude code that may run on beyond the format's end. */
function valueOfCode(code: i64, mantissaBits: i32, least: i32): f64 {
  const field = <i32>(code >> mantissaBits);
  const mantissa = code & ((1 << mantissaBits) - 1);
  if (field == 0) return <f64>mantissa * powerOfTwo(least - mantissaBits);
  return <f64>(mantissa + (1 << mantissaBits)) * powerOfTwo(field - 1 + least - mantissaBits);
}

/** The value of an initial partial. */
export function loadPartial(address: usize, bytes: i32): f64 {
  return bytes == 2 ? halfValue(load<u16>(address)) : <f64>load<f32>(address);
}

/** Writes eight partials as codes; NaN as the canonical positive one. */
export function storePartials(address: usize, bytes: i32, partials: usize): void {
  const left = i8x16.shuffle(
    f32x4.demote_f64x2_zero(v128.load(partials)), f32x4.demote_f64x2_zero(v128.load(partials, 16)),
    0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23,
  );
  const right = i8x16.shuffle(
    f32x4.demote_f64x2_zero(v128.load(partials, 32)), f32x4.demote_f64x2_zero(v128.load(partials, 48)),
    0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23,
  );
  if (bytes == 2) v128.store(address, i16x8.narrow_i32x4_u(halfCodes(left), halfCodes(right)));
  else {
    const nan = i32x4.splat(0x7fc00000);
    v128.store(address, v128.bitselect(left, nan, f32x4.eq(left, left)));
    v128.store(address, v128.bitselect(right, nan, f32x4.eq(right, right)), 16);
  }
}

/** The float16 codes of four float32 values that have one. */
// @ts-ignore: decorator
@inline
function halfCodes(values: v128): v128 {
  const sign = v128.and(i32x4.shr_u(values, 16), i32x4.splat(0x8000));
  const magnitude = v128.and(values, i32x4.splat(0x7fffffff));
  const normal = i32x4.shr_u(i32x4.sub(magnitude, i32x4.splat(112 << 23)), 13);
  const subnormal = i32x4.trunc_sat_f32x4_s(f32x4.mul(magnitude, f32x4.splat(16777216)));
  const isNormal = i32x4.ge_s(magnitude, i32x4.splat(113 << 23));
  const code = v128.bitselect(i32x4.min_s(normal, i32x4.splat(0x7c00)), subnormal, isNormal);
  return v128.bitselect(v128.or(code, sign), i32x4.splat(0x7e00), f32x4.eq(values, values));
}
