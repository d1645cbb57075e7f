/** Every option of a recipe that a user can give changes the recipe, or is refused. */
import { expect, it } from 'vitest';
import { type RecipeOptions, recipe } from '../../../traces/training/recipes.js';

/** Values beside the usual ones: f143, f143, f152, biases of the paper, fixed, float16. */
const OTHERS: { readonly [option in keyof Required<RecipeOptions>]: RecipeOptions[option] } = {
  activationFormat: 'e4m3',
  activationBias: 9,
  weightFormat: 'e4m3',
  weightBias: 13,
  gradientFormat: 'f143',
  gradientBias: 20,
  dxFormat: 'f143',
  dxBias: 20,
  dwFormat: 'f143',
  dwBias: 20,
  lossScaling: { kind: 'none' },
  master: { format: 'float16', rounding: 'stochastic', randomBits: 8 },
  firstLayer: 'paper',
  highLayers: ['head'],
  storage: 'float32',
};

const text = (options: RecipeOptions) => JSON.stringify(recipe('fp8', options, 'test'));

it.each(Object.entries(OTHERS))('%s', (option, value) => {
  expect(text({ [option]: value })).not.toBe(text({}));
});
