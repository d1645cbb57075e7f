/**
 * A GEMM through an aligned, truncating unit in float64 lanes: as aligned.ts, for more fraction bits (23 to 25,
 * integers below 2^53) and for operands of any exponent, whose exponents take 16-bit lanes.
 * Steps that lose no bit go by integers (short.ts). Left out: lines with NaN or Inf, which the engine fills in.
 */
import { ROUNDS_TO_11 } from '../shared/powers';
import {
  ALIGNED_COLUMNS,
  ALIGNED_REGISTERS,
  ALIGNED_ROWS,
  ALIGNED_SCRATCH_BYTES,
  ALIGNED_UNIT_PANELS,
  FINISH_NEAREST_16,
  FINISH_TRUNCATED_32,
} from '../../shared/layout';
import { promotesAfter, storeResult } from './single-blocks';
import { halfValue } from '../exact/pack-values';
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
const ROW_BYTES: usize = ALIGNED_COLUMNS * 8;

/** 2^149 and 2^-149 as bits: the compiler reads the first one's decimal digits as the number below it. */
const SUBNORMALS_OF_ONE: f64 = reinterpret<f64>(0x4940000000000000);
const SUBNORMAL: f64 = reinterpret<f64>(0x36a0000000000000);

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
  for (let row = 0; row < rows; row++) storeWide(gemm, firstRow + row, column, results + <usize>row * BLOCK_BYTES);
}

function wideStep(gemm: AlignedGemm, row: i32, column: i32, step: i32, accumulators: usize, scratch: usize): void {
  if (gemm.short && shortStep(gemm, row, column, step, accumulators, scratch + SUMS)) return;
  const a = changetype<AlignedOperand>(gemm.a);
  const b = changetype<AlignedOperand>(gemm.b);
  const placeA = firstOf(a, row, gemm.chunkLength * step);
  const placeB = firstOf(b, column, gemm.chunkLength * step);
  wideExponents(a.exponents + (placeA << 1), b.exponents + (placeB << 1), scratch + LARGEST, gemm.chunkLength, 1);
  align(gemm, accumulators, scratch);
  wideSums(a.values + (placeA << 3), b.values + (placeB << 3), scratch, gemm.chunkLength, 1);
  finish(gemm, accumulators, scratch);
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
  for (let row = 0; row < rows; row++) loadWide(gemm, firstRow + row, column, results + <usize>row * BLOCK_BYTES);
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
    let left = i16x8.splat(-32768);
    let right = left;
    let fromA = a + (row << 1);
    let fromB = b;
    for (let k = 0; k < count; k++) {
      const own = v128.load_splat<i16>(fromA);
      left = i16x8.max_s(left, i16x8.add(own, v128.load(fromB)));
      right = i16x8.max_s(right, i16x8.add(own, v128.load(fromB, 16)));
      fromA += step * ALIGNED_ROWS * 2;
      fromB += step * ALIGNED_COLUMNS * 2;
    }
    v128.store(output + (row << 5), left);
    v128.store(output + (row << 5), right, 16);
  }
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

