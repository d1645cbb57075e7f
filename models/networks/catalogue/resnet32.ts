/**
 * ResNet-32 for CIFAR-100, the network of Noune et al. 2022 (100 classes). Source: He et al. 2016, section 4.2: three
 * stages of five blocks, shortcuts without parameters (option A: every other place, zeros for the new channels).
 */
import type { NetworkGraph, NodeRecord } from '../graph.js';
import { basicBranch, normed, stage } from './families/residual.js';

const BLOCKS = 5;

/** From half as many channels. */
function optionA(channels: number): NodeRecord[] {
  return [
    { id: 'thin', kind: 'subsample', stride: 2, inputs: ['input'] },
    { id: 'shortcut', kind: 'pad', before: channels / 4, after: channels / 4 },
  ];
}

const stages = [16, 32, 64].flatMap((channels, i) => {
  const [stride, shortcut] = i === 0 ? [1, []] : [2, optionA(channels)];
  return stage({ id: `stage-${i + 1}`, channels, stride, repeat: BLOCKS, branch: basicBranch, shortcut });
});

export const resnet32: NetworkGraph = {
  name: 'resnet32',
  summary: 'images of 32 × 32, three stages of five residual blocks of 16, 32 and 64 channels, batch-norm, 100 classes',
  inputs: [{ id: 'x', shape: ['batch', 32, 32, 3] }],
  nodes: [
    ...normed('stem', 16, 3),
    { id: 'stem-relu', kind: 'relu' },
    ...stages,
    { id: 'pool', kind: 'global-average-pool' },
    { id: 'head', kind: 'linear', outputs: 100 },
  ],
  loss: 'softmax-cross-entropy',
};
