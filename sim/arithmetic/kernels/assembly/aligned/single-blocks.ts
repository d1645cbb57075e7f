/**
 * What the kernels in float32 lanes share: how a work unit goes through its blocks of 4 × 16 outputs, largest exponents
 * of products in 8-bit lanes, what accumulators are rounded to.
 */
import {
  ALIGNED_COLUMNS,
  ALIGNED_REGISTERS,
  ALIGNED_ROWS,
  ALIGNED_SCRATCH_BYTES,
  ALIGNED_UNIT_PANELS,
} from '../../shared/layout';
import { AlignedGemm, AlignedOperand } from '../../aligned/records';
import { loadBlock, storeBlock } from './block-values';
import { firstOf, promotesAfter } from './steps';

export const ROW_BYTES: usize = ALIGNED_COLUMNS * 4;
/** Outputs of a block: bytes of its exponents of a step. */
export const LANES: usize = ALIGNED_ROWS * ALIGNED_COLUMNS;
const BLOCK_BYTES: usize = LANES * 4;
/** Steps that a block takes at once; the fastest cache holds their operands. */
const STEPS_AT_ONCE: i32 = 8;
/** Places in a thread's scratch: accumulators of a unit, exponents of one block's steps, then what a kernel keeps there. */
const LARGEST: usize = BLOCK_BYTES * ALIGNED_UNIT_PANELS;
export const KEPT: usize = LARGEST + LANES * STEPS_AT_ONCE;

/** Sums of two exponents from here on are of products that are not zero. */
const LEAST_PRODUCT: i8 = -44;
/** Bits of a float32's exponent. */
export const INFINITE: i32 = 0x7f800000;
/** 2^-14, float16's least normal number, and 2^16, the first power of two beyond it. */
const LEAST_HALF: f32 = 0.00006103515625;
const BEYOND_HALF: f32 = 65536;
/** 2^112: times it, what is beyond float16 is beyond float32. */
const BEYOND_SINGLE: f32 = 5192296858534827628530496329220096.0;

/** `steps` steps of a block of 4 × 16 outputs, from both operands' values and every step's exponents of products. */
export type BlockSteps = (
  gemm: AlignedGemm, a: usize, b: usize, accumulators: usize, exponents: usize, steps: i32, scratch: usize,
) => void;

/** The scratch of a thread. */
// @ts-ignore: decorator
@inline
export function scratchOf(gemm: AlignedGemm, thread: i32): usize {
  return gemm.scratch + <usize>(thread * ALIGNED_SCRATCH_BYTES);
}

/** A work unit: ALIGNED_UNIT_PANELS row panels × one column panel, every block through all steps. */
export function eachBlock(gemm: AlignedGemm, unit: i32, scratch: usize, take: BlockSteps): void {
  const a = changetype<AlignedOperand>(gemm.a);
  const b = changetype<AlignedOperand>(gemm.b);
  const groups = (a.panels + ALIGNED_UNIT_PANELS - 1) / ALIGNED_UNIT_PANELS;
  const firstRow = (unit % groups) * ALIGNED_UNIT_PANELS;
  const column = unit / groups;
  const rows = min(ALIGNED_UNIT_PANELS, a.panels - firstRow);
  const results = scratch + (gemm.promotion == 0 ? 0 : <usize>ALIGNED_REGISTERS);
  memory.fill(scratch, 0, BLOCK_BYTES * ALIGNED_UNIT_PANELS);
  for (let row = 0; row < rows; row++) loadBlock<f32>(gemm, firstRow + row, column, results + <usize>row * BLOCK_BYTES);
  let steps = 0;
  for (let first = 0; first < gemm.chunks; first += steps) {
    steps = stepsFrom(gemm, first);
    const depth = first * gemm.chunkLength;
    const placeB = firstOf(b, column, depth);
    for (let row = 0; row < rows; row++) {
      const placeA = firstOf(a, firstRow + row, depth);
      const accumulators = scratch + <usize>row * BLOCK_BYTES;
      largestExponents(gemm, a.exponents + placeA, b.exponents + placeB, scratch + LARGEST, steps);
      take(gemm, a.values + (placeA << 2), b.values + (placeB << 2), accumulators, scratch + LARGEST, steps, scratch);
    }
    if (promotesAfter(gemm, first + steps - 1)) promote(results, scratch, <usize>rows * BLOCK_BYTES);
  }
  for (let row = 0; row < rows; row++) storeBlock<f32>(gemm, firstRow + row, column, results + <usize>row * BLOCK_BYTES);
}

/** Steps that blocks take at once from `first` on: none beyond a promotion. */
function stepsFrom(gemm: AlignedGemm, first: i32): i32 {
  const steps = min(STEPS_AT_ONCE, gemm.chunks - first);
  if (gemm.promotion == 0) return steps;
  const chain = gemm.promotion / gemm.chunkLength;
  return min(steps, chain - (first % chain));
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

/** The first four of 16 bytes as exponent fields of float32. */
// @ts-ignore: decorator
@inline
export function lowFields(bytes: v128): v128 {
  return i32x4.shr_u(i8x16.swizzle(bytes, i8x16(-1, -1, -1, 0, -1, -1, -1, 1, -1, -1, -1, 2, -1, -1, -1, 3)), 1);
}

/** The next four. */
// @ts-ignore: decorator
@inline
export function highFields(bytes: v128): v128 {
  return i32x4.shr_u(i8x16.swizzle(bytes, i8x16(-1, -1, -1, 4, -1, -1, -1, 5, -1, -1, -1, 6, -1, -1, -1, 7)), 1);
}

/**
 * Four accumulators' exponents as fields of float32. T: u16 for accumulators of float16, u32 for those of float32.
 *
 * @param infinite INFINITE four times
 */
// @ts-ignore: decorator
@inline
export function ownFields<T>(c: v128, infinite: v128): v128 {
  const own = v128.and(c, infinite);
  if (sizeof<T>() == 4) return own;
  return v128.and(f32x4.pmax(own, f32x4.splat(LEAST_HALF)), f32x4.ne(c, f32x4.splat(0)));
}

/** To float16's 11 bits or its subnormals, ties to even; Inf from 65520. */
// @ts-ignore: decorator
@inline
export function nearestHalf(values: v128): v128 {
  const binade = f32x4.pmax(v128.and(values, i32x4.splat(INFINITE)), f32x4.splat(LEAST_HALF));
  const constant = f32x4.mul(f32x4.pmin(binade, f32x4.splat(BEYOND_HALF)), f32x4.splat(12288));
  const nearest = f32x4.sub(f32x4.add(values, constant), constant);
  return f32x4.mul(f32x4.mul(nearest, f32x4.splat(BEYOND_SINGLE)), f32x4.splat(1 / BEYOND_SINGLE));
}
