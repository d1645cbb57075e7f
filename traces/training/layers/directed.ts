/**
 * Operands that products read along both of their axes: cast once for each where groups that share a scale lie along k, or
 * where the recipe transforms what the gradient of weights reads; from what is stored; else once. Only what the pass reads
 * is cast. Operands that a layer leaves in the storage format are not transformed.
 */
import type { Place, StepContext } from '../../ops/emit.js';
import { type Depth, isDirected } from '../../ops/grouping.js';
import { drawnTransform, hadamard } from '../../ops/hadamard.js';
import type { Tensor } from '../../ops/tensor.js';
import type { RecipeRole } from '../recipes/biases.js';
import type { Layer } from './layer.js';
import { isCast, operandOf } from './operands.js';

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
  /** Which product reads its columns. */
  readonly columnsIn: 'wgrad' | 'other';
}

export function directedOperand(context: StepContext, layer: Layer, place: Place, parts: DirectedParts): Directed {
  const { name, input, role, rows, columns, read } = parts;
  const cast = (depth: Depth, of = name, from = input) => operandOf(context, layer, place, of, from, role, depth);
  const transformed = transformedInput(context, layer, place, parts);
  if (transformed !== undefined) {
    const down = cast(columns, `${name}.columns`, transformed);
    return read === 'columns' ? bothWays(down) : { rows: cast(rows), columns: down };
  }
  const { scaling } = context.recipe.roles[role];
  if (read !== 'both') return bothWays(cast(read === 'rows' ? rows : columns));
  if (!isDirected(scaling, columns)) return bothWays(cast(rows));
  return { rows: cast(rows), columns: cast(columns, `${name}.columns`) };
}

/** What the gradient of weights reads instead of the input; undefined where it is the input itself, or nothing. */
function transformedInput(
  context: StepContext,
  { operands }: Layer,
  place: Place,
  { name, input, role, read, columnsIn }: DirectedParts,
): Tensor | undefined {
  const { transform } = context.recipe;
  if (transform === undefined || columnsIn === 'other' || read === 'rows' || !isCast(operands, role)) return undefined;
  const drawn = drawnTransform(context, place, transform.wgrad, input.shape[0] as number);
  return hadamard(context, place, `${name}.hadamard`, input, drawn);
}

/** One tensor whichever way it is read. */
export function bothWays(tensor: Tensor): Directed {
  return { rows: tensor, columns: tensor };
}
