/**
 * A GEMM through an aligned, truncating unit of few fraction bits (13 in Hopper's fp8), in float32 lanes.
 * A step: largest exponents of 16 columns at once in 8-bit lanes, the accumulator's joined from its bits. Every product,
 * exact in float32, is multiplied by 2^(F − E) and truncated: sums of integers below 2^22, exact in any order. The sum
 * is cut to the mantissa bits kept, or rounded to float16. Infinite and NaN accumulators stay what they are by
 * themselves; a zero one has whatever sign until it is stored.
 * Left out: lines with NaN or Inf, which the engine fills in; initial values too small for 2^(F − E), which it does not
 * bring here; more fraction bits (wide.ts).
 */
import {
  ALIGNED_COLUMNS,
  ALIGNED_REGISTERS,
  ALIGNED_ROWS,
  ALIGNED_SCRATCH_BYTES,
  ALIGNED_UNIT_PANELS,
  FINISH_NEAREST_16,
} from '../../shared/layout';
import { firstOf } from './wide';
import { halfValue } from '../exact/pack-values';
import { AlignedGemm, AlignedOperand } from '../../aligned/records';

/** Places in a thread's scratch: accumulators of a unit, then exponents of one block. */
const ACCUMULATORS: usize = 0;
const LANES: usize = ALIGNED_ROWS * ALIGNED_COLUMNS;
const BLOCK_BYTES: usize = LANES * 4;
const LARGEST: usize = BLOCK_BYTES * ALIGNED_UNIT_PANELS;
const ROW_BYTES: usize = ALIGNED_COLUMNS * 4;
/** Steps that a block takes at once; the fastest cache holds their operands. */
const STEPS_AT_ONCE: i32 = 8;

/** Sums of two exponents from here on are of products that are not zero. */
const LEAST_PRODUCT: i8 = -44;
/** Bits of a float32's exponent. */
const INFINITE: i32 = 0x7f800000;
/** 2^-14, float16's least normal number, and 2^16, the first power of two beyond it. */
const LEAST_HALF: f32 = 0.00006103515625;
const BEYOND_HALF: f32 = 65536;
/** 2^112: times it, what is beyond float16 is beyond float32. */
const BEYOND_SINGLE: f32 = 5192296858534827628530496329220096.0;

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
  let steps = 0;
  for (let first = 0; first < gemm.chunks; first += steps) {
    steps = stepsFrom(gemm, first);
    const depth = first * gemm.chunkLength;
    const placeB = firstOf(b, column, depth);
    for (let row = 0; row < rows; row++) {
      const placeA = firstOf(a, firstRow + row, depth);
      largestExponents(gemm, a.exponents + placeA, b.exponents + placeB, scratch + LARGEST, steps);
      const valuesA = a.values + (placeA << 2);
      const valuesB = b.values + (placeB << 2);
      const accumulators = scratch + ACCUMULATORS + <usize>row * BLOCK_BYTES;
      if (gemm.finish == FINISH_NEAREST_16) block<u16>(gemm, valuesA, valuesB, accumulators, scratch + LARGEST, steps);
      else block<u32>(gemm, valuesA, valuesB, accumulators, scratch + LARGEST, steps);
    }
    if (promotesAfter(gemm, first + steps - 1)) promote(results, scratch, <usize>rows * BLOCK_BYTES);
  }
  for (let row = 0; row < rows; row++) storeBlock(gemm, firstRow + row, column, results + <usize>row * BLOCK_BYTES);
}

/** Steps that blocks take at once from `first` on: none beyond a promotion. */
function stepsFrom(gemm: AlignedGemm, first: i32): i32 {
  const steps = min(STEPS_AT_ONCE, gemm.chunks - first);
  if (gemm.promotion == 0) return steps;
  const chain = gemm.promotion / gemm.chunkLength;
  return min(steps, chain - (first % chain));
}

/** Whether sums go into their registers after this step. */
// @ts-ignore: decorator
@inline
export function promotesAfter(gemm: AlignedGemm, chunk: i32): bool {
  return gemm.promotion != 0 && (chunk == gemm.chunks - 1 || ((chunk + 1) * gemm.chunkLength) % gemm.promotion == 0);
}

/** Adds sums to registers and begins again from zero. */
function promote(registers: usize, sums: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(registers + at, f32x4.add(v128.load(registers + at), v128.load(sums + at)));
    v128.store(sums + at, i32x4.splat(0));
  }
}

