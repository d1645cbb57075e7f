/** A training between whose products nothing runs in kernels, and nothing is lent, comes to the same bytes. */
import { expect, it } from 'vitest';
import { plainElements } from '../../sim/arithmetic/reference/elements/plain.js';
import { imageDataset } from '../../traces/data/images.js';
import { strokesDataset } from '../../traces/data/strokes.js';
import { engineArithmetic } from '../../traces/ops/engine-arithmetic.js';
import { recipe } from '../../traces/training/recipes.js';
import { SMALL_CNN, SMALL_DECODER, SMALL_IMAGES, SMALL_TEXT, SMALL_TOKENS, trainSmall } from './small-training.js';

const digits = imageDataset(strokesDataset(16, 8, 3));

const plainBetween: typeof engineArithmetic = (engine) => ({
  ...engineArithmetic(engine),
  elements: plainElements(),
  lent: (use) => use(),
});

it.each([
  ['convolutions', 'fp8', SMALL_CNN, digits],
  ['images', 'fp8', SMALL_IMAGES, digits],
  ['tokens', 'fp16', SMALL_TOKENS, digits],
  ['a decoder', 'fp8', SMALL_DECODER, SMALL_TEXT],
] as const)('%s in %s', (_, name, network, dataset) => {
  const run = { network, dataset, recipe: recipe(name, {}, 'test'), batch: 8, steps: 3 };
  const fast = trainSmall(run);
  const plain = trainSmall({ ...run, arithmeticOf: plainBetween });
  expect(plain.record).toEqual(fast.record);
  const parameters = ({ network: { layers } }: typeof fast) => layers.flatMap((layer) => layer.parameters);
  expect(parameters(plain)).toEqual(parameters(fast));
});
