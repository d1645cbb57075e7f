/**
 * A GEMM through a unit of up to 25 fraction bits in float32 lanes, 8 outputs of a row at a time: one that aligns and
 * truncates its terms, or one of two stages in sequence (split-stages.ts). Every product, exact in float32, times
 * 2^(F − E) and truncated is an integer below 2^27, and its sum has two parts: a high one beside 1.5 · 2^35, so that
 * adding to it rounds to multiples of 2^12; and a low one of what that rounding leaves, at most 2^11 a term. Both are
 * exact. Infinite and NaN accumulators make the low part NaN, and stay.
 * Left out: lines with NaN or Inf, which the engine fills in; initial values and scales too small for 2^(F − E), which it
 * does not bring here; operands whose exponents exceed 8 bits (wide.ts).
 */
import { ALIGNED_COLUMNS, ALIGNED_ROWS, FINISH_NEAREST_16, FINISH_TRUNCATED_32 } from '../../shared/layout';
import { AlignedGemm } from '../../aligned/records';
import { eachBlock, KEPT, LANES, nearestHalf, ownFields, ROW_BYTES, scratchOf } from './single-blocks';
import { firstTerms, joinLate, losesBits } from './split-stages';
import { BASES, FRACTION, INFINITIES, placeVectors, RECIPROCAL } from './split-vectors';

/** Work unit: ALIGNED_UNIT_PANELS row panels × one column panel. */
export function splitUnit(address: usize, unit: i32, thread: i32): void {
  const gemm = changetype<AlignedGemm>(address);
  const scratch = scratchOf(gemm, thread);
  placeVectors(gemm, scratch + KEPT);
  if (gemm.finish == FINISH_NEAREST_16) eachBlock(gemm, unit, scratch, intoHalves);
  else eachBlock(gemm, unit, scratch, intoSingles);
}

function intoHalves(
  gemm: AlignedGemm, a: usize, b: usize, accumulators: usize, exponents: usize, steps: i32, scratch: usize,
): void {
  block<u16>(gemm, a, b, accumulators, exponents, steps, scratch + KEPT);
}

function intoSingles(
  gemm: AlignedGemm, a: usize, b: usize, accumulators: usize, exponents: usize, steps: i32, scratch: usize,
): void {
  block<u32>(gemm, a, b, accumulators, exponents, steps, scratch + KEPT);
}

/**
 * Steps of 4 rows × 16 columns, all outputs step by step: what follows one another does not wait for one another.
 * T: u16 for accumulators of float16, u32 for those of float32.
 */
function block<T>(
  gemm: AlignedGemm, a: usize, b: usize, accumulators: usize, exponents: usize, steps: i32, vectors: usize,
): void {
  for (const last = exponents + <usize>steps * LANES; exponents < last; exponents += LANES) {
    for (let place: usize = 0; place < LANES; place += 8) {
      const row = a + ((place / ALIGNED_COLUMNS) << 2);
      const columns = b + ((place % ALIGNED_COLUMNS) << 2);
      eight<T>(gemm, row, columns, accumulators + (place << 2), v128.load_ext<u8>(exponents + place), vectors);
    }
    a += <usize>(gemm.chunkLength * ALIGNED_ROWS * 4);
    b += <usize>(gemm.chunkLength * ALIGNED_COLUMNS * 4);
  }
}

