/**
 * Chains of fused multiply-adds into float32 whose sums stay below its largest binade and on the grid of its
 * subnormals, so that a sum in float64 is rounded as an integer. Steps that this might round twice go the way of
 * chain.ts:
 *   long products   those with a sum half-way between two values: a tie, or rounded to one; ties are rare
 *   short products  those with a sum that is not exact. An accumulator above a product of at most 28 bits is no
 *                   danger: what float64 loses of the product is then below a quarter of a unit of the last place
 * Left out: blocks that may reach beyond (isPlain).
 */
import { ALIGNED_COLUMNS, ALIGNED_ROWS } from '../../shared/layout';
import { AlignedGemm } from '../../aligned/records';
import { addToOdd, rounded } from './chain-rounding';
import { BLOCK_BYTES } from './double-blocks';

const ROW_A: usize = ALIGNED_ROWS * 8;
const ROW_B: usize = ALIGNED_COLUMNS * 8;

/** Mantissa bits of float32, and the exponent of its least normal number. */
const MANTISSA_BITS: i32 = 23;
const LEAST_EXPONENT: i32 = -126;
/** Mantissa bits of both operands together whose products have at most 28 bits. */
const SHORT_MANTISSA_BITS: i32 = 26;
/** Of products and of initial values, so that their sum with all its roundings is below 2^128. */
const LARGEST_EXPONENT: i32 = 126;
const LARGEST_INITIAL: f64 = reinterpret<f64>(0x47d0000000000000); // 2^126
/** Half a unit of the last of float32's bits in a float64, and the bits above it. */
const HALF: i64 = 0x10000000;
const KEPT: i64 = ~0x1fffffff;
const LOST_BITS: i32 = 29;
/** Added to exponents: those of zeros, ZERO_EXPONENT_16, wrap around to the top, all others stay positive. */
const RAISED: i16 = 2000;

/** Least and largest exponent of a panel: two results, which functions here do not have. */
export let leastExponent: i32 = 0;
export let largestExponent: i32 = 0;

/** Sets both to those of `count` values, a multiple of four; zeros do not count, and alone set the least above the largest. */
export function takeExponents(exponents: usize, count: i32): void {
  let low = i16x8.splat(-1);
  let high = i16x8.splat(0);
  for (let at = 0; at < count; at += 8, exponents += 16) {
    const several = count - at < 8 ? v128.load_splat<u64>(exponents) : v128.load(exponents);
    const raised = i16x8.add(several, i16x8.splat(RAISED));
    low = i16x8.min_u(low, raised);
    high = i16x8.max_s(high, raised);
  }
  leastExponent = 0xffff;
  largestExponent = 0;
  for (let lane = 0; lane < 8; lane++) {
    leastExponent = min(leastExponent, <i32>i16x8.extract_lane_u(low, 0));
    largestExponent = max(largestExponent, <i32>i16x8.extract_lane_s(high, 0));
    low = i8x16.shuffle(low, low, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1);
    high = i8x16.shuffle(high, high, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1);
  }
  leastExponent -= RAISED;
  largestExponent -= RAISED;
}

/**
 * Whether a chain of `count` products is plain.
 *
 * @param least sum of two operands' least exponents; @param largest of their largest ones
 * @param accumulators float64 initial values of a block
 */
export function isPlain(gemm: AlignedGemm, least: i32, largest: i32, count: i32, accumulators: usize): bool {
  if (gemm.leastExponent != LEAST_EXPONENT || gemm.mantissaBits != MANTISSA_BITS) return false;
  if (least + gemm.scaleExponent - gemm.productMantissaBits < LEAST_EXPONENT - MANTISSA_BITS) return false;
  const carries = 34 - <i32>clz(count);
  if (largest + gemm.scaleExponent + carries > LARGEST_EXPONENT) return false;
  let isWithin = i64x2.splat(-1);
  for (let at: usize = 0; at < BLOCK_BYTES; at += 16) {
    const magnitude = f64x2.abs(v128.load(accumulators + at));
    isWithin = v128.and(isWithin, f64x2.lt(magnitude, f64x2.splat(LARGEST_INITIAL)));
  }
  return i64x2.all_true(isWithin);
}

/** Products of 4 rows × 16 columns, one after the other, into their accumulators. */
export function plainChains(gemm: AlignedGemm, a: usize, b: usize, accumulators: usize, count: i32): void {
  for (let row: usize = 0; row < 4; row += 2) {
    for (let column: usize = 0; column < ROW_B; column += 64) {
      const place = accumulators + row * ROW_B + column;
      if (gemm.productMantissaBits <= SHORT_MANTISSA_BITS) shortTwoByEight(gemm.constants, a + (row << 3), b + column, place, count);
      else longTwoByEight(gemm.constants, a + (row << 3), b + column, place, count);
    }
  }
}

function shortTwoByEight(constants: usize, a: usize, b: usize, accumulators: usize, count: i32): void {
  twoByEight(constants, a, b, accumulators, count, true);
}

