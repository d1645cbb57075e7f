/**
 * Which operands of a layer's products are cast to the formats of their roles. The first layer as the paper has it keeps
 * its input and the gradient at its output in the storage format; its weights and their gradient are cast like others'.
 * Source: Noune et al. 2022, section 3.
 */
import { castOperand } from '../../ops/cast.js';
import type { Place, StepContext } from '../../ops/emit.js';
import type { Depth } from '../../ops/grouping.js';
import type { Tensor } from '../../ops/tensor.js';
import type { RecipeRole } from '../recipes/biases.js';
import type { Layer, OperandRule } from './layer.js';

const CAST: Readonly<Record<OperandRule, readonly RecipeRole[]>> = {
  recipe: ['activation', 'weight', 'dx', 'dw'],
  weights: ['weight', 'dw'],
  storage: [],
};

export function isCast(rule: OperandRule, role: RecipeRole): boolean {
  return CAST[rule].includes(role);
}

/** A tensor as products of the layer, or the update, read it. @param depth where the k of the product runs */
export function operandOf(
  context: StepContext,
  { operands }: Layer,
  place: Place,
  name: string,
  input: Tensor,
  role: RecipeRole,
  depth?: Depth,
): Tensor {
  return isCast(operands, role) ? castOperand(context, place, name, input, role, depth) : input;
}
