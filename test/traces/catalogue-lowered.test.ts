/** Every network of the catalogue as ops: in order, on tensors of their dims, in phases and formats that records hold. */
import { describe, expect, it } from 'vitest';
import { type BlockRule, forwardMacs, layoutOf, lengthsOf } from '../../models/networks/layout.js';
import { NETWORKS, network } from '../../models/networks/networks.js';
import { checkOps } from '../../records/trace/check-ops.js';
import { checkTensor } from '../../records/trace/check-tensor.js';
import { checkTrace } from '../../records/trace/check-trace.js';
import { type OpRecord, opSchema } from '../../records/trace/op.js';
import { tensorSchema } from '../../records/trace/tensor.js';
import { loweredTrace, lowerStep } from '../../traces/lowering/lower.js';
import { PASSES, type Pass } from '../../traces/ops/emit.js';
import { recipe } from '../../traces/training/recipes.js';
import { ampFor } from './small-training.js';

const BATCH = 4;

function traceOf(name: string, pass: Pass, recipeName = 'fp8') {
  const options = { network: network(name, 'test'), recipe: recipe(recipeName, {}, 'test'), unit: 'ipu21-amp', pass };
  return loweredTrace({ ...options, optimiser: { kind: 'adamw' }, batch: BATCH, toolVersion: '0' }, 'test');
}

function lowered(name: string, pass: Pass, blocks: BlockRule): readonly OpRecord[] {
  return lowerStep({
    ...{ network: network(name, 'test'), pass, recipe: recipe('fp8', {}, 'test'), unitFor: ampFor, batch: BATCH },
    optimiser: { kind: 'adamw', learningRate: 0, beta1: 0, beta2: 0, epsilon: 1, weightDecay: 0 },
    ...{ blocks, seed: 1, step: 0 },
  }).ops;
}

/** What ops are, without their place, with how often each stands there. */
function tally(ops: readonly OpRecord[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { kind, phase, dims, attributes, repeat } of ops) {
    const key = JSON.stringify({ kind, phase, dims, attributes });
    counts.set(key, (counts.get(key) ?? 0) + repeat);
  }
  return counts;
}

function macsOf(op: OpRecord): number {
  if (op.kind === 'gemm') return op.repeat * op.dims.batch * op.dims.m * op.dims.n * op.dims.k;
  if (op.kind !== 'convolution') return 0;
  const { images, height, width, kernel, stride, padding, dilation, inputChannels, outputChannels, groups } = op.dims;
  const side = (length: number) => Math.floor((length + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1;
  const features = (kernel ** 2 * inputChannels) / groups;
  return op.repeat * images * side(height) * side(width) * outputChannels * features;
}

describe.each(NETWORKS.map(({ name }) => name))('%s', (name) => {
  it.each(PASSES)('%s: a whole trace', (pass) => {
    const { record, ops, tensors } = traceOf(name, pass);
    checkTrace(record, 'trace.json');
    for (const op of ops) opSchema.parse(op);
    for (const tensor of tensors.values()) checkTensor(tensorSchema.parse(tensor), tensor.id);
    checkOps(
      ops.map((op) => [op.id, op] as const),
      tensors,
      record,
      'ops.jsonl',
    );
  });

  it.each(PASSES)('%s: folded stands for the same ops as unrolled', (pass) => {
    const [folded, unrolled] = (['folded', 'unrolled'] as const).map((blocks) => tally(lowered(name, pass, blocks)));
    expect([...(folded as Map<string, number>)].sort()).toEqual([...(unrolled as Map<string, number>)].sort());
  });

  it('multiplies as often as its graph says, and three times as often in training', () => {
    const graph = network(name, 'test');
    const expected = forwardMacs(layoutOf(graph, 'once'), lengthsOf(graph, BATCH));
    const total = (pass: Pass, phase?: string) =>
      traceOf(name, pass).ops.reduce(
        (sum, op) => sum + (phase === undefined || op.phase === phase ? macsOf(op) : 0),
        0,
      );
    expect(total('inference')).toBe(expected);
    expect(total('training', 'forward')).toBe(expected);
    // Two products back for each one there, but for the gradient of images.
    const stem = forwardMacs(layoutOf(graph, 'once').slice(0, 1), lengthsOf(graph, BATCH));
    expect(total('training')).toBe(3 * expected - stem);
  });
});

it('both recipes have the same ops but for casts', () => {
  const kinds = (recipeName: string) =>
    traceOf('bert-large', 'training', recipeName)
      .ops.filter(({ kind }) => kind !== 'cast')
      .map(({ id }) => id);
  expect(kinds('fp16')).toEqual(kinds('fp8'));
});

it('every parameter is updated once', () => {
  const updated = traceOf('gpt2', 'training').ops.filter(({ kind }) => kind === 'update');
  // Two tables; of each block four layers of weights and biases, and two norms; a norm.
  expect(updated.reduce((sum, { repeat }) => sum + repeat, 0)).toBe(2 + 12 * (4 * 2 + 2) + 1);
});
