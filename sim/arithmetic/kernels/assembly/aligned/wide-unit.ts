/**
 * A GEMM through an aligned, truncating unit in float64 lanes: rows of a step that lose no bit go by integers
 * (short.ts), the others term by term (wide.ts).
 * Left out: lines with NaN or Inf, which the engine fills in.
 */
import { AlignedGemm } from '../../aligned/records';
import { eachStep } from './double-blocks';
import { shortStep } from './short';
import { wideBlock } from './wide';

/** Work unit: ALIGNED_UNIT_PANELS row panels × one column panel. */
export function wideUnit(address: usize, unit: i32, thread: i32): void {
  eachStep(address, unit, thread, wideStep);
}

function wideStep(gemm: AlignedGemm, row: i32, column: i32, step: i32, accumulators: usize, scratch: usize): void {
  if (gemm.short && shortStep(gemm, row, column, step, accumulators, scratch)) return;
  wideBlock(gemm, row, column, step, accumulators, scratch);
}