/** A step of 8 outputs, in one function: parts of sums that go through memory cost an eighth of the time of short steps. */
function eight<T>(gemm: AlignedGemm, a: usize, b: usize, accumulators: usize, products: v128, vectors: usize): void {
  const isStaged = gemm.sumBits != 0;
  const c0 = v128.load(accumulators);
  const c1 = v128.load(accumulators, 16);
  const products0 = i32x4.shl(i32x4.extend_low_i16x8_u(products), 23);
  const products1 = i32x4.shl(i32x4.extend_high_i16x8_u(products), 23);
  const own0 = ownFields<T>(c0, v128.load(vectors, INFINITIES));
  const own1 = ownFields<T>(c1, v128.load(vectors, INFINITIES));
  const all0 = i32x4.max_s(own0, products0);
  const all1 = i32x4.max_s(own1, products1);
  const scale0 = i32x4.sub(v128.load(vectors, FRACTION), isStaged ? products0 : all0);
  const scale1 = i32x4.sub(v128.load(vectors, FRACTION), isStaged ? products1 : all1);
  let first0 = i32x4.splat(0);
  let first1 = first0;
  let isLate = false;
  if (!isStaged) {
    first0 = f32x4.trunc(f32x4.mul(c0, scale0));
    first1 = f32x4.trunc(f32x4.mul(c1, scale1));
  } else {
    isLate = v128.any_true(
      v128.or(losesBits(own0, products0, all0, vectors), losesBits(own1, products1, all1, vectors)),
    );
    if (!isLate) {
      first0 = firstTerms(c0, products0, all0, vectors);
      first1 = firstTerms(c1, products1, all1, vectors);
    }
  }
  const base = v128.load(vectors, BASES);
  let high0 = f32x4.add(first0, base);
  let high1 = f32x4.add(first1, base);
  let low0 = f32x4.sub(first0, f32x4.sub(high0, base));
  let low1 = f32x4.sub(first1, f32x4.sub(high1, base));
  for (const end = a + <usize>(gemm.chunkLength * ALIGNED_ROWS * 4); a < end; a += ALIGNED_ROWS * 4) {
    const factor = v128.load_splat<f32>(a);
    const term0 = f32x4.trunc(f32x4.mul(f32x4.mul(factor, v128.load(b)), scale0));
    const next0 = f32x4.add(high0, term0);
    low0 = f32x4.add(low0, f32x4.sub(term0, f32x4.sub(next0, high0)));
    high0 = next0;
    const term1 = f32x4.trunc(f32x4.mul(f32x4.mul(factor, v128.load(b, 16)), scale1));
    const next1 = f32x4.add(high1, term1);
    low1 = f32x4.add(low1, f32x4.sub(term1, f32x4.sub(next1, high1)));
    high1 = next1;
    b += ROW_BYTES;
  }
  high0 = f32x4.sub(high0, v128.load(vectors, BASES));
  high1 = f32x4.sub(high1, v128.load(vectors, BASES));
  let result0: v128;
  let result1: v128;
  if (isLate) {
    joinLate(gemm, own0, products0, all0, high0, low0, accumulators, vectors);
    joinLate(gemm, own1, products1, all1, high1, low1, accumulators + 16, vectors);
    result0 = v128.load(accumulators);
    result1 = v128.load(accumulators, 16);
  } else {
    result0 = rounded<T>(gemm, high0, low0, i32x4.sub(v128.load(vectors, RECIPROCAL), scale0));
    result1 = rounded<T>(gemm, high1, low1, i32x4.sub(v128.load(vectors, RECIPROCAL), scale1));
  }
  v128.store(accumulators, v128.bitselect(result0, c0, f32x4.eq(result0, result0)));
  v128.store(accumulators, v128.bitselect(result1, c1, f32x4.eq(result1, result1)), 16);
}

/** Both parts of four sums added, times their unit and rounded. */
// @ts-ignore: decorator
@inline
function rounded<T>(gemm: AlignedGemm, high: v128, low: v128, unit: v128): v128 {
  const nearest = f32x4.add(high, low);
  const lost = f32x4.sub(low, f32x4.sub(nearest, high));
  if (sizeof<T>() == 2) return nearestHalf(f32x4.mul(toOdd(nearest, lost), unit));
  return f32x4.mul(gemm.finish == FINISH_TRUNCATED_32 ? towardZero(nearest, lost) : nearest, unit);
}

/** A rounded sum one place nearer to zero where what it lost is of the other sign. */
// @ts-ignore: decorator
@inline
function towardZero(nearest: v128, lost: v128): v128 {
  return i32x4.add(nearest, f32x4.lt(f32x4.mul(nearest, lost), f32x4.splat(0)));
}

/** A rounded sum with its last bit set where it lost something. */
// @ts-ignore: decorator
@inline
function toOdd(nearest: v128, lost: v128): v128 {
  const isLost = f32x4.ne(lost, f32x4.splat(0));
  return v128.or(towardZero(nearest, lost), v128.and(isLost, i32x4.splat(1)));
}
