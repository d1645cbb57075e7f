/** What the operations of the engine run on: memory to put a job in, and threads to run it. */
import type { Arena } from './arena.js';
import type { KernelName } from './kernel-names.js';

export interface KernelHost {
  readonly arena: Arena;
  readonly threads: number;
  readonly run: (kernel: KernelName, job: number, units: number) => void;
}

/** How a matrix lies in its array: row by row, or the rows of its transpose. */
export const MATRIX_LAYOUTS = ['plain', 'transposed'] as const;
export type MatrixLayout = (typeof MATRIX_LAYOUTS)[number];

/** Key of the random numbers of one operation. */
export interface RandomKey {
  readonly seed: number;
  readonly stream: number;
}