/** Exponents, scales and the sums' first terms, from LARGEST and the accumulators. */
export function align(gemm: AlignedGemm, accumulators: usize, scratch: usize): void {
  const bits = i64x2.splat(<i64>gemm.fractionBits);
  for (let lane: usize = 0; lane < <usize>LANES; lane += 2) {
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

/** From SUMS to accumulators. */
export function finish(gemm: AlignedGemm, accumulators: usize, scratch: usize): void {
  const bits = i64x2.splat(<i64>gemm.fractionBits);
  for (let at: usize = 0; at < BLOCK_BYTES; at += 16) {
    const unit = powers(i64x2.sub(v128.load(scratch + EXPONENTS + at), bits));
    settle(gemm, accumulators + at, f64x2.mul(v128.load(scratch + SUMS + at), unit));
  }
}

/** Rounds two exact sums into their accumulators; infinite and NaN ones stay. */
// @ts-ignore: decorator
@inline
export function settle(gemm: AlignedGemm, accumulators: usize, sums: v128): void {
  const c = v128.load(accumulators);
  const rounded =
    gemm.finish == FINISH_TRUNCATED_32 ? truncatedSingle(sums) : gemm.finish == FINISH_NEAREST_16 ? nearestHalf(sums) : nearestSingle(sums);
  const infinite = i64x2.splat(0x7ff0000000000000);
  const isSpecial = i64x2.eq(v128.and(c, infinite), infinite);
  v128.store(accumulators, v128.bitselect(c, f64x2.add(rounded, f64x2.splat(0)), isSpecial));
}

/** To float32's 24 bits or its subnormals, toward zero; Inf from 2^128. */
// @ts-ignore: decorator
@inline
function truncatedSingle(values: v128): v128 {
  const normal = v128.and(values, i64x2.splat(0xffffffffe0000000));
  const subnormal = f64x2.mul(
    f64x2.trunc(f64x2.mul(values, f64x2.splat(SUBNORMALS_OF_ONE))), f64x2.splat(SUBNORMAL),
  );
  const isNormal = f64x2.ge(f64x2.abs(values), f64x2.splat(1.1754943508222875e-38));
  return nearestSingle(v128.bitselect(normal, subnormal, isNormal));
}

// @ts-ignore: decorator
@inline
function nearestSingle(values: v128): v128 {
  return f64x2.promote_low_f32x4(f32x4.demote_f64x2_zero(values));
}

/** To float16's 11 bits or its subnormals, ties to even; Inf from 65520. */
// @ts-ignore: decorator
@inline
function nearestHalf(values: v128): v128 {
  const binade = f64x2.max(v128.and(values, i64x2.splat(0x7ff0000000000000)), f64x2.splat(0.00006103515625));
  const constant = f64x2.mul(binade, f64x2.splat(ROUNDS_TO_11));
  const rounded = f64x2.sub(f64x2.add(values, constant), constant);
  const infinity = v128.or(i64x2.splat(0x7ff0000000000000), v128.and(values, i64x2.splat(0x8000000000000000)));
  return v128.bitselect(infinity, rounded, f64x2.gt(f64x2.abs(rounded), f64x2.splat(65504)));
}

/** Initial accumulators of a block as float64, zeros outside the matrix. */
export function loadWide(gemm: AlignedGemm, rowPanel: i32, columnPanel: i32, accumulators: usize): void {
  memory.fill(accumulators, 0, BLOCK_BYTES);
  if (gemm.initial == 0) return;
  const columns = min(ALIGNED_COLUMNS, gemm.n - columnPanel * ALIGNED_COLUMNS);
  for (let row = 0; row < min(ALIGNED_ROWS, gemm.m - rowPanel * ALIGNED_ROWS); row++) {
    const first = (rowPanel * ALIGNED_ROWS + row) * gemm.n + columnPanel * ALIGNED_COLUMNS;
    for (let column = 0; column < columns; column++) {
      const element = <usize>(first + column);
      const value: f64 =
        gemm.accumulatorBytes == 2
          ? halfValue(load<u16>(gemm.initial + (element << 1)))
          : <f64>load<f32>(gemm.initial + (element << 2));
      store<f64>(accumulators + (<usize>(row * ALIGNED_COLUMNS + column) << 3), value);
    }
  }
}

export function storeWide(gemm: AlignedGemm, rowPanel: i32, columnPanel: i32, accumulators: usize): void {
  const columns = min(ALIGNED_COLUMNS, gemm.n - columnPanel * ALIGNED_COLUMNS);
  for (let row = 0; row < min(ALIGNED_ROWS, gemm.m - rowPanel * ALIGNED_ROWS); row++) {
    const first = (rowPanel * ALIGNED_ROWS + row) * gemm.n + columnPanel * ALIGNED_COLUMNS;
    for (let column = 0; column < columns; column++) {
      const value = load<f64>(accumulators + (<usize>(row * ALIGNED_COLUMNS + column) << 3));
      storeResult(gemm, <usize>(first + column), <f32>value);
    }
  }
}
