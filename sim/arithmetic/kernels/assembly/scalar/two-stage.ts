/**
 * CDNA3's two-stage sum in float64, all integers below 2^53: the twin of reference/two-stage.ts.
 */
import { NO_EXPONENT } from '../../scalar/layout';
import { powerOfTwo } from '../exact/pack-values';
import { setExact } from './exact';
import { ScalarGemm } from '../../scalar/records';
import { aFrom, bFrom, LANES, largestExponent, largestExponents, takesPart } from './terms';

/** The sum of a step with the running one, of exponent `exponent`. */
export function twoStageSum(gemm: ScalarGemm, first: i32, running: f64, exponent: i32): f64 {
  const count = gemm.productsPerStep;
  const bits = gemm.fractionBits;
  const lanes = count % LANES == 0 ? largestExponents(first, count) : exponentsByParity(gemm, first, count);
  const pairs = i16x8.max_s(lanes, i8x16.shuffle(lanes, lanes, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
  const two = i16x8.max_s(pairs, i8x16.shuffle(pairs, pairs, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11));
  const largestEven: i32 = i16x8.extract_lane_s(two, 0);
  const largestOdd: i32 = i16x8.extract_lane_s(two, 1);
  const products = max(largestEven, largestOdd);
  // A product in [1, 4) times its exponent may be infinite: left to wide numbers.
  if (products + 2 > gemm.limitExponent) setExact(false);
  const even = gemm.halves == 2 ? largestEven : products;
  const odd = gemm.halves == 2 ? largestOdd : products;
  const sums = truncatedSums(first, count, f64x2.replace_lane(f64x2.splat(scaleOf(even, bits)), 1, scaleOf(odd, bits)));
  const sumEven = f64x2.extract_lane(sums, 0);
  const sumOdd = f64x2.extract_lane(sums, 1);
  if (!takesPart(products)) return running + (sumEven + sumOdd);
  const sum = gemm.halves == 2 ? floored(sumEven, even - products) + floored(sumOdd, odd - products) : sumEven + sumOdd;
  return joinAccumulator(gemm, sum, products, running, exponent);
}

/** Largest exponents of even products in the first lane, of odd ones in the second. */
function exponentsByParity(gemm: ScalarGemm, first: i32, count: i32): v128 {
  const even = largestExponent(gemm, first, count, 2);
  const odd = largestExponent(gemm, first + 1, count - 1, 2);
  const none = i16x8.splat(<i16>(2 * NO_EXPONENT));
  return i16x8.replace_lane(i16x8.replace_lane(none, 0, <i16>even), 1, <i16>odd);
}

/** What products of this largest exponent are multiplied by; NaN and infinities have none. */
// @ts-ignore: decorator
@inline
function scaleOf(exponent: i32, bits: i32): f64 {
  return takesPart(exponent) ? powerOfTwo(bits - exponent) : 1;
}

/** Products times their scale, truncated: the sum of the even ones and that of the odd ones. */
function truncatedSums(first: i32, count: i32, scales: v128): v128 {
  let a = aFrom(first);
  let b = bFrom(first);
  let sums = f64x2.splat(0);
  const end = a + (<usize>count << 3);
  for (const whole = a + (<usize>(count & ~1) << 3); a < whole; a += 16, b += 16) {
    sums = f64x2.add(sums, f64x2.trunc(f64x2.mul(f64x2.mul(v128.load(a), v128.load(b)), scales)));
  }
  if (a == end) return sums;
  const last = trunc(load<f64>(a) * load<f64>(b) * f64x2.extract_lane(scales, 0));
  return f64x2.replace_lane(sums, 0, f64x2.extract_lane(sums, 0) + last);
}

/** ⌊value · 2^shift⌋; below 2^-1000 any non-zero value floors alike. */
// @ts-ignore: decorator
@inline
function floored(value: f64, shift: i32): f64 {
  return floor(value * powerOfTwo(max(shift, -960)));
}

function joinAccumulator(gemm: ScalarGemm, sum: f64, products: i32, running: f64, exponent: i32): f64 {
  const largest = max(products, exponent);
  const own = floored(sum, products - largest + gemm.sumBits - gemm.fractionBits) * powerOfTwo(largest - gemm.sumBits);
  const isReached = exponent >= largest - gemm.accumulatorReach || !isFinite(running);
  if (!isReached) return own;
  return own + floor(running * powerOfTwo(gemm.accumulatorBits - largest)) * powerOfTwo(largest - gemm.accumulatorBits);
}
