/** Dropout of a few thousand ones: how many stay, what they become, and that the same are left out on the way back. */
import { describe, expect, it } from 'vitest';
import { ipu21 } from '../../../models/machines/tiles/ipu21.js';
import type { NetworkGraph } from '../../../models/networks/graph.js';
import { closedForm } from '../../../sim/tile/kernels/closed-forms.js';
import { lowerStep } from '../../../traces/lowering/lower.js';
import { dropout } from '../../../traces/ops/dropout.js';
import type { Tensor } from '../../../traces/ops/tensor.js';
import { dropoutForward } from '../../../traces/training/layers/dropout.js';
import type { Layer } from '../../../traces/training/layers/layer.js';
import { recipe } from '../../../traces/training/recipes.js';
import { ampFor } from '../small-training.js';
import { contextOf, PLACE, tensorOf, valuesIn } from './on-values.js';

const SIZE = 4001;
const context = contextOf('float16');
const ones = tensorOf(context, 'x', [1, SIZE], new Array(SIZE).fill(1));
const dropped = (rate: number, mask = '0/l/y', x = ones) =>
  valuesIn(dropout(context, PLACE, { name: 'y', role: 'activation', rate, mask }, x));

describe('dropout', () => {
  it.each([
    [0.1, 1.111328125],
    [0.25, 1.3330078125],
    [0.5, 2],
    [0.75, 4],
  ])('at a rate of %f leaves out its share and scales the others to %f', (rate, factor) => {
    const values = dropped(rate);
    expect(new Set(values)).toEqual(new Set([0, factor]));
    const left = values.filter((value) => value === 0).length;
    // Five deviations of a count of coins.
    expect(Math.abs(left - rate * SIZE)).toBeLessThan(5 * Math.sqrt(SIZE * rate * (1 - rate)));
  });

  it('draws the same bits for the same mask, others for another', () => {
    const gradient = tensorOf(context, 'dy', [1, SIZE], new Array(SIZE).fill(-3));
    expect(dropped(0.5, '0/l/y', gradient)).toEqual(dropped(0.5).map((value) => (value === 0 ? 0 : -6)));
    expect(dropped(0.5, '0/other/y')).not.toEqual(dropped(0.5));
    const [first, second] = [0, 1].map((step) =>
      valuesIn(
        dropout({ ...context, step }, PLACE, { name: 'y', role: 'activation', rate: 0.5, mask: `${step}/l/y` }, ones),
      ),
    );
    expect(first).not.toEqual(second);
  });

  it('neighbours are independent: of pairs of a word all four kinds are a quarter', () => {
    const values = dropped(0.5);
    const pairs = Array.from({ length: (SIZE - 1) / 2 }, (_, i) => [values[2 * i], values[2 * i + 1]].join());
    for (const kind of ['0,0', '0,2', '2,0', '2,2']) {
      expect(Math.abs(pairs.filter((pair) => pair === kind).length - 500)).toBeLessThan(5 * Math.sqrt(2000 / 4));
    }
  });
});

it('takes two bundles a vector of four halves', () => {
  const at = (elements: number) => closedForm({ kind: 'element-wise', operation: 'dropout', elements }, ipu21).cycles;
  // Six workers: 24 halves more are a vector more for each, two bundles of six cycles.
  expect(at(24_000) - at(12_000)).toBe((12_000 / 24) * 2 * 6);
});

it('parts of a batch have masks of their own, the same on their ways back', () => {
  const node = { id: 'drop', kind: 'dropout', rate: 0.5 } as const;
  const layer = { id: 'drop', node } as unknown as Layer<'dropout'>;
  const [first, second] = [0, 1].map((index) => {
    const { output, backward } = dropoutForward({ ...context, part: { index, of: 2 } }, layer, [ones]);
    expect(valuesIn(backward(ones).inputs[0] as Tensor)).toEqual(valuesIn(output));
    return valuesIn(output);
  });
  expect(first).not.toEqual(second);
});

it('does nothing where the network is evaluated', () => {
  const base = { ...context, pass: 'evaluation' as const };
  const node = { id: 'drop', kind: 'dropout', rate: 0.5 } as const;
  const layer = { id: 'drop', node } as unknown as Layer<'dropout'>;
  expect(dropoutForward(base, layer, [ones]).output).toBe(ones);
});

it('is an op forward and one back in training, none where a network answers', () => {
  const network: NetworkGraph = {
    ...{ name: 'n', summary: '', inputs: [{ id: 'x', shape: ['batch', 8] }], loss: 'softmax-cross-entropy' },
    nodes: [
      { id: 'wide', kind: 'linear', outputs: 16 },
      { id: 'drop', kind: 'dropout', rate: 0.25 },
      { id: 'head', kind: 'linear', outputs: 3 },
    ],
  };
  const ops = (pass: 'training' | 'inference') => {
    const rule = { kind: 'sgd-momentum', learningRate: 0, momentum: 0, weightDecay: 0 } as const;
    const lowered = lowerStep({
      ...{ network, pass, recipe: recipe('fp16', {}, 'test'), unitFor: ampFor, batch: 4, optimiser: rule },
      ...{ blocks: 'unrolled', seed: 1, step: 7 },
    }).ops;
    return lowered.flatMap((op) => (op.kind === 'dropout' ? [[op.phase, op.attributes, op.inputs, op.output]] : []));
  };
  const attributes = { rate: 0.25, mask: '7/drop/y' };
  expect(ops('training')).toEqual([
    ['forward', attributes, ['7/wide/y'], '7/drop/y'],
    ['dgrad', attributes, ['7/head/dx'], '7/drop/dx'],
  ]);
  expect(ops('inference')).toEqual([]);
});
