/** Running statistics of batch-norm against PyTorch's rule, written out here; evaluation uses them. */
import { expect, it } from 'vitest';
import { createEngine } from '../../../sim/arithmetic/kernels/engine.js';
import { imageDataset } from '../../../traces/data/images.js';
import { strokesDataset } from '../../../traces/data/strokes.js';
import type { StepContext } from '../../../traces/ops/emit.js';
import { engineArithmetic } from '../../../traces/ops/engine-arithmetic.js';
import type { Tensor } from '../../../traces/ops/tensor.js';
import { asStatistics, follow, newRunningStatistics } from '../../../traces/training/layers/running-statistics.js';
import { recipe } from '../../../traces/training/recipes.js';
import { forward } from '../../../traces/training/step.js';
import { ampFor, SMALL_IMAGES, trainSmall } from '../small-training.js';

const EPSILON = 1e-5;

/** Mean and deviation of one channel, as the op gives them. */
const statistics = (mean: number, variance: number) =>
  ({ format: 'float32', codes: Float32Array.of(mean, Math.sqrt(variance + EPSILON)) }) as unknown as Tensor;

it('move by a tenth of the way, the variance unbiased', () => {
  const running = newRunningStatistics(1);
  // Of four values 1, 3, 5, 7: mean 4, variance 5, unbiased 20/3.
  follow(running, statistics(4, 5), 4);
  expect(running.means[0]).toBeCloseTo(0.4, 6);
  expect(running.variances[0]).toBeCloseTo(0.9 + 0.1 * (20 / 3), 5);
  follow(running, statistics(-6, 2), 2);
  expect(running.means[0]).toBeCloseTo(0.9 * 0.4 - 0.6, 6);
  expect(running.variances[0]).toBeCloseTo(0.9 * (0.9 + 2 / 3) + 0.1 * 4, 5);
});

it('stand for the batch’s as means and deviations', () => {
  const context = { step: 0, repeat: 1 } as StepContext;
  const { codes } = asStatistics(
    context,
    { layer: 'norm', phase: 'forward' },
    { means: Float32Array.of(2, -1), variances: Float32Array.of(4, 0.25) },
  );
  expect([...(codes ?? [])].map((value) => value.toFixed(4))).toEqual(['2.0000', '-1.0000', '2.0000', '0.5000']);
});

it('follow training, and make an answer independent of the examples beside it', () => {
  const small = { network: SMALL_IMAGES, recipe: recipe('fp16', {}, 'test'), images: 64 };
  const { network } = trainSmall(small);
  for (const { running } of network.layers.filter(({ node }) => node.kind === 'batch-norm')) {
    expect(running?.means.some((mean) => mean !== 0)).toBe(true);
    expect(running?.variances.every((variance) => variance > 0 && variance !== 1)).toBe(true);
  }
  const engine = createEngine({ threads: 1 });
  const context = {
    pass: 'evaluation',
    ...{ step: 0, seed: 5, recipe: small.recipe, lossScaleExponent: 0, updates: 0 },
    ...{ unitFor: ampFor, arithmetic: engineArithmetic(engine) },
  } as const;
  const dataset = imageDataset(strokesDataset(8, 3, 3));
  const answer = (...examples: number[]) => {
    const outputs = forward(context, network, dataset.batch('test', examples, { storage: 'float16', epoch: 0 }));
    return [...(outputs.at(-1)?.output.codes ?? [])];
  };
  expect(answer(0, 1, 2)).toEqual([...answer(0), ...answer(1), ...answer(2)]);
  engine.close();
});
