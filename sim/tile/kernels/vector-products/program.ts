/**
 * Sums of products of vectors, on the vector unit: for each vector of outputs 6 slots of addresses, clearing, read-out
 * and store, and a slot a product: both operands loaded, from elements of their own, beside the multiply-accumulate.
 * Source: graphcore/poplibs, channel-multiplier and vertical multiply-accumulate vertices (f16v4 products into floats).
 * Not measured; bundles counted as in models/machines/tiles/ipu21-assumed-programs.ts. Positions beyond an image are
 * multiplied as zeros; a last vector that is not full is processed whole.
 */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { OPERAND_BYTES } from '../../amp-shape.js';
import { type Bundle, floatBundle, loop, once, repeat, type TileProgram } from '../../engines/program.js';
import { accesses, filledBundles, oneLaunchProgram } from '../shared/one-launch-program.js';
import type { VectorProductsTask } from './task.js';

export function vectorProductsProgram(task: VectorProductsTask, machine: TileMachine): TileProgram {
  const { vectorProducts: record } = machine.programs;
  const bytes = record.vectorElements * OPERAND_BYTES.fp16;
  const right = accesses('read', 'right', bytes, machine);
  const product = accesses('read', 'left', bytes, machine).map(
    (left, part): Bundle => floatBundle(left, ...right.slice(part, part + 1)),
  );
  const vector = [
    once(filledBundles(accesses('write', 'outputs', bytes, machine), record.vectorSlots)),
    loop(product, task.products),
  ];
  return oneLaunchProgram(
    {
      name: task.kind,
      setup: record,
      elements: { left: 0, right: 1, outputs: 2 },
      items: Math.ceil(task.outputs / record.vectorElements),
      blocks: (vectors) => [repeat(vector, vectors)],
    },
    machine,
  );
}
