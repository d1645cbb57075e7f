/**
 * A GEMM through an aligned, truncating unit of few fraction bits (13 in Hopper's fp8), in float32 lanes.
 * A step: largest exponents of 16 columns at once in 8-bit lanes, the accumulator's joined from its bits. Every product,
 * exact in float32, is multiplied by 2^(F − Emax) and truncated: sums of integers below 2^22, exact in any order. The
 * sum is cut to the mantissa bits kept, or rounded to float16.
 * Where no product takes part and the accumulator is below every product's reach it only loses its low bits.
 * Left out: lines with NaN or Inf, which the engine fills in; more fraction bits (wide.ts).
 */
import {
  ALIGNED_COLUMNS,
  ALIGNED_REGISTERS,
  ALIGNED_ROWS,
  ALIGNED_SCRATCH_BYTES,
  ALIGNED_UNIT_PANELS,
  FINISH_NEAREST_16,
} from '../../shared/layout';
import { halfValue } from '../exact/pack-values';
import { AlignedGemm, AlignedOperand } from '../../aligned/records';

/** Places in a thread's scratch: accumulators of a unit, then scales, exponents and sums of one block. */
const ACCUMULATORS: usize = 0;
const BLOCK_BYTES: usize = ALIGNED_ROWS * ALIGNED_COLUMNS * 4;
const SCALES: usize = BLOCK_BYTES * ALIGNED_UNIT_PANELS;
const EXPONENTS: usize = SCALES + BLOCK_BYTES;
const SUMS: usize = EXPONENTS + BLOCK_BYTES;
const LARGEST: usize = SUMS + BLOCK_BYTES;
const ROW_BYTES: usize = ALIGNED_COLUMNS * 4;

/** Sums of two exponents from here on are of products that are not zero. */
const LEAST_PRODUCT: i32 = -44;
const NONE: i32 = -1000;
/** Below every product's exponent, and with F still a normal power of two. */
const FLOOR: i32 = -100;

/** Work unit: ALIGNED_UNIT_PANELS row panels × one column panel. */
export function alignedUnit(address: usize, unit: i32, thread: i32): void {
  const gemm = changetype<AlignedGemm>(address);
  const a = changetype<AlignedOperand>(gemm.a);
  const b = changetype<AlignedOperand>(gemm.b);
  const groups = (a.panels + ALIGNED_UNIT_PANELS - 1) / ALIGNED_UNIT_PANELS;
  const firstRow = (unit % groups) * ALIGNED_UNIT_PANELS;
  const column = unit / groups;
  const rows = min(ALIGNED_UNIT_PANELS, a.panels - firstRow);
  const scratch = gemm.scratch + <usize>(thread * ALIGNED_SCRATCH_BYTES);
  const results = scratch + (gemm.promotion == 0 ? ACCUMULATORS : <usize>ALIGNED_REGISTERS);
  memory.fill(scratch, 0, BLOCK_BYTES * ALIGNED_UNIT_PANELS);
  for (let row = 0; row < rows; row++) loadBlock(gemm, firstRow + row, column, results + <usize>row * BLOCK_BYTES);
  for (let chunk = 0; chunk < gemm.chunks; chunk++) {
    const placeB = <usize>((column * b.paddedDepth + chunk * gemm.chunkLength) * ALIGNED_COLUMNS);
    for (let row = 0; row < rows; row++) {
      const placeA = <usize>(((firstRow + row) * a.paddedDepth + chunk * gemm.chunkLength) * ALIGNED_ROWS);
      const accumulators = scratch + ACCUMULATORS + <usize>row * BLOCK_BYTES;
      largestExponents(a.exponents + placeA, b.exponents + placeB, scratch + LARGEST, gemm.chunkLength);
      align(gemm, accumulators, scratch);
      sums(a.values + (placeA << 2), b.values + (placeB << 2), scratch, gemm.chunkLength);
      finish(gemm, accumulators, scratch);
    }
    if (promotesAfter(gemm, chunk)) promote(results, scratch, <usize>rows * BLOCK_BYTES);
  }
  for (let row = 0; row < rows; row++) storeBlock(gemm, firstRow + row, column, results + <usize>row * BLOCK_BYTES);
}

/** Whether sums go into their registers after this step. */
// @ts-ignore: decorator
@inline
export function promotesAfter(gemm: AlignedGemm, chunk: i32): bool {
  return gemm.promotion != 0 && (chunk == gemm.chunks - 1 || ((chunk + 1) * gemm.chunkLength) % gemm.promotion == 0);
}

/** Adds sums to registers and begins again from +0. */
function promote(registers: usize, sums: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(registers + at, f32x4.add(v128.load(registers + at), v128.load(sums + at)));
    v128.store(sums + at, i32x4.splat(0));
  }
}