function longTwoByEight(constants: usize, a: usize, b: usize, accumulators: usize, count: i32): void {
  twoByEight(constants, a, b, accumulators, count, false);
}

/** @param short whether products are; known when this is compiled */
// @ts-ignore: decorator
@inline
function twoByEight(constants: usize, a: usize, b: usize, accumulators: usize, count: i32, short: bool): void {
  let c0 = v128.load(accumulators);
  let c1 = v128.load(accumulators, 16);
  let c2 = v128.load(accumulators, 32);
  let c3 = v128.load(accumulators, 48);
  let d0 = v128.load(accumulators, ROW_B);
  let d1 = v128.load(accumulators, ROW_B + 16);
  let d2 = v128.load(accumulators, ROW_B + 32);
  let d3 = v128.load(accumulators, ROW_B + 48);
  for (let k = 0; k < count; k++) {
    let row = v128.load_splat<f64>(a);
    let p0 = f64x2.mul(row, v128.load(b));
    let p1 = f64x2.mul(row, v128.load(b, 16));
    let p2 = f64x2.mul(row, v128.load(b, 32));
    let p3 = f64x2.mul(row, v128.load(b, 48));
    let s0 = f64x2.add(p0, c0);
    let s1 = f64x2.add(p1, c1);
    let s2 = f64x2.add(p2, c2);
    let s3 = f64x2.add(p3, c3);
    let unsure = v128.or(isUnsure(p0, c0, s0, short), isUnsure(p1, c1, s1, short));
    unsure = v128.or(unsure, v128.or(isUnsure(p2, c2, s2, short), isUnsure(p3, c3, s3, short)));
    if (v128.any_true(unsure)) {
      c0 = rounded(constants, addToOdd(p0, c0));
      c1 = rounded(constants, addToOdd(p1, c1));
      c2 = rounded(constants, addToOdd(p2, c2));
      c3 = rounded(constants, addToOdd(p3, c3));
    } else {
      c0 = nearest(s0, short);
      c1 = nearest(s1, short);
      c2 = nearest(s2, short);
      c3 = nearest(s3, short);
    }
    row = v128.load_splat<f64>(a, 8);
    p0 = f64x2.mul(row, v128.load(b));
    p1 = f64x2.mul(row, v128.load(b, 16));
    p2 = f64x2.mul(row, v128.load(b, 32));
    p3 = f64x2.mul(row, v128.load(b, 48));
    s0 = f64x2.add(p0, d0);
    s1 = f64x2.add(p1, d1);
    s2 = f64x2.add(p2, d2);
    s3 = f64x2.add(p3, d3);
    unsure = v128.or(isUnsure(p0, d0, s0, short), isUnsure(p1, d1, s1, short));
    unsure = v128.or(unsure, v128.or(isUnsure(p2, d2, s2, short), isUnsure(p3, d3, s3, short)));
    if (v128.any_true(unsure)) {
      d0 = rounded(constants, addToOdd(p0, d0));
      d1 = rounded(constants, addToOdd(p1, d1));
      d2 = rounded(constants, addToOdd(p2, d2));
      d3 = rounded(constants, addToOdd(p3, d3));
    } else {
      d0 = nearest(s0, short);
      d1 = nearest(s1, short);
      d2 = nearest(s2, short);
      d3 = nearest(s3, short);
    }
    a += ROW_A;
    b += ROW_B;
  }
  v128.store(accumulators, c0);
  v128.store(accumulators, c1, 16);
  v128.store(accumulators, c2, 32);
  v128.store(accumulators, c3, 48);
  v128.store(accumulators, d0, ROW_B);
  v128.store(accumulators, d1, ROW_B + 16);
  v128.store(accumulators, d2, ROW_B + 32);
  v128.store(accumulators, d3, ROW_B + 48);
}

/** Lanes whose sum of a product and an accumulator may be rounded twice, or a tie between long products. */
// @ts-ignore: decorator
@inline
function isUnsure(product: v128, accumulator: v128, sum: v128, short: bool): v128 {
  // Exact where the product is the larger one and this is its rest.
  if (short) return f64x2.ne(f64x2.sub(sum, product), accumulator);
  const raised = i64x2.add(sum, i64x2.splat(HALF));
  return i64x2.eq(raised, v128.and(raised, i64x2.splat(KEPT)));
}

/** Sums to the nearest values; of short products ties to even. */
// @ts-ignore: decorator
@inline
function nearest(sum: v128, short: bool): v128 {
  if (!short) return v128.and(i64x2.add(sum, i64x2.splat(HALF)), i64x2.splat(KEPT));
  const isOdd = v128.and(i64x2.shr_u(sum, LOST_BITS), i64x2.splat(1));
  return v128.and(i64x2.add(i64x2.add(sum, i64x2.splat(HALF - 1)), isOdd), i64x2.splat(KEPT));
}
