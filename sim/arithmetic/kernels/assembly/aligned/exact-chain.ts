/**
 * Chains of fused multiply-adds from +0 whose sums float64 holds exactly, whatever was rounded before, and that stay
 * within their accumulator: of fp8 operands into 16 bits. Steps with a sum that may become zero, or the smallest value
 * of a format without subnormals, go the way of chain.ts.
 * Left out: blocks that may reach beyond (isExactChain).
 */
import { ALIGNED_COLUMNS, ALIGNED_ROWS } from '../../shared/layout';
import { AlignedGemm } from '../../aligned/records';
import { powerOfTwo } from '../exact/pack-values';
import { FACTOR, LEAST, LIMIT, rounded, SMALLEST, toNearest } from './chain-rounding';

const ROW_A: usize = ALIGNED_ROWS * 8;
const ROW_B: usize = ALIGNED_COLUMNS * 8;
const FLOAT64_BITS: i32 = 53;

/** The magnitude below which a sum may round to zero or to the smallest value. */
// @ts-ignore: decorator
@inline
function leastSum(gemm: AlignedGemm): f64 {
  return max(load<f64>(gemm.constants, SMALLEST), powerOfTwo(gemm.leastExponent - gemm.mantissaBits));
}

/**
 * Whether the sums of a chain of `count` products are exact and within the accumulator.
 *
 * @param least sum of two operands' least exponents; @param largest of their largest ones
 */
export function isExactChain(gemm: AlignedGemm, least: i32, largest: i32, count: i32): bool {
  if (gemm.promotion == 0 && gemm.initial != 0) return false;
  // So few roundings add less than one more bit: (1 + 2^-(m + 1))^(2^m) < 2.
  if (count > 1 << gemm.mantissaBits) return false;
  // Every product is below 2^(largest + 2).
  const top = largest + gemm.scaleExponent + 35 - <i32>clz(count);
  if (powerOfTwo(top) > load<f64>(gemm.constants, LIMIT)) return false;
  let unit = least + gemm.scaleExponent - gemm.productMantissaBits;
  // The smallest value of a format without subnormals need not be a multiple of the products' unit.
  if (powerOfTwo(unit) < load<f64>(gemm.constants, SMALLEST)) unit = min(unit, gemm.leastExponent - gemm.mantissaBits);
  return top - unit <= FLOAT64_BITS;
}

/** Products of 4 rows × 16 columns, one after the other, into their accumulators. */
export function exactChains(gemm: AlignedGemm, a: usize, b: usize, accumulators: usize, count: i32): void {
  const least = leastSum(gemm);
  for (let row: usize = 0; row < 4; row += 2) {
    for (let column: usize = 0; column < ROW_B; column += 64) {
      const place = accumulators + row * ROW_B + column;
      twoByEight(gemm.constants, least, a + (row << 3), b + column, place, count);
    }
  }
}

function twoByEight(constants: usize, leastSum: f64, a: usize, b: usize, accumulators: usize, count: i32): void {
  const factor = v128.load_splat<f64>(constants, FACTOR);
  const leastBinade = v128.load_splat<f64>(constants, LEAST);
  const smallest = f64x2.splat(leastSum);
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
    let s0 = f64x2.add(f64x2.mul(row, v128.load(b)), c0);
    let s1 = f64x2.add(f64x2.mul(row, v128.load(b, 16)), c1);
    let s2 = f64x2.add(f64x2.mul(row, v128.load(b, 32)), c2);
    let s3 = f64x2.add(f64x2.mul(row, v128.load(b, 48)), c3);
    if (v128.any_true(f64x2.lt(leastOf(s0, s1, s2, s3), smallest))) {
      c0 = rounded(constants, s0);
      c1 = rounded(constants, s1);
      c2 = rounded(constants, s2);
      c3 = rounded(constants, s3);
    } else {
      c0 = toNearest(s0, factor, leastBinade);
      c1 = toNearest(s1, factor, leastBinade);
      c2 = toNearest(s2, factor, leastBinade);
      c3 = toNearest(s3, factor, leastBinade);
    }
    row = v128.load_splat<f64>(a, 8);
    s0 = f64x2.add(f64x2.mul(row, v128.load(b)), d0);
    s1 = f64x2.add(f64x2.mul(row, v128.load(b, 16)), d1);
    s2 = f64x2.add(f64x2.mul(row, v128.load(b, 32)), d2);
    s3 = f64x2.add(f64x2.mul(row, v128.load(b, 48)), d3);
    if (v128.any_true(f64x2.lt(leastOf(s0, s1, s2, s3), smallest))) {
      d0 = rounded(constants, s0);
      d1 = rounded(constants, s1);
      d2 = rounded(constants, s2);
      d3 = rounded(constants, s3);
    } else {
      d0 = toNearest(s0, factor, leastBinade);
      d1 = toNearest(s1, factor, leastBinade);
      d2 = toNearest(s2, factor, leastBinade);
      d3 = toNearest(s3, factor, leastBinade);
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

/** The lesser magnitudes of four sums in each lane. */
// @ts-ignore: decorator
@inline
function leastOf(s0: v128, s1: v128, s2: v128, s3: v128): v128 {
  return f64x2.pmin(
    f64x2.pmin(f64x2.abs(s0), f64x2.abs(s1)),
    f64x2.pmin(f64x2.abs(s2), f64x2.abs(s3)),
  );
}
