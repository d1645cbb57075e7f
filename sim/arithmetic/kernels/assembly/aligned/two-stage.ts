/**
 * A GEMM through CDNA3's two-stage sums in float64 lanes, the twin of reference/two-stage.ts: products truncated
 * below their own largest exponent and added (even and odd ones apart where the unit does), then floored together
 * with the accumulator. All integers stay below 2^53.
 * Left out: lines with NaN or Inf, which the engine fills in.
 */
import { ALIGNED_COLUMNS, ALIGNED_ROWS } from '../../shared/layout';
import { AlignedGemm, AlignedOperand } from '../../aligned/records';
import { BLOCK_BYTES, eachStep, LANES } from './double-blocks';
import { settle } from './settle';
import { firstOf } from './steps';
import {
  accumulatorExponents,
  EXPONENTS,
  FLOOR,
  LARGEST,
  larger,
  powers,
  SCALES,
  scaledExponents,
  SUMS,
  twoExponents,
  wideExponents,
  wideSums,
} from './wide';

/** Sums of the even products and their exponents, while the odd ones are made. */
const EVEN_SUMS: usize = EXPONENTS + BLOCK_BYTES;
const EVEN_EXPONENTS: usize = EVEN_SUMS + BLOCK_BYTES;

/** Work unit: ALIGNED_UNIT_PANELS row panels × one column panel. */
export function twoStageUnit(address: usize, unit: i32, thread: i32): void {
  eachStep(address, unit, thread, twoStageStep);
}

function twoStageStep(gemm: AlignedGemm, row: i32, column: i32, step: i32, accumulators: usize, scratch: usize): void {
  const a = changetype<AlignedOperand>(gemm.a);
  const b = changetype<AlignedOperand>(gemm.b);
  const placeA = firstOf(a, row, gemm.chunkLength * step);
  const placeB = firstOf(b, column, gemm.chunkLength * step);
  productSums(gemm, a, b, placeA, placeB, scratch);
  if (gemm.halves == 2) {
    memory.copy(scratch + EVEN_SUMS, scratch + SUMS, BLOCK_BYTES);
    memory.copy(scratch + EVEN_EXPONENTS, scratch + EXPONENTS, BLOCK_BYTES);
    productSums(gemm, a, b, placeA + ALIGNED_ROWS, placeB + ALIGNED_COLUMNS, scratch);
    joinHalves(scratch);
  }
  joinAccumulators(gemm, accumulators, scratch);
}

/** Truncated sums of every product, or every second one, in units of 2^(exponent − F); and those exponents. */
function productSums(gemm: AlignedGemm, a: AlignedOperand, b: AlignedOperand, placeA: usize, placeB: usize, scratch: usize): void {
  const step = <usize>gemm.halves;
  const count = gemm.chunkLength / gemm.halves;
  const bits = i64x2.splat(<i64>gemm.fractionBits);
  wideExponents(a.exponents + (placeA << 1), b.exponents + (placeB << 1), scratch + LARGEST, count, step);
  for (let lane: usize = 0; lane < <usize>LANES; lane += 2) {
    const at = lane << 3;
    const exponent = scaledExponents(twoExponents(scratch + LARGEST + (lane << 1)), gemm.scaleExponent);
    v128.store(scratch + EXPONENTS + at, exponent);
    v128.store(scratch + SCALES + at, powers(i64x2.sub(bits, exponent)));
    v128.store(scratch + SUMS + at, f64x2.splat(0));
  }
  wideSums(a.values + (placeA << 3), b.values + (placeB << 3), scratch, count, step);
}

/** Both halves floored in units of the larger exponent's, added. */
function joinHalves(scratch: usize): void {
  for (let at: usize = 0; at < BLOCK_BYTES; at += 16) {
    const odd = v128.load(scratch + EXPONENTS + at);
    const even = v128.load(scratch + EVEN_EXPONENTS + at);
    const exponent = larger(odd, even);
    const sum = f64x2.add(
      floored(v128.load(scratch + SUMS + at), i64x2.sub(odd, exponent)),
      floored(v128.load(scratch + EVEN_SUMS + at), i64x2.sub(even, exponent)),
    );
    v128.store(scratch + SUMS + at, sum);
    v128.store(scratch + EXPONENTS + at, exponent);
  }
}

/** ⌊value · 2^shift⌋; below 2^-1000 any non-zero value floors alike. */
// @ts-ignore: decorator
@inline
function floored(values: v128, shifts: v128): v128 {
  return f64x2.floor(f64x2.mul(values, powers(larger(shifts, i64x2.splat(-960)))));
}

/** Sums and accumulators floored below the larger exponent and added, rounded; without products, accumulators stay. */
function joinAccumulators(gemm: AlignedGemm, accumulators: usize, scratch: usize): void {
  const sumBits = i64x2.splat(<i64>gemm.sumBits);
  const ownBits = i64x2.splat(<i64>gemm.accumulatorBits);
  const ratio = powers(i64x2.sub(sumBits, ownBits));
  const kept = i64x2.sub(sumBits, i64x2.splat(<i64>gemm.fractionBits));
  for (let at: usize = 0; at < BLOCK_BYTES; at += 16) {
    const c = v128.load(accumulators + at);
    const own = accumulatorExponents(c, gemm.leastExponent);
    const products = v128.load(scratch + EXPONENTS + at);
    const exponent = larger(own, products);
    const sum = floored(v128.load(scratch + SUMS + at), i64x2.add(i64x2.sub(products, exponent), kept));
    const reach = i64x2.ge_s(own, i64x2.sub(exponent, i64x2.splat(<i64>gemm.accumulatorReach)));
    const floor = f64x2.floor(f64x2.mul(c, powers(i64x2.sub(ownBits, exponent))));
    const total = f64x2.add(sum, f64x2.mul(v128.and(floor, reach), ratio));
    const value = f64x2.mul(total, powers(i64x2.sub(exponent, sumBits)));
    const hasProducts = i64x2.gt_s(products, i64x2.splat(FLOOR));
    settle(gemm, accumulators + at, v128.bitselect(value, c, hasProducts));
  }
}
