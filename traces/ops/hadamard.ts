/**
 * Random Hadamard transforms of both operands of a weight gradient, along what it sums over: it cancels in the product,
 * and an outlier is spread over a run before the cast. Of images k runs over images and places: there runs are of images,
 * one place at a time, which any windows leave as they are (and zeros beyond an edge too).
 * Source: NVIDIA, "Pretraining Large Language Models with NVFP4" (arXiv:2509.25149), 4.4.
 */
import { InputError } from '../../models/input-error.js';
import { elementsOf } from '../../models/shape.js';
import type { OpOf } from '../../records/trace/op.js';
import type { WgradTransform } from '../../records/trace/recipe.js';
import { randomWord, streamOf } from '../../runtime/random.js';
import { emit, type Place, type StepContext } from './emit.js';
import { storedElements } from './stored.js';
import type { Tensor } from './tensor.js';

type Transform = OpOf<'hadamard'>['attributes'];

/**
 * The transform of a recipe, its signs drawn.
 * @param rows of k that layers have @throws InputError where they are no whole runs
 */
export function drawnTransform(
  { recipe, seed, step }: StepContext,
  { layer }: Place,
  { size, signs }: WgradTransform,
  rows: number,
): Transform {
  if (rows % size !== 0) {
    const expected = `a divisor of the ${rows} rows (of a convolution, images) that dw of layer ${layer} sums over`;
    throw new InputError(`recipe ${recipe.name} transform.wgrad.size`, expected, String(size));
  }
  const stream = streamOf(signs === 'run' ? 'hadamard' : `step ${step} hadamard`);
  const drawn = Array.from({ length: size }, (_, i) => (randomWord(seed, stream, i) % 2 === 0 ? '+' : '-'));
  return { size, signs: drawn.join('') };
}

/** Output of the input's shape, in the storage format; rows are its first axis. */
export function hadamard(context: StepContext, place: Place, name: string, x: Tensor, transform: Transform): Tensor {
  const { storage } = context.recipe;
  const [rows] = x.shape as [number];
  const columns = elementsOf(x.shape) / rows;
  return emit(context, place, {
    kind: 'hadamard',
    inputs: [x],
    output: { name, role: x.role, shape: x.shape, format: storage },
    dims: { rows, columns },
    attributes: transform,
    compute: ({ elements }) => {
      const { signs } = transform;
      return { codes: elements.hadamard({ input: storedElements(x), columns, signs, into: storage }) };
    },
  });
}
