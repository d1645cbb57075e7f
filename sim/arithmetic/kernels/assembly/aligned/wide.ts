/**
 * A GEMM through an aligned, truncating unit in float64 lanes: as aligned.ts, for more fraction bits (23 to 25,
 * integers below 2^53) and for operands of any exponent, whose exponents take 16-bit lanes.
 * Rows of a step that lose no bit go by integers (short.ts). Left out: lines with NaN or Inf, which the engine fills in.
 */
import {
  ALIGNED_COLUMNS,
  ALIGNED_REGISTERS,
  ALIGNED_ROWS,
  ALIGNED_SCRATCH_BYTES,
  ALIGNED_UNIT_PANELS,
} from '../../shared/layout';
import { loadBlock, storeBlock } from './block-values';
import { promotesAfter } from './single-blocks';
import { nearestSingle, settle } from './settle';
import { shortStep } from './short';
import { AlignedGemm, AlignedOperand } from '../../aligned/records';

/** Places in a thread's scratch: accumulators of a unit, then what one block needs, LANES float64 each. */
export const LANES: i32 = ALIGNED_ROWS * ALIGNED_COLUMNS;
export const BLOCK_BYTES: usize = LANES * 8;
export const SCALES: usize = BLOCK_BYTES * ALIGNED_UNIT_PANELS;
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

/** One step of a block of 4 × 16 outputs: `accumulators` before and after it. */
export type Step = (gemm: AlignedGemm, row: i32, column: i32, step: i32, accumulators: usize, scratch: usize) => void;

/** Work unit: ALIGNED_UNIT_PANELS row panels × one column panel. */
export function wideUnit(address: usize, unit: i32, thread: i32): void {
  eachStep(address, unit, thread, wideStep);
}

/** Takes every block of a work unit through all steps. */
export function eachStep(address: usize, unit: i32, thread: i32, step: Step): void {
  const gemm = changetype<AlignedGemm>(address);
  const panels = changetype<AlignedOperand>(gemm.a).panels;
  const groups = (panels + ALIGNED_UNIT_PANELS - 1) / ALIGNED_UNIT_PANELS;
  const firstRow = (unit % groups) * ALIGNED_UNIT_PANELS;
  const column = unit / groups;
  const rows = min(ALIGNED_UNIT_PANELS, panels - firstRow);
  const scratch = gemm.scratch + <usize>(thread * ALIGNED_SCRATCH_BYTES);
  const results = beginWide(gemm, firstRow, rows, column, scratch);
  for (let chunk = 0; chunk < gemm.chunks; chunk++) {
    for (let row = 0; row < rows; row++) {
      step(gemm, firstRow + row, column, chunk, scratch + <usize>row * BLOCK_BYTES, scratch);
    }
    if (promotesAfter(gemm, chunk)) promoteWide(results, scratch, <usize>rows * BLOCK_BYTES);
  }
  for (let row = 0; row < rows; row++) storeBlock<f64>(gemm, firstRow + row, column, results + <usize>row * BLOCK_BYTES);
}

function wideStep(gemm: AlignedGemm, row: i32, column: i32, step: i32, accumulators: usize, scratch: usize): void {
  if (gemm.short && shortStep(gemm, row, column, step, accumulators, scratch)) return;
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

/** The place of a panel's first line at a depth. */
// @ts-ignore: decorator
@inline
export function firstOf(operand: AlignedOperand, panel: i32, depth: i32): usize {
  return <usize>((panel * operand.paddedDepth + depth) * operand.width);
}

/** Initial values in accumulators, or in registers and accumulators +0. Returns where results will stand. */
function beginWide(gemm: AlignedGemm, firstRow: i32, rows: i32, column: i32, scratch: usize): usize {
  const results = gemm.promotion == 0 ? scratch : scratch + <usize>ALIGNED_REGISTERS;
  if (gemm.promotion != 0) memory.fill(scratch, 0, BLOCK_BYTES * ALIGNED_UNIT_PANELS);
  for (let row = 0; row < rows; row++) loadBlock<f64>(gemm, firstRow + row, column, results + <usize>row * BLOCK_BYTES);
  return results;
}

/** Adds sums to float32 registers and begins again from +0; float64 holds enough of a sum of two float32. */
function promoteWide(registers: usize, sums: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(registers + at, nearestSingle(f64x2.add(v128.load(registers + at), v128.load(sums + at))));
    v128.store(sums + at, i64x2.splat(0));
  }
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
