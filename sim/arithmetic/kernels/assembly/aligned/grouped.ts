/**
 * A GEMM through NVFP4's grouped sums, the twin of reference/grouped.ts: the products of a group are dots of 16-bit
 * integers, which lose nothing; times both scales they are truncated with the accumulator in float64 lanes, below the
 * largest exponent of the scales and of the accumulator.
 * Left out: lines with NaN scales, which the engine fills in.
 */
import { ALIGNED_COLUMNS, ALIGNED_ROWS } from '../../shared/layout';
import { integerSums } from '../exact/dot-integer';
import { AlignedGemm, AlignedOperand } from '../../aligned/records';
import { eachStep, LANES } from './double-blocks';
import { align, finish, INTEGERS, LARGEST, SCALES, SUMS, wideExponents } from './wide';

const INTEGER_ROW: usize = ALIGNED_COLUMNS * 4;
const ROW_PAIR: usize = ALIGNED_ROWS * 4;
const COLUMN_PAIR: usize = ALIGNED_COLUMNS * 4;
const ROW_BYTES: usize = ALIGNED_COLUMNS * 8;

/** Work unit: ALIGNED_UNIT_PANELS row panels × one column panel. */
export function groupedUnit(address: usize, unit: i32, thread: i32): void {
  eachStep(address, unit, thread, groupedStep);
}

function groupedStep(gemm: AlignedGemm, row: i32, column: i32, step: i32, accumulators: usize, scratch: usize): void {
  const a = changetype<AlignedOperand>(gemm.a);
  const b = changetype<AlignedOperand>(gemm.b);
  const groups = gemm.chunkLength / gemm.groupLength;
  const pairs = gemm.groupLength >> 1;
  const placeA = <usize>((row * gemm.chunks + step) * groups);
  const placeB = <usize>((column * gemm.chunks + step) * groups);
  const exponentsA = a.exponents + ((placeA * ALIGNED_ROWS) << 1);
  wideExponents(exponentsA, b.exponents + ((placeB * ALIGNED_COLUMNS) << 1), scratch + LARGEST, groups, 1);
  align(gemm, accumulators, scratch, LANES);
  for (let group: usize = 0; group < <usize>groups; group++) {
    const fromA = a.shorts + (placeA + group) * pairs * ROW_PAIR;
    const fromB = b.shorts + (placeB + group) * pairs * COLUMN_PAIR;
    integerSums(fromA, fromB, COLUMN_PAIR, scratch + INTEGERS, INTEGER_ROW, pairs);
    integerSums(fromA, fromB + 32, COLUMN_PAIR, scratch + INTEGERS + 32, INTEGER_ROW, pairs);
    const scalesA = a.values + (((placeA + group) * ALIGNED_ROWS) << 3);
    addGroup(scalesA, b.values + (((placeB + group) * ALIGNED_COLUMNS) << 3), scratch);
  }
  finish(gemm, accumulators, scratch, LANES);
}

/** Adds a group's sums times their scales, truncated, to SUMS. */
function addGroup(scalesA: usize, scalesB: usize, scratch: usize): void {
  for (let row: usize = 0; row < <usize>ALIGNED_ROWS; row++) {
    const scaleA = v128.load_splat<f64>(scalesA + (row << 3));
    const place = scratch + row * ROW_BYTES;
    const integers = scratch + INTEGERS + row * INTEGER_ROW;
    for (let at: usize = 0; at < ROW_BYTES; at += 16) {
      const scales = f64x2.mul(scaleA, v128.load(scalesB + at));
      const sums = f64x2.mul(f64x2.convert_low_i32x4_s(v128.load64_zero(integers + (at >> 1))), scales);
      const term = f64x2.trunc(f64x2.mul(sums, v128.load(place + at, SCALES)));
      v128.store(place + at, f64x2.add(v128.load(place + at, SUMS), term), SUMS);
    }
  }
}
