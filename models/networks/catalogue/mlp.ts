/** A multi-layer perceptron for images of 28 × 28. */
import type { NetworkGraph } from '../graph.js';

export const mlp: NetworkGraph = {
  name: 'mlp',
  summary: '784-512-512-512-10, ReLU; four GEMM layers',
  inputs: [{ id: 'x', shape: ['batch', 28, 28, 1] }],
  nodes: [
    { id: '1-linear', kind: 'linear', outputs: 512 },
    { id: '2-relu', kind: 'relu' },
    { id: '3-linear', kind: 'linear', outputs: 512 },
    { id: '4-relu', kind: 'relu' },
    { id: '5-linear', kind: 'linear', outputs: 512 },
    { id: '6-relu', kind: 'relu' },
    { id: '7-linear', kind: 'linear', outputs: 10 },
  ],
  loss: 'softmax-cross-entropy',
};
