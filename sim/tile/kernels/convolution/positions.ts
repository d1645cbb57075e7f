/** Which outputs of a line have an input at each kernel position. */
import type { ConvolutionTask } from './task.js';

export interface ConvolutionPositions {
  /** Of a line. */
  readonly outputs: number;
  /** Outputs of a line with an input, for each kernel position that has any; first the one that has all. */
  readonly counts: readonly number[];
}

export function positionsOf({ positions, kernel, stride, padding }: ConvolutionTask): ConvolutionPositions {
  const outputs = padding === 'same' ? Math.ceil(positions / stride) : Math.floor((positions - kernel) / stride) + 1;
  const left = Math.floor(Math.max(0, (outputs - 1) * stride + kernel - positions) / 2);
  const countAt = (position: number): number => {
    const first = Math.max(0, Math.ceil((left - position) / stride));
    const end = Math.min(outputs, Math.floor((positions - 1 + left - position) / stride) + 1);
    return Math.max(0, end - first);
  };
  const others = Array.from({ length: kernel }, (_, position) => position).filter((position) => position !== left);
  return { outputs, counts: [left, ...others].map(countAt).filter((count) => count > 0) };
}
