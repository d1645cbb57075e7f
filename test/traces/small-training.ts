/** A training run small enough for tests: a tiny network on a few stroke digits. */

import type { NetworkGraph } from '../../models/networks/graph.js';
import type { OptimiserRule } from '../../models/optimisers/optimiser.js';
import { type Schedule, USUAL_SCHEDULE } from '../../models/optimisers/schedule.js';
import { unitFamily } from '../../models/units/families.js';
import type { Recipe } from '../../records/trace/recipe.js';
import type { DivergenceRule } from '../../records/trace/training.js';
import { createEngine } from '../../sim/arithmetic/kernels/engine.js';
import { bothRecorders } from '../../traces/capture/both-recorders.js';
import { createCapture } from '../../traces/capture/capture.js';
import { chosenSteps } from '../../traces/capture/chosen-steps.js';
import type { Dataset } from '../../traces/data/dataset.js';
import { imageDataset } from '../../traces/data/images.js';
import { strokesDataset } from '../../traces/data/strokes.js';
import { textDataset } from '../../traces/data/text.js';
import type { OpRecorder } from '../../traces/ops/emit.js';
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

/** Strides, groups, gaps, batch-norm, a shortcut without weights, squeeze-and-excite, every kind of pooling. */
export const SMALL_IMAGES: NetworkGraph = {
  name: 'small-images',
  summary: '',
  inputs: [{ id: 'x', shape: ['batch', 28, 28, 1] }],
  nodes: [
    { id: 'stem', kind: 'convolution', channels: 4, kernel: 5, stride: 2, padding: 1, bias: false },
    { id: 'stem-norm', kind: 'batch-norm' },
    { id: 'stem-silu', kind: 'silu' },
    { id: 'stem-pool', kind: 'max-pool', kernel: 3, stride: 2, padding: 1 },
    { id: 'grouped', kind: 'convolution', channels: 6, kernel: 3, groups: 2, dilation: 2 },
    { id: 'depthwise', kind: 'convolution', channels: 6, kernel: 3, stride: 2, groups: 6, bias: false },
    { id: 'norm', kind: 'batch-norm' },
    { id: 'thin', kind: 'subsample', stride: 2, inputs: ['stem-pool'] },
    { id: 'shortcut', kind: 'pad', before: 1, after: 1 },
    { id: 'sum', kind: 'add', inputs: ['norm', 'shortcut'] },
    { id: 'means', kind: 'global-average-pool' },
    { id: 'squeeze', kind: 'linear', outputs: 3 },
    { id: 'squeeze-tanh', kind: 'tanh' },
    { id: 'excite', kind: 'linear', outputs: 6 },
    { id: 'factors', kind: 'sigmoid' },
    { id: 'weighed', kind: 'multiply', inputs: ['sum', 'factors'] },
    { id: 'blur', kind: 'average-pool', kernel: 3, stride: 1, padding: 1 },
    { id: 'head', kind: 'linear', outputs: 10 },
  ],
  loss: 'softmax-cross-entropy',
};

/** Patches as tokens, a class token, places, both kinds of attention, norms of tokens, a gate. */
export const SMALL_TOKENS: NetworkGraph = {
  name: 'small-tokens',
  summary: '',
  inputs: [{ id: 'x', shape: ['batch', 28, 28, 1] }],
  nodes: [
    { id: 'stem', kind: 'convolution', channels: 8, kernel: 14, stride: 14, padding: 0 },
    { id: 'patches', kind: 'reshape', shape: [4, 8] },
    { id: 'class', kind: 'token', width: 8 },
    { id: 'tokens', kind: 'concat', axis: 'tokens', inputs: ['class', 'patches'] },
    { id: 'places', kind: 'positions', entries: 7 },
    {
      id: 'blocks',
      kind: 'block',
      repeat: 2,
      nodes: [
        { id: 'norm', kind: 'layer-norm' },
        { id: 'qkv', kind: 'linear', outputs: 24, axes: 'last' },
        { id: 'attention', kind: 'attention', heads: 2, mask: 'causal' },
        { id: 'sum', kind: 'add', inputs: ['attention', 'input'] },
        { id: 'wide', kind: 'linear', outputs: 12, axes: 'last' },
        { id: 'gelu', kind: 'gelu' },
        { id: 'narrow', kind: 'linear', outputs: 8, axes: 'last', bias: false },
        { id: 'out', kind: 'add', inputs: ['narrow', 'sum'] },
      ],
    },
    { id: 'scaled', kind: 'rms-norm' },
    { id: 'first', kind: 'slice', axis: 'tokens', from: 4, length: 1 },
    { id: 'q', kind: 'linear', outputs: 8, axes: 'last', inputs: ['first'] },
    // Without a bias: a softmax does not see what all keys share, and its gradient would be nothing but rounding.
    { id: 'k', kind: 'linear', outputs: 8, axes: 'last', inputs: ['scaled'], bias: false },
    { id: 'v', kind: 'linear', outputs: 8, axes: 'last', inputs: ['scaled'] },
    { id: 'cross', kind: 'attention', heads: 4, inputs: ['q', 'k', 'v'] },
    { id: 'gated', kind: 'multiply', inputs: ['cross', 'q'] },
    { id: 'both', kind: 'concat', axis: 'channels', inputs: ['gated', 'first'] },
    { id: 'part', kind: 'slice', axis: 'channels', from: 2, length: 12 },
    { id: 'head', kind: 'linear', outputs: 10 },
  ],
  loss: 'softmax-cross-entropy',
};

