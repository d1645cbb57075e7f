/**
 * Pooling over windows of images [batch, height, width, channels], and its gradients. Of the largest NaN wins its window,
 * and the first of equals; places beyond the edge never win. Means count them as zeros.
 */
import type { OpOf, PoolFunction } from '../../records/trace/op.js';
import { sidesOf } from '../../sim/arithmetic/elements.js';
import { emit, type Place, type StepContext } from './emit.js';
import { storedElements } from './stored.js';
import type { Tensor } from './tensor.js';

export type PoolDims = OpOf<'pool'>['dims'];

/** Output in the storage format: an image of windows, or of the input's size where it is a gradient. */
export function pool(
  context: StepContext,
  place: Place,
  {
    name,
    function: applied,
    dims,
  }: { readonly name: string; readonly function: PoolFunction; readonly dims: PoolDims },
  inputs: readonly [Tensor, ...Tensor[]],
): Tensor {
  const { storage } = context.recipe;
  const { images, height, width, channels } = dims;
  const isGradient = applied === 'max-backward' || applied === 'average-backward';
  const [role, sides] = isGradient ? (['dx', [height, width]] as const) : (['activation', sidesOf(dims)] as const);
  return emit(context, place, {
    kind: 'pool',
    inputs,
    output: { name, role, shape: [images, ...sides, channels], format: storage },
    dims,
    attributes: { function: applied },
    compute: ({ elements }) => ({
      codes: elements.pool({ function: applied, inputs: inputs.map(storedElements), dims, into: storage }),
    }),
  });
}
