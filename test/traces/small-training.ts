/** A training run small enough for tests: a tiny network on a few stroke digits. */

import type { NetworkRecord } from '../../models/networks/network.js';
import { unitFamily } from '../../models/units/families.js';
import type { Recipe } from '../../records/trace.js';
import { createEngine } from '../../sim/arithmetic/kernels/engine.js';
import { createCapture } from '../../traces/capture/capture.js';
import { strokesDataset } from '../../traces/data/strokes.js';
import { engineArithmetic } from '../../traces/ops/engine-arithmetic.js';
import { train } from '../../traces/training/train.js';

export const SMALL_MLP: NetworkRecord = {
  name: 'small-mlp',
  summary: '',
  input: { channels: 1, height: 28, width: 28 },
  layers: [
    { kind: 'linear', outputs: 48 },
    { kind: 'relu' },
    { kind: 'linear', outputs: 40 },
    { kind: 'relu' },
    { kind: 'linear', outputs: 10 },
  ],
};

export const SMALL_CNN: NetworkRecord = {
  name: 'small-cnn',
  summary: '',
  input: { channels: 1, height: 28, width: 28 },
  layers: [
    { kind: 'conv', channels: 4, kernel: 3 },
    { kind: 'relu' },
    { kind: 'max-pool', size: 2 },
    { kind: 'conv', channels: 6, kernel: 3 },
    { kind: 'relu' },
    { kind: 'max-pool', size: 2 },
    { kind: 'linear', outputs: 10 },
  ],
};

export const ampFor = (a: string, b: string) => unitFamily('ipu21-amp', 'test').resolve(a, b, {}, 'test');

export interface SmallRun {
  readonly network?: NetworkRecord;
  readonly recipe: Recipe;
  readonly threads?: number;
  readonly images?: number;
  readonly epochs?: number;
  readonly batch?: number;
  readonly learningRate?: number;
}

export function trainSmall(options: SmallRun) {
  const engine = createEngine({ threads: options.threads ?? 1 });
  const capture = createCapture();
  try {
    const result = train({
      network: options.network ?? SMALL_MLP,
      dataset: strokesDataset(options.images ?? 128, 500, 3),
      recipe: options.recipe,
      unitFor: ampFor,
      arithmetic: engineArithmetic(engine),
      seed: 5,
      epochs: options.epochs ?? 1,
      batch: options.batch ?? 32,
      sgd: { learningRate: options.learningRate ?? 0.05, momentum: 0.9, weightDecay: 0 },
      capturedSteps: 1,
      recorder: capture,
    });
    return { ...result, capture };
  } finally {
    engine.close();
  }
}
