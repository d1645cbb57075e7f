/**
 * Every field of a node changes the ops or the parameters of a network, or is refused. Left out: `from` of a slice, which
 * changes values alone (test/traces/gradients.test.ts has it).
 */
import { describe, expect, it } from 'vitest';
import type { NetworkGraph, NodeRecord, Shape } from '../../../models/networks/graph.js';
import { layoutOf } from '../../../models/networks/layout.js';
import { networkSchema } from '../../../records/network.js';
import { lowerStep } from '../../../traces/lowering/lower.js';
import { recipe } from '../../../traces/training/recipes.js';
import { ampFor } from '../../traces/small-training.js';

const IMAGE: Shape = ['batch', 8, 8, 4];
const TOKENS: Shape = ['batch', 5, 6];
const NUMBERS: Shape = ['batch', 'sequence'];

/** A node as it may stand, what it reads, and other values of its fields. */
const CASES: readonly [NodeRecord, Shape, Readonly<Record<string, unknown>>][] = [
  [{ id: 'a', kind: 'linear', outputs: 3 }, TOKENS, { outputs: 4, axes: 'last', bias: false }],
  [
    { id: 'a', kind: 'convolution', channels: 4, kernel: 3 },
    IMAGE,
    { channels: 8, kernel: 5, stride: 2, padding: 0, dilation: 2, groups: 2, bias: false },
  ],
  [{ id: 'a', kind: 'max-pool', kernel: 2, stride: 2 }, IMAGE, { kernel: 3, stride: 1, padding: 1 }],
  [{ id: 'a', kind: 'max-pool', size: 2 }, IMAGE, { size: 4 }],
  [{ id: 'a', kind: 'average-pool', kernel: 2, stride: 2 }, IMAGE, { kernel: 3, stride: 1, padding: 1 }],
  [{ id: 'a', kind: 'dropout', rate: 0.1 }, TOKENS, { rate: 0.2 }],
  [{ id: 'a', kind: 'embedding', entries: 9, width: 6 }, NUMBERS, { entries: 8, width: 4 }],
  [{ id: 'a', kind: 'positions' }, TOKENS, { values: 'sinusoidal', entries: 7 }],
  [{ id: 'a', kind: 'attention', heads: 1 }, TOKENS, { heads: 2, mask: 'causal', positions: 'rotary' }],
  [{ id: 'a', kind: 'concat', axis: 'tokens', inputs: ['x', 'x'] }, TOKENS, { axis: 'channels' }],
  [{ id: 'a', kind: 'slice', axis: 'channels', length: 2 }, TOKENS, { axis: 'tokens', length: 3 }],
  [{ id: 'a', kind: 'subsample', stride: 2 }, IMAGE, { stride: 4 }],
  [{ id: 'a', kind: 'pad', before: 1, after: 1 }, IMAGE, { before: 2, after: 0 }],
  [{ id: 'a', kind: 'reshape', shape: [64, 4] }, IMAGE, { shape: [4, 64] }],
];

/** What a network does, field by field: ops, values, parameters. */
function workOf(node: NodeRecord, shape: Shape): string {
  const graph: NetworkGraph = {
    ...{ name: 'test', summary: '', inputs: [{ id: 'x', shape }], nodes: [node], loss: 'softmax-cross-entropy' },
    ...(shape.includes('sequence') ? { sequence: 3 } : {}),
  };
  networkSchema.parse({ schema: 'octile.network/1.0', ...graph });
  const rule = { kind: 'sgd-momentum', learningRate: 0, momentum: 0, weightDecay: 0 } as const;
  const { ops } = lowerStep({
    ...{ network: graph, pass: 'training', recipe: recipe('fp8', {}, 'test'), unitFor: ampFor, batch: 2 },
    ...{ optimiser: rule, blocks: 'unrolled', seed: 1, step: 0 },
  });
  return JSON.stringify([ops, layoutOf(graph, 'once').map(({ output, parameters }) => [output, parameters])]);
}

describe.each(CASES)('%j on %j', (node, shape, fields) => {
  it.each(Object.entries(fields))('%s: %j counts', (field, value) => {
    expect(workOf({ ...node, [field]: value } as NodeRecord, shape)).not.toBe(workOf(node, shape));
  });
});

it('gaps of a kernel of one are refused', () => {
  expect(() => workOf({ id: 'a', kind: 'convolution', channels: 2, kernel: 1, dilation: 2 }, IMAGE)).toThrow(
    'node "a" dilation: expected 1 of a kernel of 1, got 2',
  );
});
