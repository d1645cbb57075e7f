/**
 * Operations on whole tensors, element by element. A vector is one access wide; its bundles are the loads
 * and stores, one each, with the arithmetic beside the last of them (coissuedBundles).
 * `add` is measured: 3 bundles per 4 halves, {load a} {load b} {store ; add} (osmarks/ipu-stack
 * docs/KERNEL_PIPELINES_2026_09_13.md). All others are assumed to be written the same way; float counts
 * are those of the vector instructions (four halves or two floats an issue). A last vector that is not
 * full is processed whole.
 */
import type { TileMachine } from '../../../models/machines/machine.js';
import { loop, type TileProgram } from '../program.js';
import { accesses, coissuedBundles, oneLaunchProgram } from './one-launch.js';

interface VectorOperation {
  readonly elementBytes: number;
  readonly loads: number;
  readonly floats: number;
  readonly stores: number;
}

/** Per vector; the comment counts bundles and says what they do. */
const OPERATIONS = {
  /** 3: a, b → a + b. */
  add: { elementBytes: 2, loads: 2, floats: 1, stores: 1 },
  /** 3: a, b → a · b. */
  multiply: { elementBytes: 2, loads: 2, floats: 1, stores: 1 },
  /** 2: x → x · s. */
  scale: { elementBytes: 2, loads: 1, floats: 1, stores: 1 },
  /** 2: x → max(x, 0). */
  relu: { elementBytes: 2, loads: 1, floats: 1, stores: 1 },
  /** 3: dy, x → dy where x > 0; compare, and. */
  'relu-backward': { elementBytes: 2, loads: 2, floats: 2, stores: 1 },
  /** 3: x, bias → x + bias; the bias is loaded again for every row. */
  'bias-add': { elementBytes: 2, loads: 2, floats: 1, stores: 1 },
  /** 5: weight, velocity, gradient (float) → velocity · μ + gradient, weight − η · velocity; two a vector. */
  'sgd-momentum': { elementBytes: 4, loads: 3, floats: 2, stores: 2 },
  /** 14: weight, m, v, gradient (float); two moments 4, bias corrections 2, root 2, division 4, update 2. */
  adamw: { elementBytes: 4, loads: 4, floats: 14, stores: 3 },
} as const satisfies Record<string, VectorOperation>;

export type ElementWiseOperation = keyof typeof OPERATIONS;
export const ELEMENT_WISE_OPERATIONS = Object.keys(OPERATIONS) as readonly ElementWiseOperation[];

export interface ElementWiseTask {
  readonly kind: 'element-wise';
  readonly operation: ElementWiseOperation;
  readonly elements: number;
}

export function elementWiseProgram(task: ElementWiseTask, machine: TileMachine): TileProgram {
  const operation: VectorOperation = OPERATIONS[task.operation];
  const bytes = machine.tile.loadBytes;
  const streams = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}${index}`);
  const [inputs, outputs] = [streams('input', operation.loads), streams('output', operation.stores)];
  const body = coissuedBundles({
    loads: inputs.flatMap((stream) => accesses('read', stream, bytes, machine)),
    floats: operation.floats,
    stores: outputs.flatMap((stream) => accesses('write', stream, bytes, machine)),
  });
  return oneLaunchProgram(
    {
      name: task.operation,
      setup: machine.programs.elementWise,
      elements: Object.fromEntries([...inputs, ...outputs].map((stream) => [stream, 0])),
      items: Math.ceil((task.elements * operation.elementBytes) / bytes),
      blocks: (vectors) => [loop(body, vectors)],
    },
    machine,
  );
}
