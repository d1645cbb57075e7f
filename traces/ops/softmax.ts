/**
 * Softmax of scaled rows and its gradient, in float64 with one rounding at storing. Under a causal mask a query sees the
 * keys up to its own place: rows are queries in order, in groups of as many as there are keys.
 */
import type { AttentionMask, SoftmaxFunction } from '../../records/trace/op.js';
import type { Role } from '../../records/trace/tensor.js';
import { emit, type Place, type StepContext } from './emit.js';
import { storedElements } from './stored.js';
import { matrixDims, type Tensor } from './tensor.js';

export interface SoftmaxParts {
  readonly name: string;
  readonly role: Role;
  readonly function: SoftmaxFunction;
  readonly mask: AttentionMask;
  /** Of the scores before the softmax. */
  readonly scale: number;
}

/** Of scores; or the gradient of scores from a softmax's result and its gradient. */
export function softmax(
  context: StepContext,
  place: Place,
  { name, role, function: applied, mask, scale }: SoftmaxParts,
  inputs: readonly [Tensor, ...Tensor[]],
): Tensor {
  const { storage } = context.recipe;
  const { shape } = inputs[0];
  const dims = matrixDims(shape);
  return emit(context, place, {
    kind: 'softmax',
    inputs,
    output: { name, role, shape, format: storage },
    dims,
    attributes: { function: applied, mask, scale },
    compute: (arithmetic) => {
      const request = {
        function: applied,
        inputs: inputs.map(storedElements),
        columns: dims.columns,
        mask,
        scale,
      } as const;
      return { codes: arithmetic.elements.softmax({ ...request, into: storage }) };
    },
  });
}
