/**
 * A step in the fp32 recipe against the same step in float64, written out here from the images and the first weights:
 * means of windows, linear, ReLU, linear, softmax and cross-entropy, their gradients, SGD with momentum and decay.
 */
import { describe, expect, it } from 'vitest';
import type { NetworkGraph } from '../../../models/networks/graph.js';
import { unitFamily } from '../../../models/units/families.js';
import { imageDataset } from '../../../traces/data/images.js';
import { strokesDataset } from '../../../traces/data/strokes.js';
import { epochOrder } from '../../../traces/training/order.js';
import { recipe } from '../../../traces/training/recipes.js';
import { trainSmall } from '../small-training.js';

const [IMAGES, WINDOW, SIDE, HIDDEN, CLASSES] = [12, 7, 4, 6, 10];
const INPUTS = SIDE * SIDE;
const NETWORK: NetworkGraph = {
  name: 'by-hand',
  summary: '',
  inputs: [{ id: 'x', shape: ['batch', WINDOW * SIDE, WINDOW * SIDE, 1] }],
  nodes: [
    { id: 'means', kind: 'average-pool', kernel: WINDOW, stride: WINDOW },
    { id: 'first', kind: 'linear', outputs: HIDDEN },
    { id: 'relu', kind: 'relu' },
    { id: 'second', kind: 'linear', outputs: CLASSES },
  ],
  loss: 'softmax-cross-entropy',
};
const RATE = 0.25;
const DECAY = 0.125;
const optimiser = { kind: 'sgd-momentum', learningRate: RATE, momentum: 0.9, weightDecay: DECAY } as const;

/** float32 has 24 bits. A sum of n terms is off by n − 1 roundings at most, each of half a unit of the sum of sizes. */
const UNIT = 2 ** -24;
/** Along the longest chain: 49 values of a window, 16 products, 6 products, a softmax, 10 products, 12 examples, the update. */
const ROUNDINGS = 49 + 16 + 6 + 4 + 10 + 12 + 4;

type Matrix = readonly (readonly number[])[];
const product = (a: Matrix, b: Matrix): number[][] =>
  a.map((row) => (b[0] ?? []).map((_, j) => row.reduce((sum, value, k) => sum + value * (b[k]?.[j] ?? 0), 0)));
const turned = (a: Matrix): number[][] => (a[0] ?? []).map((_, j) => a.map((row) => row[j] ?? 0));
const sums = (a: Matrix): number[] => turned(a).map((column) => column.reduce((sum, value) => sum + value, 0));
const matrix = (values: ArrayLike<number>, columns: number): number[][] =>
  Array.from({ length: values.length / columns }, (_, i) =>
    Array.from({ length: columns }, (_unused, j) => values[i * columns + j] ?? 0),
  );

/** Means of windows of an image. */
const means = (image: ArrayLike<number>): number[] =>
  Array.from({ length: INPUTS }, (_, place) => {
    const [top, left] = [Math.floor(place / SIDE) * WINDOW, (place % SIDE) * WINDOW];
    let sum = 0;
    for (let i = 0; i < WINDOW; i++) {
      for (let j = 0; j < WINDOW; j++) sum += image[(top + i) * WINDOW * SIDE + left + j] ?? 0;
    }
    return sum / WINDOW ** 2;
  });

const run = (learningRate: number) =>
  trainSmall({
    ...{ network: NETWORK, recipe: recipe('fp32', {}, 'test'), images: IMAGES, tests: 10, batch: IMAGES, steps: 1 },
    ...{ optimiser: { ...optimiser, learningRate }, schedule: { kind: 'constant', warmupSteps: 0 } },
    unitFor: (a, b) => unitFamily('fma', 'test').resolve(a, b, {}, 'test'),
  });
const parametersOf = ({ network }: ReturnType<typeof run>) =>
  network.layers.flatMap(({ parameters }) => parameters.map(({ master }) => [...(master ?? [])]));

describe('a first step in float32', () => {
  const [w1, b1, w2, b2] = parametersOf(run(0)) as [number[], number[], number[], number[]];
  const trained = run(RATE);
  // The order of the epoch, as the run has it; sums over examples hardly depend on it.
  const order = epochOrder(IMAGES, 5, 0);
  const reading = { storage: 'float32', epoch: 0 } as const;
  const { inputs, labels } = imageDataset(strokesDataset(IMAGES, 10, 3)).batch('train', order, reading);
  const x = matrix(inputs ?? [], (WINDOW * SIDE) ** 2).map(means);
  const [first, second] = [matrix(w1, HIDDEN), matrix(w2, CLASSES)];
  const hidden = product(x, first).map((row) => row.map((value, j) => value + (b1[j] ?? 0)));
  const active = hidden.map((row) => row.map((value) => Math.max(value, 0)));
  const logits = product(active, second).map((row) => row.map((value, j) => value + (b2[j] ?? 0)));
  const odds = logits.map((row) => row.map((value) => Math.exp(value - Math.max(...row))));
  const chances = odds.map((row) => row.map((value) => value / row.reduce((sum, next) => sum + next, 0)));
  const losses = chances.map((row, i) => -Math.log(row[labels?.[i] ?? 0] ?? 0));
  const dLogits = chances.map((row, i) => row.map((chance, j) => (chance - (j === labels?.[i] ? 1 : 0)) / IMAGES));
  const dActive = product(dLogits, turned(second));
  const dHidden = dActive.map((row, i) => row.map((value, j) => ((hidden[i]?.[j] ?? 0) > 0 ? value : 0)));
  const gradients = [
    product(turned(x), dHidden).flat(),
    sums(dHidden),
    product(turned(active), dLogits).flat(),
    sums(dLogits),
  ];

  it('has the loss', () => {
    const loss = losses.reduce((sum, value) => sum + value, 0) / IMAGES;
    expect(Math.abs((trained.record.steps[0]?.loss ?? 0) - loss)).toBeLessThan(ROUNDINGS * UNIT * loss);
  });

  it.each([
    ['weights of the first layer', 0, w1, DECAY],
    ['bias of the first layer', 1, b1, 0],
    ['weights of the second layer', 2, w2, DECAY],
    ['bias of the second layer', 3, b2, 0],
  ])('changes the %s as float64 does, to rounding', (_, which, before, decay) => {
    const gradient = gradients[which] ?? [];
    const after = parametersOf(trained)[which] ?? [];
    expect(after.length).toBe(gradient.length);
    const most = Math.max(...gradient.map(Math.abs), ...before.map(Math.abs));
    expect(Math.max(...gradient.map(Math.abs))).toBeGreaterThan(0.01);
    gradient.forEach((slope, i) => {
      const weight = before[i] ?? 0;
      const expected = weight - RATE * (slope + decay * weight);
      expect(Math.abs((after[i] ?? 0) - expected)).toBeLessThan(ROUNDINGS * UNIT * most);
    });
  });
});
