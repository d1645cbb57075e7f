/** Sound files that people write, for the fuzzer to start from. */
import type { NetworkGraph } from '../../models/networks/graph.js';
import type { Json } from '../../records/json.js';

/** Nodes of images and of tokens, each with its fields. */
export const TOKENS: NetworkGraph = {
  ...{ name: 'tokens', summary: '', loss: 'softmax-cross-entropy', sequence: 4 },
  inputs: [
    { id: 'words', shape: ['batch', 'sequence'] },
    { id: 'image', shape: ['batch', 8, 8, 2] },
  ],
  nodes: [
    { id: 'stem', kind: 'convolution', channels: 4, kernel: 3, stride: 2, padding: 1, groups: 2, inputs: ['image'] },
    { id: 'norm', kind: 'batch-norm' },
    { id: 'pool', kind: 'max-pool', kernel: 3, stride: 2, padding: 1 },
    { id: 'patches', kind: 'reshape', shape: [4, 4] },
    { id: 'class', kind: 'token', width: 4 },
    { id: 'all', kind: 'concat', axis: 'tokens', inputs: ['class', 'patches'] },
    { id: 'table', kind: 'embedding', entries: 9, width: 4, inputs: ['words'] },
    { id: 'places', kind: 'positions', entries: 6 },
    { id: 'cross', kind: 'attention', heads: 2, inputs: ['places', 'all', 'all'] },
    { id: 'scaled', kind: 'rms-norm' },
    { id: 'qkv', kind: 'linear', outputs: 12, axes: 'last', bias: false },
    { id: 'self', kind: 'attention', heads: 1, mask: 'causal', positions: 'rotary' },
    { id: 'first', kind: 'slice', axis: 'tokens', length: 1 },
    { id: 'head', kind: 'linear', outputs: 9, axes: 'last', weights: 'table' },
  ],
};

export const CASES = {
  cases: [
    { name: 'copy', level: 'kernel', measuredCycles: 320, program: { kernel: 'copy', bytes: 100 } },
    { name: 'product', level: 'device-gemm', measuredCycles: 9000, program: { gemm: 'fp8', m: 64, n: 64, k: 64 } },
    { name: 'phase', level: 'exchange', measuredCycles: 1254, program: { exchange: 'phase', scheduledCycles: 1000 } },
  ],
};

export const TECHNOLOGY = {
  ...{ schema: 'octile.technology/1.0', name: 'mine', base: 'published-7nm', supplyV: 0.8 },
  figures: {
    tiles: {
      sync: { low: 1, value: 2, high: 3, basis: 'measured', source: 'a meter' },
      clock: { value: 14.5 },
    },
  },
};

/** A plan of two blocks with both kinds of axes. */
export const SWEEP = {
  schema: 'octile.sweep/1.0',
  name: 'two blocks',
  base: { network: 'mlp', recipe: { name: 'own', roles: { dx: { format: 'f152' } } } },
  axes: [{ field: 'recipe.roles.dx.format', name: 'dx', values: ['f143', 'f152'] }],
  seeds: [1, 2],
  parts: [
    { name: 'one', base: { batch: 16 } },
    { name: 'other', seeds: 3, axes: [{ name: 'size', points: [{ label: 'small', set: { batch: 8, epochs: 1 } }] }] },
  ],
};

/** How a small network is trained: every field. */
export const SETTINGS: Json = {
  schema: 'octile.training-settings/1.0',
  ...{ network: 'mlp', data: 'strokes', trainExamples: 64, testExamples: 20, recipe: 'fp8', unit: 'ipu21-amp' },
  optimiser: { kind: 'adamw', learningRate: 0.002, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.01 },
  schedule: { kind: 'steps', milestones: [0.5, 0.75], divideBy: 10, warmupSteps: 2 },
  ...{ clipNorm: 1, batch: 16, microBatches: 2, steps: 8, evaluateEvery: 4, whenDiverged: 'stop', seed: 1 },
  capture: { steps: 2, limitBytes: 1_000_000 },
};
