/** What the operations of the engine run on: memory to put a job in, and threads to run it. */
import type { Arena } from './arena.js';
import type { KernelName } from './kernel-names.js';

export interface KernelHost {
  readonly arena: Arena;
  readonly threads: number;
  readonly run: (kernel: KernelName, job: number, units: number) => void;
}
