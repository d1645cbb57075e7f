/** A small convolutional network for images of 28 × 28, which trains in seconds: for sweeps of hundreds of runs. */
import type { NetworkGraph } from '../graph.js';

export const smallCnn: NetworkGraph = {
  name: 'small-cnn',
  summary: '3×3 convolutions of 8 and 16 channels with stride 2 and ReLU, then 64 and 10 outputs',
  inputs: [{ id: 'x', shape: ['batch', 28, 28, 1] }],
  nodes: [
    { id: '1-conv', kind: 'convolution', channels: 8, kernel: 3, stride: 2, padding: 1 },
    { id: '2-relu', kind: 'relu' },
    { id: '3-conv', kind: 'convolution', channels: 16, kernel: 3, stride: 2, padding: 1 },
    { id: '4-relu', kind: 'relu' },
    { id: '5-linear', kind: 'linear', outputs: 64 },
    { id: '6-relu', kind: 'relu' },
    { id: '7-linear', kind: 'linear', outputs: 10 },
  ],
  loss: 'softmax-cross-entropy',
};
