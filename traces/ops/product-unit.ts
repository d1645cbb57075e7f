/** The unit of a product: that of its operands' formats, where it has the sum of their scales. */
import { InputError } from '../../models/input-error.js';
import type { BlockScale, DotProductUnit } from '../../models/units/unit.js';
import type { Place, StepContext } from './emit.js';
import type { Tensor } from './tensor.js';

/** @throws InputError naming the recipe, for a pair or a sum of scales that the unit does not have */
export function unitOfProduct(
  { recipe, unitFor }: StepContext,
  { layer }: Place,
  [a, b]: readonly [Tensor, Tensor],
  blocks?: BlockScale,
): DotProductUnit {
  const unit = unitFor(a.format, b.format, blocks);
  const sum = a.scaleExponent + b.scaleExponent;
  const [least, most] = unit.scaleRange;
  if (sum >= least && sum <= most) return unit;
  const expected = `scales of a product’s operands that add up to ${least}…${most}, as ${unit.family} has them`;
  const got = `2^${a.scaleExponent} (${a.role}) and 2^${b.scaleExponent} (${b.role}) in layer ${layer}`;
  throw new InputError(`recipe ${recipe.name}`, expected, got, 'choose biases nearer to the formats’ own');
}
