/**
 * Operations on whole tensors, element by element. A vector is one access wide; its bundles are the loads
 * and stores, one each, with the arithmetic beside the last of them (coissuedBundles).
 * `add` is measured: 3 bundles per 4 halves, {load a} {load b} {store ; add} (osmarks/ipu-stack
 * docs/KERNEL_PIPELINES_2026_09_13.md). All others are assumed to be written the same way; float counts
 * are those of the vector instructions (four halves or two floats an issue). A last vector that is not
 * full is processed whole.
 */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { loop, type TileProgram } from '../../engines/program.js';
import { accesses, coissuedBundles, oneLaunchProgram } from '../shared/one-launch-program.js';
import { VECTOR_OPERATIONS, type VectorOperation } from '../shared/vector-operations.js';
import type { ElementWiseTask } from './task.js';

export function elementWiseProgram(task: ElementWiseTask, machine: TileMachine): TileProgram {
  const operation: VectorOperation = VECTOR_OPERATIONS[task.operation];
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
