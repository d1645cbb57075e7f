/**
 * Aligned, truncated sums in float64 lanes: as aligned.ts, for more fraction bits (23 to 25, integers below 2^53) and
 * for operands of any exponent, whose exponents take 16-bit lanes.
 */
import { ALIGNED_COLUMNS, ALIGNED_ROWS } from '../../shared/layout';
import { AlignedGemm, AlignedOperand } from '../../aligned/records';
import { BLOCK_BYTES, LANES, UNIT_BYTES } from './double-blocks';
import { settle } from './settle';
import { firstOf } from './steps';

/** Places in a thread's scratch, after accumulators: what one block needs, LANES float64 each. */
export const SCALES: usize = UNIT_BYTES;
export const SUMS: usize = SCALES + BLOCK_BYTES;
/** Exponents of products, then of sums, as i16 and i64. */
export const LARGEST: usize = SUMS + BLOCK_BYTES;
export const EXPONENTS: usize = LARGEST + LANES * 2;
/** Integer sums, i32. */
export const INTEGERS: usize = EXPONENTS + BLOCK_BYTES;
const ROW_BYTES: usize = ALIGNED_COLUMNS * 8;

/** Sums of two exponents from here on are of products that are not zero. */
export const LEAST_PRODUCT: i64 = -1000;
/** Below every exponent, and still with every number of fraction bits a normal power of two. */
export const FLOOR: i64 = -900;

/** One step of a block. */
export function wideBlock(
  gemm: AlignedGemm, row: i32, column: i32, step: i32, accumulators: usize, scratch: usize,
): void {
  const a = changetype<AlignedOperand>(gemm.a);
  const b = changetype<AlignedOperand>(gemm.b);
  const placeA = firstOf(a, row, gemm.chunkLength * step);
  const placeB = firstOf(b, column, gemm.chunkLength * step);
  wideExponents(a.exponents + (placeA << 1), b.exponents + (placeB << 1), scratch + LARGEST, gemm.chunkLength, 1);
  align(gemm, accumulators, scratch, LANES);
  wideSums(a.values + (placeA << 3), b.values + (placeB << 3), scratch, gemm.chunkLength, 1);
  finish(gemm, accumulators, scratch, LANES);
}

/** One row of a block's step; scratch holds it as if it were the first. */
export function wideRow(
  gemm: AlignedGemm, rowPanel: i32, row: i32, column: i32, step: i32, accumulators: usize, scratch: usize,
): void {
  const a = changetype<AlignedOperand>(gemm.a);
  const b = changetype<AlignedOperand>(gemm.b);
  const placeA = firstOf(a, rowPanel, gemm.chunkLength * step) + row;
  const placeB = firstOf(b, column, gemm.chunkLength * step);
  const values = b.values + (placeB << 3);
  rowExponents(a.exponents + (placeA << 1), b.exponents + (placeB << 1), scratch + LARGEST, gemm.chunkLength, 1);
  align(gemm, accumulators, scratch, ALIGNED_COLUMNS);
  for (let at: usize = 0; at < ROW_BYTES; at += 64) {
    oneByEight(a.values + (placeA << 3), values + at, scratch + at, gemm.chunkLength);
  }
  finish(gemm, accumulators, scratch, ALIGNED_COLUMNS);
}

/** Largest sums of exponents of 4 rows × 16 columns over every `step`-th depth, as i16, to `output`. */
export function wideExponents(a: usize, b: usize, output: usize, count: i32, step: usize): void {
  for (let row: usize = 0; row < <usize>ALIGNED_ROWS; row++) {
    rowExponents(a + (row << 1), b, output + (row << 5), count, step);
  }
}

function rowExponents(a: usize, b: usize, output: usize, count: i32, step: usize): void {
  let left = i16x8.splat(-32768);
  let right = left;
  for (let k = 0; k < count; k++) {
    const own = v128.load_splat<i16>(a);
    left = i16x8.max_s(left, i16x8.add(own, v128.load(b)));
    right = i16x8.max_s(right, i16x8.add(own, v128.load(b, 16)));
    a += step * ALIGNED_ROWS * 2;
    b += step * ALIGNED_COLUMNS * 2;
  }
  v128.store(output, left);
  v128.store(output, right, 16);
}

/** Two exponents from i16 at `address`, as i64. */
// @ts-ignore: decorator
@inline
export function twoExponents(address: usize): v128 {
  return i64x2.extend_low_i32x4_s(i32x4.extend_low_i16x8_s(v128.load32_zero(address)));
}

/** 2^exponent of two i64 exponents. */
// @ts-ignore: decorator
@inline
export function powers(exponents: v128): v128 {
  return i64x2.shl(i64x2.add(exponents, i64x2.splat(1023)), 52);
}

// @ts-ignore: decorator
@inline
export function larger(x: v128, y: v128): v128 {
  return v128.bitselect(x, y, i64x2.gt_s(x, y));
}

/** Exponents of two products' sums with their scale; FLOOR for no products. */
// @ts-ignore: decorator
@inline
export function scaledExponents(products: v128, scaleExponent: i32): v128 {
  const scaled = i64x2.add(products, i64x2.splat(<i64>scaleExponent));
  return v128.bitselect(scaled, i64x2.splat(FLOOR), i64x2.gt_s(products, i64x2.splat(LEAST_PRODUCT)));
}

