/** Rows of a table by number, and their gradients added up in a table of its shape. Numbers are float32 values. */
import { elementsOf } from '../../models/shape.js';
import { emptyLike } from '../../sim/arithmetic/elements.js';
import { emit, type Place, type StepContext } from './emit.js';
import { stored, valuesOf } from './stored.js';
import { codesOf, type Tensor } from './tensor.js';

/** A row for each number, in the table's format. @param table [entries × width] */
export function lookup(context: StepContext, place: Place, name: string, table: Tensor, numbers: Tensor): Tensor {
  const [entries, columns] = table.shape as [number, number];
  const { format, scaleExponent } = table;
  return emit(context, place, {
    kind: 'embedding',
    inputs: [table, numbers],
    output: { name, role: 'activation', shape: [...numbers.shape, columns], format, scaleExponent },
    dims: { rows: elementsOf(numbers.shape), columns, entries },
    attributes: { function: 'lookup' },
    compute: () => {
      const codes = codesOf(table);
      const results = emptyLike(codes, elementsOf(numbers.shape) * columns);
      for (const [i, row] of valuesOf(numbers).entries()) {
        results.set(codes.subarray(row * columns, (row + 1) * columns), i * columns);
      }
      return { codes: results };
    },
  });
}

/** The gradient of a table [entries × columns] in the storage format. */
export function lookupBackward(
  context: StepContext,
  place: Place,
  name: string,
  [numbers, dy]: readonly [Tensor, Tensor],
  [entries, columns]: readonly [number, number],
): Tensor {
  const { storage } = context.recipe;
  return emit(context, place, {
    kind: 'embedding',
    inputs: [numbers, dy],
    output: { name, role: 'dw', shape: [entries, columns], format: storage },
    dims: { rows: elementsOf(numbers.shape), columns, entries },
    attributes: { function: 'lookup-backward' },
    compute: (arithmetic) => {
      const [rows, gradients] = [valuesOf(numbers), valuesOf(dy)];
      const sums = new Float32Array(entries * columns);
      for (let i = 0; i < gradients.length; i++) {
        const to = (rows[Math.floor(i / columns)] as number) * columns + (i % columns);
        sums[to] = (sums[to] as number) + (gradients[i] as number);
      }
      return { codes: stored(arithmetic, sums, storage, 'special') };
    },
  });
}
