/**
 * Operands that products read along both of their axes: cast once for each where groups that share a scale lie along k,
 * from what is stored; else once. Only what the pass reads is cast.
 */
import type { Place, StepContext } from '../../ops/emit.js';
import { type Depth, isDirected } from '../../ops/grouping.js';
import type { Tensor } from '../../ops/tensor.js';
import type { RecipeRole } from '../recipes/biases.js';
import type { Layer } from './layer.js';
import { operandOf } from './operands.js';

/** A tensor by where the k of the product runs that reads it: along its rows, or down its columns. */
export interface Directed {
  readonly rows: Tensor;
  readonly columns: Tensor;
}

export interface DirectedParts {
  readonly name: string;
  readonly input: Tensor;
  readonly role: Exclude<RecipeRole, 'dw'>;
  readonly rows: Depth;
  readonly columns: Depth;
  /** Ways in which the pass reads it. */
  readonly read: 'rows' | 'columns' | 'both';
}

export function directedOperand(
  context: StepContext,
  layer: Layer,
  place: Place,
  { name, input, role, rows, columns, read }: DirectedParts,
): Directed {
  const cast = (depth: Depth, of = name) => operandOf(context, layer, place, of, input, role, depth);
  const { scaling } = context.recipe.roles[role];
  if (read !== 'both') return bothWays(cast(read === 'rows' ? rows : columns));
  if (!isDirected(scaling, columns)) return bothWays(cast(rows));
  return { rows: cast(rows), columns: cast(columns, `${name}.columns`) };
}

/** One tensor whichever way it is read. */
export function bothWays(tensor: Tensor): Directed {
  return { rows: tensor, columns: tensor };
}
