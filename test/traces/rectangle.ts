/** A small network with every kind of layer on images of 4 × 6 × 2, and nine such images: no side is like another. */
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import type { NetworkGraph } from '../../models/networks/graph.js';
import { randomUnit } from '../../runtime/random.js';
import { encode } from '../../sim/arithmetic/reference/convert.js';
import type { Dataset } from '../../traces/data/dataset.js';

export const RECTANGLE: NetworkGraph = {
  name: 'rectangle',
  summary: '',
  inputs: [{ id: 'x', shape: ['batch', 4, 6, 2] }],
  nodes: [
    { id: 'conv', kind: 'convolution', channels: 3, kernel: 3 },
    { id: 'relu', kind: 'relu' },
    { id: 'pool', kind: 'max-pool', size: 2 },
    { id: 'wide', kind: 'convolution', channels: 5, kernel: 3 },
    { id: 'gelu', kind: 'gelu' },
    { id: 'head', kind: 'linear', outputs: 7 },
  ],
  loss: 'softmax-cross-entropy',
};

/** Nine images of noise and their labels, over and over. */
export const NOISE: Dataset = {
  name: 'noise',
  shape: [4, 6, 2],
  classes: 7,
  labelled: 'image',
  labels: 1,
  sizes: { train: 36, test: 9 },
  batch: (_, examples, { storage }) => ({
    size: examples.length,
    inputs: Uint16Array.from({ length: examples.length * 48 }, (_value, i) =>
      encode(resolveFloatFormat(storage, 'test'), randomUnit(2, 1, i) - 0.5, {
        rounding: 'nearest-even',
        overflow: 'saturate',
      }),
    ),
    labels: Uint8Array.from({ length: examples.length }, (_value, i) => i % 7),
  }),
};
