/**
 * One thread's instance of the kernels on the shared memory, as the function that a team performs units with.
 */
import type { Perform } from '../../../../runtime/team.js';
import { KERNELS } from './kernel-names.js';

/** What every thread gets. */
export interface KernelPayload {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
}

type Kernel = (job: number, unit: number, thread: number) => void;

/** Instantiates the kernels; a task's number is an index into KERNELS. */
export function instantiateKernels({ module, memory }: KernelPayload): Perform {
  const instance = new WebAssembly.Instance(module, { env: { memory, abort: failed } });
  const kernels = KERNELS.map((name) => instance.exports[name] as Kernel);
  return (task, job, unit, thread) => kernels[task]?.(job, unit, thread);
}

function failed(): never {
  throw new Error('a kernel ran into its abort');
}