/** Biased exponents, as u8, of every step's largest products of 4 rows × 16 columns, to `output`; 0: there are none. */
function largestExponents(gemm: AlignedGemm, a: usize, b: usize, output: usize, steps: i32): void {
  const bias = i8x16.splat(<i8>(gemm.scaleExponent + 127));
  for (let last = output + <usize>steps * LANES; output < last; output += LANES) {
    let m0 = i8x16.splat(-128);
    let m1 = m0;
    let m2 = m0;
    let m3 = m0;
    for (let end = b + <usize>(gemm.chunkLength * ALIGNED_COLUMNS); b < end; b += ALIGNED_COLUMNS) {
      const columns = v128.load(b);
      m0 = i8x16.max_s(m0, i8x16.add(v128.load_splat<i8>(a), columns));
      m1 = i8x16.max_s(m1, i8x16.add(v128.load_splat<i8>(a, 1), columns));
      m2 = i8x16.max_s(m2, i8x16.add(v128.load_splat<i8>(a, 2), columns));
      m3 = i8x16.max_s(m3, i8x16.add(v128.load_splat<i8>(a, 3), columns));
      a += ALIGNED_ROWS;
    }
    v128.store(output, biased(m0, bias));
    v128.store(output, biased(m1, bias), 16);
    v128.store(output, biased(m2, bias), 32);
    v128.store(output, biased(m3, bias), 48);
  }
}

// @ts-ignore: decorator
@inline
function biased(exponents: v128, bias: v128): v128 {
  return v128.and(i8x16.add(exponents, bias), i8x16.ge_s(exponents, i8x16.splat(LEAST_PRODUCT)));
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

/** The first four of 16 bytes as exponent fields of float32. */
// @ts-ignore: decorator
@inline
function lowFields(bytes: v128): v128 {
  return i32x4.shr_u(i8x16.swizzle(bytes, i8x16(-1, -1, -1, 0, -1, -1, -1, 1, -1, -1, -1, 2, -1, -1, -1, 3)), 1);
}

/** The next four. */
// @ts-ignore: decorator
@inline
function highFields(bytes: v128): v128 {
  return i32x4.shr_u(i8x16.swizzle(bytes, i8x16(-1, -1, -1, 4, -1, -1, -1, 5, -1, -1, -1, 6, -1, -1, -1, 7)), 1);
}

/** 2^(F − E), E the larger exponent of products and accumulators. */
// @ts-ignore: decorator
@inline
function scaleOf<T>(c: v128, products: v128, top: v128): v128 {
  let own = v128.and(c, i32x4.splat(INFINITE));
  if (sizeof<T>() == 2) own = v128.and(f32x4.pmax(own, f32x4.splat(LEAST_HALF)), f32x4.ne(c, f32x4.splat(0)));
  return i32x4.sub(top, i32x4.max_s(own, products));
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

/** To float16's 11 bits or its subnormals, ties to even; Inf from 65520. */
// @ts-ignore: decorator
@inline
function nearestHalf(values: v128): v128 {
  const binade = f32x4.pmax(v128.and(values, i32x4.splat(INFINITE)), f32x4.splat(LEAST_HALF));
  const constant = f32x4.mul(f32x4.pmin(binade, f32x4.splat(BEYOND_HALF)), f32x4.splat(12288));
  const nearest = f32x4.sub(f32x4.add(values, constant), constant);
  return f32x4.mul(f32x4.mul(nearest, f32x4.splat(BEYOND_SINGLE)), f32x4.splat(1 / BEYOND_SINGLE));
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

/** Zeros are positive. */
function storeBlock(gemm: AlignedGemm, rowPanel: i32, columnPanel: i32, accumulators: usize): void {
  const columns = min(ALIGNED_COLUMNS, gemm.n - columnPanel * ALIGNED_COLUMNS);
  for (let row = 0; row < min(ALIGNED_ROWS, gemm.m - rowPanel * ALIGNED_ROWS); row++) {
    const first = <usize>((rowPanel * ALIGNED_ROWS + row) * gemm.n + columnPanel * ALIGNED_COLUMNS);
    const from = accumulators + <usize>row * ROW_BYTES;
    if (gemm.accumulatorBytes == 4 && columns == ALIGNED_COLUMNS) storeRow(gemm, first, from);
    else {
      for (let column: usize = 0; column < <usize>columns; column++) {
        storeResult(gemm, first + column, load<f32>(from + (column << 2)) + 0);
      }
    }
  }
}

/** A whole row of float32. */
function storeRow(gemm: AlignedGemm, first: usize, from: usize): void {
  const nan = i32x4.splat(gemm.nan);
  const to = gemm.output + (first << 2);
  for (let at: usize = 0; at < ROW_BYTES; at += 16) {
    const values = f32x4.add(v128.load(from + at), f32x4.splat(0));
    v128.store(to + at, v128.bitselect(values, nan, f32x4.eq(values, values)));
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
