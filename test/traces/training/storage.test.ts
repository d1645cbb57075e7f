/** The storage format comes from the recipe: tensors between products have it, and nothing passes through another. */
import { describe, expect, it } from 'vitest';
import { unitFamily } from '../../../models/units/families.js';
import { recipe } from '../../../traces/training/recipes.js';
import { SMALL_CNN, trainSmall } from '../small-training.js';

const hopper = (a: string, b: string) => unitFamily('hopper', 'test').resolve(a, b, {}, 'test');

describe.each(['bfloat16', 'float32'] as const)('storage %s', (storage) => {
  const given = {
    storage,
    activationFormat: 'e4m3',
    weightFormat: 'e4m3',
    gradientFormat: 'e5m2',
    activationBias: 10,
  } as const;
  const chosen = { ...recipe('fp8', given, 'test'), firstLayer: 'cast' as const };
  const run = trainSmall({ recipe: chosen, unitFor: hopper, images: 1500, epochs: 3, batch: 50 });

  const images = trainSmall({ network: SMALL_CNN, recipe: chosen, unitFor: hopper, images: 20, batch: 20 });

  it('has that format in every tensor but operands, states and sums', () => {
    const formats = new Set(images.capture.tensors.map(({ format }) => format));
    const allowed = ['float32', 'float8_e4m3fn', 'float8_e5m2', storage];
    expect([...formats].filter((format) => !allowed.includes(format))).toEqual([]);
    const between = images.capture.tensors.filter(({ id }) => /\/(y|dx\.image|dlogits|x)$/.test(id));
    expect(new Set(between.map(({ format }) => format))).toEqual(new Set([storage]));
  });

  it('learns', () => {
    expect(run.record.evaluation.correct / run.record.evaluation.total).toBeGreaterThan(0.8);
  });
});