/** Largest sums of exponents of 4 rows × 16 columns, as i8, to `output`. */
function largestExponents(a: usize, b: usize, output: usize, depth: i32): void {
  let m0 = i8x16.splat(-128);
  let m1 = m0;
  let m2 = m0;
  let m3 = m0;
  for (let k = 0; k < depth; k++) {
    const columns = v128.load(b);
    m0 = i8x16.max_s(m0, i8x16.add(v128.load_splat<i8>(a), columns));
    m1 = i8x16.max_s(m1, i8x16.add(v128.load_splat<i8>(a, 1), columns));
    m2 = i8x16.max_s(m2, i8x16.add(v128.load_splat<i8>(a, 2), columns));
    m3 = i8x16.max_s(m3, i8x16.add(v128.load_splat<i8>(a, 3), columns));
    a += ALIGNED_ROWS;
    b += ALIGNED_COLUMNS;
  }
  v128.store(output, m0);
  v128.store(output, m1, 16);
  v128.store(output, m2, 32);
  v128.store(output, m3, 48);
}

/** From exponents and accumulators to Emax, scales, and the sums' first terms. */
function align(gemm: AlignedGemm, accumulators: usize, scratch: usize): void {
  const none = i32x4.splat(NONE);
  const least = i32x4.splat(gemm.leastExponent);
  for (let lane: usize = 0; lane < 64; lane += 4) {
    const products = i32x4.extend_low_i16x8_s(i16x8.extend_low_i8x16_s(v128.load32_zero(scratch + LARGEST + lane)));
    const at = lane << 2;
    const c = v128.load(accumulators + at);
    const magnitude = v128.and(c, i32x4.splat(0x7fffffff));
    const own = i32x4.max_s(i32x4.sub(i32x4.shr_u(magnitude, 23), i32x4.splat(127)), least);
    const ofC = v128.bitselect(none, own, i32x4.eq(magnitude, i32x4.splat(0)));
    const scaled = i32x4.add(products, i32x4.splat(gemm.scaleExponent));
    const ofProducts = v128.bitselect(scaled, none, i32x4.ge_s(products, i32x4.splat(LEAST_PRODUCT)));
    const exponent = i32x4.max_s(i32x4.max_s(ofC, ofProducts), i32x4.splat(FLOOR));
    const scale = i32x4.shl(i32x4.sub(i32x4.splat(gemm.fractionBits + 127), exponent), 23);
    v128.store(scratch + EXPONENTS + at, exponent);
    v128.store(scratch + SCALES + at, scale);
    v128.store(scratch + SUMS + at, f32x4.trunc(f32x4.mul(c, scale)));
  }
}

/** Adds the truncated products of 4 rows × 16 columns to SUMS. */
function sums(a: usize, b: usize, scratch: usize, depth: i32): void {
  for (let row: usize = 0; row < <usize>ALIGNED_ROWS; row += 2) {
    for (let column: usize = 0; column < ROW_BYTES; column += 32) {
      twoByEight(a + (row << 2), b + column, scratch + row * ROW_BYTES + column, depth);
    }
  }
}

// @ts-ignore: decorator
@inline
function added(sum: v128, x: v128, y: v128, scale: v128): v128 {
  return f32x4.add(sum, f32x4.trunc(f32x4.mul(f32x4.mul(x, y), scale)));
}

function twoByEight(a: usize, b: usize, place: usize, depth: i32): void {
  const scale00 = v128.load(place + SCALES);
  const scale01 = v128.load(place + SCALES, 16);
  const scale10 = v128.load(place + SCALES, 64);
  const scale11 = v128.load(place + SCALES, 80);
  let s00 = v128.load(place + SUMS);
  let s01 = v128.load(place + SUMS, 16);
  let s10 = v128.load(place + SUMS, 64);
  let s11 = v128.load(place + SUMS, 80);
  for (let k = 0; k < depth; k++) {
    const left = v128.load(b);
    const right = v128.load(b, 16);
    const first = v128.load_splat<f32>(a);
    s00 = added(s00, first, left, scale00);
    s01 = added(s01, first, right, scale01);
    const second = v128.load_splat<f32>(a, 4);
    s10 = added(s10, second, left, scale10);
    s11 = added(s11, second, right, scale11);
    a += ALIGNED_ROWS * 4;
    b += ALIGNED_COLUMNS * 4;
  }
  v128.store(place + SUMS, s00);
  v128.store(place + SUMS, s01, 16);
  v128.store(place + SUMS, s10, 64);
  v128.store(place + SUMS, s11, 80);
}

