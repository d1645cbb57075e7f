/** A training run small enough for tests: a tiny network on a few stroke digits. */

import type { NetworkGraph } from '../../models/networks/graph.js';
import type { OptimiserRule } from '../../models/optimisers/optimiser.js';
import { unitFamily } from '../../models/units/families.js';
import type { Recipe } from '../../records/trace/recipe.js';
import { createEngine } from '../../sim/arithmetic/kernels/engine.js';
import { createCapture } from '../../traces/capture/capture.js';
import { imageDataset } from '../../traces/data/images.js';
import { strokesDataset } from '../../traces/data/strokes.js';
import { engineArithmetic } from '../../traces/ops/engine-arithmetic.js';
import { train } from '../../traces/training/train.js';

export const SMALL_MLP: NetworkGraph = {
  name: 'small-mlp',
  summary: '',
  inputs: [{ id: 'x', shape: ['batch', 28, 28, 1] }],
  nodes: [
    { id: '1-linear', kind: 'linear', outputs: 48 },
    { id: '2-relu', kind: 'relu' },
    { id: '3-linear', kind: 'linear', outputs: 40 },
    { id: '4-relu', kind: 'relu' },
    { id: '5-linear', kind: 'linear', outputs: 10 },
  ],
  loss: 'softmax-cross-entropy',
};

export const SMALL_CNN: NetworkGraph = {
  name: 'small-cnn',
  summary: '',
  inputs: [{ id: 'x', shape: ['batch', 28, 28, 1] }],
  nodes: [
    { id: '1-conv', kind: 'convolution', channels: 4, kernel: 3 },
    { id: '2-relu', kind: 'relu' },
    { id: '3-max-pool', kind: 'max-pool', size: 2 },
    { id: '4-conv', kind: 'convolution', channels: 6, kernel: 3 },
    { id: '5-relu', kind: 'relu' },
    { id: '6-max-pool', kind: 'max-pool', size: 2 },
    { id: '7-linear', kind: 'linear', outputs: 10 },
  ],
  loss: 'softmax-cross-entropy',
};

/** Residual blocks that repeat, with GELU. */
export const SMALL_RESIDUAL: NetworkGraph = {
  name: 'small-residual',
  summary: '',
  inputs: [{ id: 'x', shape: ['batch', 28, 28, 1] }],
  nodes: [
    { id: 'stem', kind: 'linear', outputs: 24 },
    {
      id: 'blocks',
      kind: 'block',
      repeat: 2,
      nodes: [
        { id: 'wide', kind: 'linear', outputs: 40 },
        { id: 'gelu', kind: 'gelu' },
        { id: 'narrow', kind: 'linear', outputs: 24 },
        { id: 'sum', kind: 'add', inputs: ['narrow', 'input'] },
      ],
    },
    { id: 'head', kind: 'linear', outputs: 10 },
  ],
  loss: 'softmax-cross-entropy',
};

export const ampFor = (a: string, b: string) => unitFamily('ipu21-amp', 'test').resolve(a, b, {}, 'test');

export interface SmallRun {
  readonly network?: NetworkGraph;
  readonly recipe: Recipe;
  readonly threads?: number;
  readonly images?: number;
  readonly epochs?: number;
  readonly batch?: number;
  readonly learningRate?: number;
  readonly optimiser?: OptimiserRule;
  readonly unitFor?: typeof ampFor;
}

export function trainSmall(options: SmallRun) {
  const engine = createEngine({ threads: options.threads ?? 1 });
  const capture = createCapture();
  try {
    const result = train({
      network: options.network ?? SMALL_MLP,
      dataset: imageDataset(strokesDataset(options.images ?? 128, 500, 3)),
      recipe: options.recipe,
      unitFor: options.unitFor ?? ampFor,
      arithmetic: engineArithmetic(engine),
      seed: 5,
      epochs: options.epochs ?? 1,
      batch: options.batch ?? 32,
      optimiser: options.optimiser ?? {
        kind: 'sgd-momentum',
        learningRate: options.learningRate ?? 0.05,
        momentum: 0.9,
        weightDecay: 0,
      },
      capturedSteps: 1,
      recorder: capture,
    });
    return { ...result, capture };
  } finally {
    engine.close();
  }
}