/** Exponents of two accumulators, subnormals at the format's least; FLOOR for zeros. */
// @ts-ignore: decorator
@inline
export function accumulatorExponents(c: v128, leastExponent: i32): v128 {
  const magnitude = v128.and(c, i64x2.splat(0x7fffffffffffffff));
  const own = i64x2.sub(i64x2.shr_u(magnitude, 52), i64x2.splat(1023));
  const exponent = larger(own, i64x2.splat(<i64>leastExponent));
  return v128.bitselect(i64x2.splat(FLOOR), exponent, i64x2.eq(magnitude, i64x2.splat(0)));
}

/** Exponents, scales and the sums' first terms of `lanes` outputs, from LARGEST and the accumulators. */
export function align(gemm: AlignedGemm, accumulators: usize, scratch: usize, lanes: i32): void {
  const bits = i64x2.splat(<i64>gemm.fractionBits);
  for (let lane: usize = 0; lane < <usize>lanes; lane += 2) {
    const at = lane << 3;
    const c = v128.load(accumulators + at);
    const products = scaledExponents(twoExponents(scratch + LARGEST + (lane << 1)), gemm.scaleExponent);
    const exponent = larger(products, accumulatorExponents(c, gemm.leastExponent));
    const scale = powers(i64x2.sub(bits, exponent));
    v128.store(scratch + EXPONENTS + at, exponent);
    v128.store(scratch + SCALES + at, scale);
    v128.store(scratch + SUMS + at, f64x2.trunc(f64x2.mul(c, scale)));
  }
}

/** Adds the products of 4 rows × 16 columns over every `step`-th depth, times SCALES, truncated, to SUMS. */
export function wideSums(a: usize, b: usize, scratch: usize, count: i32, step: usize): void {
  for (let row: usize = 0; row < <usize>ALIGNED_ROWS; row += 2) {
    for (let column: usize = 0; column < ROW_BYTES; column += 32) {
      twoByFour(a + (row << 3), b + column, scratch + row * ROW_BYTES + column, count, step);
    }
  }
}

// @ts-ignore: decorator
@inline
function term(x: v128, y: v128, scale: v128): v128 {
  return f64x2.trunc(f64x2.mul(f64x2.mul(x, y), scale));
}

function twoByFour(a: usize, b: usize, place: usize, count: i32, step: usize): void {
  const scale00 = v128.load(place + SCALES);
  const scale01 = v128.load(place + SCALES, 16);
  const scale10 = v128.load(place + SCALES, 128);
  const scale11 = v128.load(place + SCALES, 144);
  let s00 = v128.load(place + SUMS);
  let s01 = v128.load(place + SUMS, 16);
  let s10 = v128.load(place + SUMS, 128);
  let s11 = v128.load(place + SUMS, 144);
  for (let k = 0; k < count; k++) {
    const left = v128.load(b);
    const right = v128.load(b, 16);
    const first = v128.load_splat<f64>(a);
    s00 = f64x2.add(s00, term(first, left, scale00));
    s01 = f64x2.add(s01, term(first, right, scale01));
    const second = v128.load_splat<f64>(a, 8);
    s10 = f64x2.add(s10, term(second, left, scale10));
    s11 = f64x2.add(s11, term(second, right, scale11));
    a += step * ALIGNED_ROWS * 8;
    b += step * ALIGNED_COLUMNS * 8;
  }
  v128.store(place + SUMS, s00);
  v128.store(place + SUMS, s01, 16);
  v128.store(place + SUMS, s10, 128);
  v128.store(place + SUMS, s11, 144);
}

/** As twoByFour, one row × 8 columns over every depth. */
function oneByEight(a: usize, b: usize, place: usize, count: i32): void {
  const scale0 = v128.load(place + SCALES);
  const scale1 = v128.load(place + SCALES, 16);
  const scale2 = v128.load(place + SCALES, 32);
  const scale3 = v128.load(place + SCALES, 48);
  let s0 = v128.load(place + SUMS);
  let s1 = v128.load(place + SUMS, 16);
  let s2 = v128.load(place + SUMS, 32);
  let s3 = v128.load(place + SUMS, 48);
  for (let k = 0; k < count; k++) {
    const row = v128.load_splat<f64>(a);
    s0 = f64x2.add(s0, term(row, v128.load(b), scale0));
    s1 = f64x2.add(s1, term(row, v128.load(b, 16), scale1));
    s2 = f64x2.add(s2, term(row, v128.load(b, 32), scale2));
    s3 = f64x2.add(s3, term(row, v128.load(b, 48), scale3));
    a += ALIGNED_ROWS * 8;
    b += ROW_BYTES;
  }
  v128.store(place + SUMS, s0);
  v128.store(place + SUMS, s1, 16);
  v128.store(place + SUMS, s2, 32);
  v128.store(place + SUMS, s3, 48);
}

/** From SUMS to accumulators, `lanes` of them. */
export function finish(gemm: AlignedGemm, accumulators: usize, scratch: usize, lanes: i32): void {
  const bits = i64x2.splat(<i64>gemm.fractionBits);
  for (let at: usize = 0; at < <usize>lanes << 3; at += 16) {
    const unit = powers(i64x2.sub(v128.load(scratch + EXPONENTS + at), bits));
    settle(gemm, accumulators + at, f64x2.mul(v128.load(scratch + SUMS + at), unit));
  }
}
