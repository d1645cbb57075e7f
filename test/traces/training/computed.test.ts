/** What a recipe may say and no step computes is refused before training or lowering begins. */
import { describe, expect, it } from 'vitest';
import type { Recipe } from '../../../records/trace/recipe.js';
import { checkComputed } from '../../../traces/training/computed.js';
import { recipe } from '../../../traces/training/recipes.js';
import { trainSmall } from '../small-training.js';

const FP8 = recipe('fp8', {}, 'test');
const scaled = (scaling: Recipe['roles']['dx']['scaling']): Recipe => ({
  ...FP8,
  roles: { ...FP8.roles, dx: { ...FP8.roles.dx, scaling } },
});

describe('refused with a sentence', () => {
  it.each<[Recipe, string]>([
    [
      { ...FP8, roles: { ...FP8.roles, dw: { ...FP8.roles.dw, scaling: { kind: 'float32', group: 'channel' } } } },
      'roles.dw.scaling.kind: expected fixed, automatic, delayed: no product reads dw along k, got float32',
    ],
    [scaled({ kind: 'mx', rule: 'up' }), 'expected mx for activation, weight and dx, whose products one unit computes'],
    [scaled({ kind: 'nvfp4' }), 'got fixed for activation'],
  ])('%#', (recipe, sentence) => {
    expect(() => checkComputed(recipe)).toThrow(sentence);
    expect(() => checkComputed(recipe)).toThrow('recipe fp8 ');
    expect(() => trainSmall({ recipe })).toThrow(sentence);
  });
});

it('scales of operands whose sum the unit does not have are refused by layer and role', () => {
  const recipe = scaled({ kind: 'fixed', exponent: -40 });
  const sentence = 'add up to -32…31, as ipu21-amp has them, got 2^-2 (activation) and 2^-40 (dx) in layer 5-linear';
  expect(() => trainSmall({ recipe })).toThrow(sentence);
});