/** Characters, with a table that the head shares, places, dropout on both sides of a causal attention. */
export const SMALL_DECODER: NetworkGraph = {
  name: 'small-decoder',
  summary: '',
  inputs: [{ id: 'tokens', shape: ['batch', 'sequence'] }],
  nodes: [
    { id: 'words', kind: 'embedding', entries: 7, width: 12 },
    { id: 'places', kind: 'positions', entries: 9 },
    { id: 'thinned', kind: 'dropout', rate: 0.25 },
    {
      id: 'blocks',
      kind: 'block',
      repeat: 2,
      nodes: [
        { id: 'norm', kind: 'layer-norm' },
        { id: 'qkv', kind: 'linear', outputs: 36, axes: 'last' },
        { id: 'attention', kind: 'attention', heads: 3, mask: 'causal' },
        { id: 'out', kind: 'linear', outputs: 12, axes: 'last' },
        { id: 'dropped', kind: 'dropout', rate: 0.5 },
        { id: 'sum', kind: 'add', inputs: ['dropped', 'input'] },
      ],
    },
    { id: 'head', kind: 'linear', outputs: 7, axes: 'last', bias: false, weights: 'words' },
  ],
  loss: 'softmax-cross-entropy',
  sequence: 6,
};

/** Seven characters in an order that is no pattern of a few. */
export const SMALL_TEXT = textDataset(
  Array.from({ length: 2000 }, (_, i) => 'abcdefg'[(i * i + 3 * Math.floor(i / 7)) % 7]).join(''),
  { sequence: 6, seed: 1 },
  'test',
);

export const ampFor = (a: string, b: string) => unitFamily('ipu21-amp', 'test').resolve(a, b, {}, 'test');

export interface SmallRun {
  readonly network?: NetworkGraph;
  readonly recipe: Recipe;
  readonly dataset?: Dataset;
  readonly threads?: number;
  /** Of the engine's: the fast twins unless said. */
  readonly arithmeticOf?: typeof engineArithmetic;
  readonly images?: number;
  readonly tests?: number;
  readonly epochs?: number;
  readonly steps?: number;
  readonly microBatches?: number;
  readonly clipNorm?: number;
  readonly evaluateEvery?: number;
  readonly whenDiverged?: DivergenceRule;
  readonly batch?: number;
  readonly learningRate?: number;
  readonly optimiser?: OptimiserRule;
  readonly schedule?: Schedule;
  readonly unitFor?: typeof ampFor;
  /** Whether a tensor's codes are stored: all unless said. */
  readonly stores?: (id: string) => boolean;
  /** Told what the capture is told. */
  readonly beside?: OpRecorder;
}

export function trainSmall(options: SmallRun) {
  const engine = createEngine({ threads: options.threads ?? 1 });
  const capture = createCapture(options.stores);
  try {
    const result = train({
      network: options.network ?? SMALL_MLP,
      dataset: options.dataset ?? imageDataset(strokesDataset(options.images ?? 128, options.tests ?? 500, 3)),
      recipe: options.recipe,
      unitFor: options.unitFor ?? ampFor,
      arithmetic: (options.arithmeticOf ?? engineArithmetic)(engine),
      seed: 5,
      ...(options.steps === undefined ? { epochs: options.epochs ?? 1 } : { steps: options.steps }),
      ...{ evaluateEvery: options.evaluateEvery, microBatches: options.microBatches, clipNorm: options.clipNorm },
      batch: options.batch ?? 32,
      optimiser: options.optimiser ?? {
        kind: 'sgd-momentum',
        learningRate: options.learningRate ?? 0.05,
        momentum: 0.9,
        weightDecay: 0,
      },
      schedule: options.schedule ?? USUAL_SCHEDULE,
      whenDiverged: options.whenDiverged ?? 'go-on',
      capture: (total) => ({
        steps: chosenSteps(1, total, 'test').steps,
        recorder: recording(capture, options.beside),
      }),
    });
    return { ...result, capture };
  } finally {
    engine.close();
  }
}

function recording(capture: OpRecorder, beside?: OpRecorder): OpRecorder {
  return beside === undefined ? capture : bothRecorders(capture, beside);
}
