/**
 * What the kernels in float64 lanes share: how a work unit goes through its blocks of 4 × 16 outputs, step by step, and
 * where sums are promoted.
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
import { nearestSingle } from './settle';
import { promotesAfter } from './steps';

/** Outputs of a block, bytes of its accumulators, and of those of a work unit, with which a thread's scratch begins. */
export const LANES: i32 = ALIGNED_ROWS * ALIGNED_COLUMNS;
export const BLOCK_BYTES: usize = LANES * 8;
export const UNIT_BYTES: usize = BLOCK_BYTES * ALIGNED_UNIT_PANELS;

/** One step of a block of 4 × 16 outputs: `accumulators` before and after it. */
export type Step = (gemm: AlignedGemm, row: i32, column: i32, step: i32, accumulators: usize, scratch: usize) => void;

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
