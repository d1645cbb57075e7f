/**
 * One thread's instance of the kernels on the shared memory, as the function that a team performs units with.
 */
import type { Perform } from '../../../../runtime/team.js';
import { KERNELS, type KernelName } from './kernel-names.js';

/** What every thread gets. */
export interface KernelPayload {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
}

type Kernel = (job: number, unit: number, thread: number) => void;

/** Instantiates the kernels; a task's number is an index into KERNELS. */
export function instantiateKernels({ module, memory }: KernelPayload): Perform {
  const instance = new WebAssembly.Instance(module, { env: { memory, abort: failed } });
  const kernels = KERNELS.map((name) => kernelOf(instance, name));
  return (task, job, unit, thread) => kernels[task]?.(job, unit, thread);
}

function kernelOf({ exports }: WebAssembly.Instance, name: KernelName): Kernel {
  const kernel = exports[name];
  if (typeof kernel !== 'function') throw new Error(`kernels.wasm has no ${name}: npm run build makes it anew`);
  return kernel as Kernel;
}

function failed(): never {
  throw new Error('a kernel ran into its abort');
}
