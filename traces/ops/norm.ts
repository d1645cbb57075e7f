/**
 * Norms and their gradients, in float64 with one rounding at storing; statistics and gradients of parameters are float32.
 * What a function reads and gives stands with its name in records/trace/op.ts; a deviation is √(variance + ε).
 */
import { NORMS, type NormFunction, type NormOperand } from '../../records/trace/op.js';
import type { Role } from '../../records/trace/tensor.js';
import { emit, type Place, type StepContext } from './emit.js';
import { storedElements } from './stored.js';
import { matrixDims, type Tensor } from './tensor.js';

export interface NormParts {
  readonly name: string;
  readonly role: Role;
  readonly function: NormFunction;
}

/** Of the rows of the first input; whole results are in the storage format. */
export function norm(
  context: StepContext,
  place: Place,
  { name, role, function: applied }: NormParts,
  inputs: readonly [Tensor, ...Tensor[]],
): Tensor {
  const { rows, columns } = matrixDims(inputs[0].shape);
  const { output } = NORMS[applied];
  const format = output === 'whole' ? context.recipe.storage : 'float32';
  const shape = output === 'whole' ? inputs[0].shape : shapeOf(output, rows, columns);
  return emit(context, place, {
    kind: 'norm',
    inputs,
    output: { name, role, shape, format },
    dims: { rows, columns },
    attributes: { function: applied },
    compute: (arithmetic) => {
      const request = { function: applied, inputs: inputs.map(storedElements), rows, columns, into: format } as const;
      return { codes: arithmetic.elements.norm(request) };
    },
  });
}

function shapeOf(operand: NormOperand, rows: number, columns: number): number[] {
  switch (operand) {
    case 'whole':
      return [rows, columns];
    case 'row':
      return [columns];
    case 'two-rows':
      return [2, columns];
    case 'column':
      return [rows];
    case 'two-columns':
      return [rows, 2];
  }
}
