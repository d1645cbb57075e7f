/** Where a step of a GEMM begins in its operands, and whether its sums are promoted after it. */
import { AlignedGemm, AlignedOperand } from '../../aligned/records';

/** The place of a panel's first line at a depth. */
// @ts-ignore: decorator
@inline
export function firstOf(operand: AlignedOperand, panel: i32, depth: i32): usize {
  return <usize>((panel * operand.paddedDepth + depth) * operand.width);
}

/** Whether sums go into their registers after this step. */
// @ts-ignore: decorator
@inline
export function promotesAfter(gemm: AlignedGemm, chunk: i32): bool {
  return gemm.promotion != 0 && (chunk == gemm.chunks - 1 || ((chunk + 1) * gemm.chunkLength) % gemm.promotion == 0);
}
