/** A perceptron of equal residual blocks, for images of 28 × 28: the smallest network with a block that repeats. */
import type { NetworkGraph } from '../graph.js';

export const residualMlp: NetworkGraph = {
  name: 'residual-mlp',
  summary: '784-256, three residual blocks of two 256 × 256 layers, 10 outputs; ReLU',
  inputs: [{ id: 'x', shape: ['batch', 28, 28, 1] }],
  nodes: [
    { id: 'stem', kind: 'linear', outputs: 256 },
    { id: 'stem-relu', kind: 'relu' },
    {
      id: 'blocks',
      kind: 'block',
      repeat: 3,
      nodes: [
        { id: 'first', kind: 'linear', outputs: 256 },
        { id: 'relu', kind: 'relu' },
        { id: 'second', kind: 'linear', outputs: 256 },
        { id: 'sum', kind: 'add', inputs: ['second', 'input'] },
        { id: 'sum-relu', kind: 'relu' },
      ],
    },
    { id: 'head', kind: 'linear', outputs: 10 },
  ],
  loss: 'softmax-cross-entropy',
};
