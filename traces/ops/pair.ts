/**
 * Operands of one product as its unit takes them. Where the recipe casts one and leaves the other in the storage format,
 * and the unit multiplies no such pair, the cast one goes back into storage: it has lost what its format loses, and the
 * product is one of two operands of one width. Exact where the storage format holds the cast values.
 */
import { InputError } from '../../models/input-error.js';
import { castToStorage } from './cast.js';
import type { Place, StepContext } from './emit.js';
import type { Tensor } from './tensor.js';

/** @param name of the product: what goes back into storage is named after it */
export function pairOf(
  context: StepContext,
  place: Place,
  name: string,
  [a, b]: readonly [Tensor, Tensor],
): readonly [Tensor, Tensor] {
  const { storage } = context.recipe;
  const isMixed = (a.format === storage) !== (b.format === storage);
  if (!isMixed || takes(context, a.format, b.format)) return [a, b];
  return [castToStorage(context, place, `${name}.a`, a), castToStorage(context, place, `${name}.b`, b)];
}

function takes({ unitFor }: StepContext, a: string, b: string): boolean {
  try {
    unitFor(a, b);
    return true;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}