/** From sums of integers to accumulators; infinite and NaN ones stay. */
function finish(gemm: AlignedGemm, accumulators: usize, scratch: usize): void {
  const kept = i32x4.splat(gemm.keptMask);
  const infinite = i32x4.splat(0x7f800000);
  const isHalf = gemm.finish == FINISH_NEAREST_16;
  for (let at: usize = 0; at < BLOCK_BYTES; at += 16) {
    const c = v128.load(accumulators + at);
    const exponent = v128.load(scratch + EXPONENTS + at);
    const unit = i32x4.shl(i32x4.sub(exponent, i32x4.splat(gemm.fractionBits - 127)), 23);
    const value = f32x4.mul(v128.load(scratch + SUMS + at), unit);
    const isAlone = i32x4.eq(exponent, i32x4.splat(FLOOR));
    const sum = v128.bitselect(c, value, isAlone);
    const rounded = f32x4.add(isHalf ? nearestHalf(sum) : keptBits(sum, kept), f32x4.splat(0));
    const isSpecial = i32x4.eq(v128.and(c, infinite), infinite);
    v128.store(accumulators + at, v128.bitselect(c, rounded, isSpecial));
  }
}

/** Truncated to the bits kept; Inf is Inf. */
// @ts-ignore: decorator
@inline
function keptBits(values: v128, kept: v128): v128 {
  return v128.and(values, kept);
}

/** To float16's 11 bits or its subnormals, ties to even; Inf from 65520. */
// @ts-ignore: decorator
@inline
function nearestHalf(values: v128): v128 {
  const binade = f32x4.max(v128.and(values, i32x4.splat(0x7f800000)), f32x4.splat(0.00006103515625));
  const constant = f32x4.mul(binade, f32x4.splat(12288));
  const rounded = f32x4.sub(f32x4.add(values, constant), constant);
  const isOver = f32x4.gt(f32x4.abs(rounded), f32x4.splat(65504));
  const infinity = v128.or(i32x4.splat(0x7f800000), v128.and(values, i32x4.splat(0x80000000)));
  return v128.bitselect(infinity, rounded, isOver);
}

/** Initial accumulators of a block as float32, zeros outside the matrix. */
function loadBlock(gemm: AlignedGemm, rowPanel: i32, columnPanel: i32, accumulators: usize): void {
  memory.fill(accumulators, 0, BLOCK_BYTES);
  if (gemm.initial == 0) return;
  const columns = min(ALIGNED_COLUMNS, gemm.n - columnPanel * ALIGNED_COLUMNS);
  for (let row = 0; row < min(ALIGNED_ROWS, gemm.m - rowPanel * ALIGNED_ROWS); row++) {
    const first = (rowPanel * ALIGNED_ROWS + row) * gemm.n + columnPanel * ALIGNED_COLUMNS;
    for (let column = 0; column < columns; column++) {
      const element = <usize>(first + column);
      const value =
        gemm.accumulatorBytes == 2
          ? <f32>halfValue(load<u16>(gemm.initial + (element << 1)))
          : load<f32>(gemm.initial + (element << 2));
      store<f32>(accumulators + (<usize>(row * ALIGNED_COLUMNS + column) << 2), value);
    }
  }
}

function storeBlock(gemm: AlignedGemm, rowPanel: i32, columnPanel: i32, accumulators: usize): void {
  const columns = min(ALIGNED_COLUMNS, gemm.n - columnPanel * ALIGNED_COLUMNS);
  for (let row = 0; row < min(ALIGNED_ROWS, gemm.m - rowPanel * ALIGNED_ROWS); row++) {
    const first = (rowPanel * ALIGNED_ROWS + row) * gemm.n + columnPanel * ALIGNED_COLUMNS;
    for (let column = 0; column < columns; column++) {
      const value = load<f32>(accumulators + (<usize>(row * ALIGNED_COLUMNS + column) << 2));
      storeResult(gemm, <usize>(first + column), value);
    }
  }
}

/** Writes a value that the accumulator's format has, or NaN, as its code. */
export function storeResult(gemm: AlignedGemm, element: usize, value: f32): void {
  if (gemm.accumulatorBytes == 2) store<u16>(gemm.output + (element << 1), halfCode(gemm, value));
  else store<u32>(gemm.output + (element << 2), isNaN(value) ? gemm.nan : reinterpret<u32>(value));
}

function halfCode(gemm: AlignedGemm, value: f32): u16 {
  if (isNaN(value)) return <u16>gemm.nan;
  const sign: u32 = (reinterpret<u32>(value) >> 16) & 0x8000;
  const magnitude = abs(value);
  if (magnitude == Infinity) return <u16>(sign | 0x7c00);
  if (magnitude < 0.00006103515625) return <u16>(sign | <u32>(magnitude * 16777216));
  return <u16>(sign | ((reinterpret<u32>(magnitude) >> 13) - (112 << 10)));
}
