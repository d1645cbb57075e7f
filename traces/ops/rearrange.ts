/** Elements in another order, some of them, with zeros between, or of several tensors: moved in whole pieces. */
import { elementsOf } from '../../models/shape.js';
import type { Rearrangement } from '../../records/trace/op.js';
import type { Role } from '../../records/trace/tensor.js';
import { emptyLike } from '../../sim/arithmetic/elements.js';
import { emit, type Place, type StepContext } from './emit.js';
import { joined } from './gemm.js';
import { codesOf, encodingOf, type Tensor } from './tensor.js';

export interface RearrangeParts {
  readonly name: string;
  readonly role: Role;
  readonly function: Rearrangement;
  readonly shape: readonly number[];
  /** Elements that stay side by side. */
  readonly piece: number;
  /** Elements that `source` counts by: a piece unless said. */
  readonly unit?: number;
  /** The unit of the inputs, one after another, that stands at a place of the output; −1 for zeros. */
  readonly source: (place: number) => number;
}

/** Output in the inputs' format. */
export function rearrange(
  context: StepContext,
  place: Place,
  { name, role, function: applied, shape, piece, unit = piece, source }: RearrangeParts,
  inputs: readonly [Tensor, ...Tensor[]],
): Tensor {
  const read = inputs.reduce((sum, input) => sum + elementsOf(input.shape), 0);
  const made = elementsOf(shape);
  return emit(context, place, {
    kind: 'rearrange',
    inputs,
    output: { name, role, shape, ...encodingOf(inputs[0]) },
    dims: { read, made, piece },
    attributes: { function: applied },
    compute: () => {
      const from = joined(inputs.map(codesOf));
      const results = emptyLike(from, made);
      for (let i = 0; i < made / unit; i++) {
        const at = source(i);
        if (at >= 0) results.set(from.subarray(at * unit, (at + 1) * unit), i * unit);
      }
      return { codes: results };
    },
  });
}
