/**
 * Element-wise ops between products, on tensors in the storage format: computed in float32, each result rounded
 * once. What a function reads and means stands with its name in records/trace/op.ts.
 */
import type { ElementWiseFunction } from '../../records/trace/op.js';
import type { Role } from '../../records/trace/tensor.js';
import { emit, type Place, type StepContext } from './emit.js';
import { storedElements } from './stored.js';
import { matrixDims, type Tensor } from './tensor.js';

export interface ElementWiseParts {
  readonly name: string;
  readonly role: Role;
  readonly function: ElementWiseFunction;
  /** Equal groups of rows, each with a row of a row operand; one where nothing is said. */
  readonly groups?: number;
}

/** Output of the first input's shape, in the storage format. */
export function elementWise(
  context: StepContext,
  place: Place,
  { name, role, function: applied, groups = 1 }: ElementWiseParts,
  inputs: readonly [Tensor, ...Tensor[]],
): Tensor {
  const { storage } = context.recipe;
  const { shape } = inputs[0];
  const dims = matrixDims(shape);
  return emit(context, place, {
    kind: 'element-wise',
    inputs,
    output: { name, role, shape, format: storage },
    dims: { ...dims, groups },
    attributes: { function: applied },
    compute: ({ elements }) => {
      const request = { function: applied, inputs: inputs.map(storedElements), columns: dims.columns, groups } as const;
      return { codes: elements.elementWise({ ...request, into: storage }) };
    },
  });
}
