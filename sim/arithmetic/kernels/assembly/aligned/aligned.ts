/**
 * A GEMM through an aligned, truncating unit of few fraction bits (13 in Hopper's fp8), in float32 lanes.
 * A step: largest exponents of 16 columns at once in 8-bit lanes, the accumulator's joined from its bits. Every product,
 * exact in float32, is multiplied by 2^(F − E) and truncated: sums of integers below 2^22, exact in any order. The sum
 * is cut to the mantissa bits kept, or rounded to float16. Infinite and NaN accumulators stay what they are by
 * themselves; a zero one has whatever sign until it is stored.
 * Left out: lines with NaN or Inf, which the engine fills in; initial values too small for 2^(F − E), which it does not
 * bring here; more fraction bits (wide.ts).
 */
import { ALIGNED_COLUMNS, ALIGNED_ROWS, FINISH_NEAREST_16 } from '../../shared/layout';
import { AlignedGemm } from '../../aligned/records';
import { eachBlock, highFields, INFINITE, LANES, lowFields, nearestHalf, ownFields, ROW_BYTES, scratchOf } from './single-blocks';

/** Work unit: ALIGNED_UNIT_PANELS row panels × one column panel. */
export function alignedUnit(address: usize, unit: i32, thread: i32): void {
  const gemm = changetype<AlignedGemm>(address);
  if (gemm.finish == FINISH_NEAREST_16) eachBlock(gemm, unit, scratchOf(gemm, thread), intoHalves);
  else eachBlock(gemm, unit, scratchOf(gemm, thread), intoSingles);
}

function intoHalves(
  gemm: AlignedGemm, a: usize, b: usize, accumulators: usize, exponents: usize, steps: i32, scratch: usize,
): void {
  block<u16>(gemm, a, b, accumulators, exponents, steps);
}

function intoSingles(
  gemm: AlignedGemm, a: usize, b: usize, accumulators: usize, exponents: usize, steps: i32, scratch: usize,
): void {
  block<u32>(gemm, a, b, accumulators, exponents, steps);
}

/** Steps of 4 rows × 16 columns. T: u16 for accumulators of float16, u32 for those of float32. */
function block<T>(gemm: AlignedGemm, a: usize, b: usize, accumulators: usize, exponents: usize, steps: i32): void {
  for (let row: usize = 0; row < <usize>ALIGNED_ROWS; row += 2) {
    for (let column: usize = 0; column < <usize>ALIGNED_COLUMNS; column += 8) {
      const place = row * ALIGNED_COLUMNS + column;
      twoByEight<T>(gemm, a + (row << 2), b + (column << 2), accumulators + (place << 2), exponents + place, steps);
    }
  }
}

function twoByEight<T>(gemm: AlignedGemm, a: usize, b: usize, accumulators: usize, exponents: usize, steps: i32): void {
  const top = i32x4.splat((gemm.fractionBits + 254) << 23);
  const kept = i32x4.splat(gemm.keptMask);
  let s00 = v128.load(accumulators);
  let s01 = v128.load(accumulators, 16);
  let s10 = v128.load(accumulators, ROW_BYTES);
  let s11 = v128.load(accumulators, ROW_BYTES + 16);
  for (let last = exponents + <usize>steps * LANES; exponents < last; exponents += LANES) {
    const first = v128.load64_zero(exponents);
    const second = v128.load64_zero(exponents, ALIGNED_COLUMNS);
    const scale00 = scaleOf<T>(s00, lowFields(first), top);
    const scale01 = scaleOf<T>(s01, highFields(first), top);
    const scale10 = scaleOf<T>(s10, lowFields(second), top);
    const scale11 = scaleOf<T>(s11, highFields(second), top);
    s00 = f32x4.trunc(f32x4.mul(s00, scale00));
    s01 = f32x4.trunc(f32x4.mul(s01, scale01));
    s10 = f32x4.trunc(f32x4.mul(s10, scale10));
    s11 = f32x4.trunc(f32x4.mul(s11, scale11));
    for (let end = a + <usize>(gemm.chunkLength * ALIGNED_ROWS * 4); a < end; a += ALIGNED_ROWS * 4) {
      const left = v128.load(b);
      const right = v128.load(b, 16);
      const row0 = v128.load_splat<f32>(a);
      s00 = added(s00, row0, left, scale00);
      s01 = added(s01, row0, right, scale01);
      const row1 = v128.load_splat<f32>(a, 4);
      s10 = added(s10, row1, left, scale10);
      s11 = added(s11, row1, right, scale11);
      b += ROW_BYTES;
    }
    s00 = rounded<T>(s00, scale00, kept);
    s01 = rounded<T>(s01, scale01, kept);
    s10 = rounded<T>(s10, scale10, kept);
    s11 = rounded<T>(s11, scale11, kept);
  }
  v128.store(accumulators, s00);
  v128.store(accumulators, s01, 16);
  v128.store(accumulators, s10, ROW_BYTES);
  v128.store(accumulators, s11, ROW_BYTES + 16);
}

/** 2^(F − E), E the larger exponent of products and accumulators. */
// @ts-ignore: decorator
@inline
function scaleOf<T>(c: v128, products: v128, top: v128): v128 {
  return i32x4.sub(top, i32x4.max_s(ownFields<T>(c, i32x4.splat(INFINITE)), products));
}

// @ts-ignore: decorator
@inline
function added(sum: v128, x: v128, y: v128, scale: v128): v128 {
  return f32x4.add(sum, f32x4.trunc(f32x4.mul(f32x4.mul(x, y), scale)));
}

/** From a sum of integers to an accumulator. */
// @ts-ignore: decorator
@inline
function rounded<T>(sum: v128, scale: v128, kept: v128): v128 {
  const value = f32x4.mul(sum, i32x4.sub(i32x4.splat(254 << 23), scale));
  return sizeof<T>() == 2 ? nearestHalf(value) : v128.and(value, kept);
}
