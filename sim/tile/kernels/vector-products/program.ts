/**
 * Sums of products of vectors, on the vector unit: for each vector of outputs 6 slots of addresses, clearing, read-out
 * and store, and a slot a product: both operands loaded, from elements of their own, beside the multiply-accumulate.
 * Operands of 8 bits become halves first, two issues more; floats take two accesses and two issues.
 * Source: graphcore/poplibs, channel-multiplier and vertical multiply-accumulate vertices (f16v4 products into floats).
 * Not measured; bundles counted as in models/machines/tiles/ipu21-assumed-programs.ts. Positions beyond an image are
 * multiplied as zeros; a last vector that is not full is processed whole.
 */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { OPERAND_BYTES } from '../../amp-shape.js';
import { type Bundle, floatBundle, loop, once, repeat, type TileProgram } from '../../engines/program.js';
import { accesses, filledBundles, oneLaunchProgram } from '../shared/one-launch-program.js';
import { CONVERSION_ELEMENTS } from '../shared/vector-operations.js';
import type { VectorProductsTask } from './task.js';

export function vectorProductsProgram(task: VectorProductsTask, machine: TileMachine): TileProgram {
  const { vectorProducts: record } = machine.programs;
  const stores = accesses('write', 'outputs', record.vectorElements * OPERAND_BYTES.fp16, machine);
  const product = productBundles(task, machine);
  const vector = [once(filledBundles(stores, record.vectorSlots)), loop(product, task.products)];
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

/** Both operands an access at a time, arithmetic beside it; conversions in slots of their own. */
function productBundles({ operands }: VectorProductsTask, machine: TileMachine): Bundle[] {
  const { vectorElements } = machine.programs.vectorProducts;
  const bytes = vectorElements * OPERAND_BYTES[operands];
  const right = accesses('read', 'right', bytes, machine);
  const products = accesses('read', 'left', bytes, machine).map((left, part) =>
    floatBundle(left, ...right.slice(part, part + 1)),
  );
  const conversions = operands === 'fp8' ? 2 * Math.ceil(vectorElements / CONVERSION_ELEMENTS.fp8.fp16) : 0;
  return [...products, ...Array.from({ length: conversions }, () => floatBundle())];
}
