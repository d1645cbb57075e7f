/**
 * Parts of residual networks on images. Source: He et al. 2016, "Deep Residual Learning for Image Recognition", table 1;
 * the stride of a bottleneck stands on its 3 × 3 convolution, as in torchvision (models/resnet.py, "V1.5").
 */
import type { BlockRecord, NetworkGraph, NodeRecord } from '../../graph.js';

/** A convolution without bias and the norm behind it: `id` and `id-norm`. */
export function normed(
  id: string,
  channels: number,
  kernel: number,
  more: { readonly stride?: number; readonly groups?: number; readonly inputs?: readonly string[] } = {},
): NodeRecord[] {
  return [
    { id, kind: 'convolution', channels, kernel, bias: false, ...more },
    { id: `${id}-norm`, kind: 'batch-norm' },
  ];
}

/** Two 3 × 3 convolutions. */
export function basicBranch(channels: number, stride: number): NodeRecord[] {
  return [...normed('first', channels, 3, { stride }), { id: 'relu', kind: 'relu' }, ...normed('second', channels, 3)];
}

/** 1 × 1, 3 × 3, 1 × 1 to four times as many channels. */
export function bottleneckBranch(channels: number, stride: number): NodeRecord[] {
  return [
    ...normed('reduce', channels, 1),
    { id: 'reduce-relu', kind: 'relu' },
    ...normed('middle', channels, 3, { stride }),
    { id: 'middle-relu', kind: 'relu' },
    ...normed('expand', 4 * channels, 1),
  ];
}

type Branch = (channels: number, stride: number) => NodeRecord[];

/** A branch added to its input, or to what `shortcut` makes of it (its last node), and a ReLU. */
function residual(branch: readonly NodeRecord[], shortcut: readonly NodeRecord[] = []): NodeRecord[] {
  const sides = [branch.at(-1)?.id ?? '', shortcut.at(-1)?.id ?? 'input'];
  return [...branch, ...shortcut, { id: 'sum', kind: 'add', inputs: sides }, { id: 'out', kind: 'relu' }];
}

interface Stage {
  readonly id: string;
  readonly channels: number;
  readonly stride: number;
  readonly repeat: number;
  readonly branch: Branch;
  /** What the first block's input goes through beside its branch. */
  readonly shortcut: readonly NodeRecord[];
}

/** A block that may thin out, and the equal ones behind it. */
function stage({ id, channels, stride, repeat, branch, shortcut }: Stage): BlockRecord[] {
  const first = {
    id: `${id}-first`,
    kind: 'block',
    repeat: 1,
    nodes: residual(branch(channels, stride), shortcut),
  } as const;
  if (repeat === 1) return [first];
  return [first, { id, kind: 'block', repeat: repeat - 1, nodes: residual(branch(channels, 1)) }];
}

/** A shortcut without parameters, from half as many channels: every other place, zeros for the new ones (option A). */
function optionA(channels: number): NodeRecord[] {
  return [
    { id: 'thin', kind: 'subsample', stride: 2, inputs: ['input'] },
    { id: 'shortcut', kind: 'pad', before: channels / 4, after: channels / 4 },
  ];
}

/** Of ResNet-32, which the smaller ones share. Source: Noune et al. 2022: SGD, momentum 0.9, learning rate 2^-4. */
const TRAINING = { learningRate: 2 ** -4, weightDecay: 2e-4, batch: 32 } as const;

interface Cifar {
  readonly name: string;
  /** Blocks of each of the three stages: 6 n + 2 layers with weights. */
  readonly blocks: number;
  /** Of the images, in pixels. */
  readonly side: number;
  /** Unless the data have others. */
  readonly classes: number;
}

/** A residual network for CIFAR (section 4.2): three stages of 16, 32 and 64 channels. */
export function cifar({ name, blocks, side, classes }: Cifar): NetworkGraph {
  const stages = [16, 32, 64].flatMap((channels, i) => {
    const [stride, shortcut] = i === 0 ? [1, []] : [2, optionA(channels)];
    return stage({ id: `stage-${i + 1}`, channels, stride, repeat: blocks, branch: basicBranch, shortcut });
  });
  const each = blocks === 1 ? 'a residual block' : `${blocks} residual blocks`;
  return {
    name,
    summary: `images of ${side} × ${side}, three stages of ${each} of 16, 32 and 64 channels, batch-norm, ${classes} classes`,
    inputs: [{ id: 'x', shape: ['batch', side, side, 3] }],
    nodes: [
      ...normed('stem', 16, 3),
      { id: 'stem-relu', kind: 'relu' },
      ...stages,
      { id: 'pool', kind: 'global-average-pool' },
      { id: 'head', kind: 'linear', outputs: classes },
    ],
    loss: 'softmax-cross-entropy',
    classes: ['head'],
    ...TRAINING,
  };
}

interface ImageNet {
  readonly name: string;
  readonly repeats: readonly [number, number, number, number];
  readonly branch: Branch;
  /** Channels at a block's end, in multiples of its own. */
  readonly expansion: number;
}

/** A residual network for ImageNet: images of 224 × 224, 1,000 classes. */
export function imageNet({ name, repeats, branch, expansion }: ImageNet): NetworkGraph {
  const stages = repeats.flatMap((repeat, i) => {
    const [channels, stride] = [64 * 2 ** i, i === 0 ? 1 : 2];
    const widens = stride > 1 || expansion > 1;
    const shortcut = widens ? normed('shortcut', expansion * channels, 1, { stride, inputs: ['input'] }) : [];
    return stage({ id: `stage-${i + 1}`, channels, stride, repeat, branch, shortcut });
  });
  return {
    name,
    summary: `images of 224 × 224, stages of ${repeats.join(', ')} residual blocks, batch-norm, 1,000 classes`,
    inputs: [{ id: 'x', shape: ['batch', 224, 224, 3] }],
    nodes: [
      ...normed('stem', 64, 7, { stride: 2 }),
      { id: 'stem-relu', kind: 'relu' },
      { id: 'stem-pool', kind: 'max-pool', kernel: 3, stride: 2, padding: 1 },
      ...stages,
      { id: 'pool', kind: 'global-average-pool' },
      { id: 'head', kind: 'linear', outputs: 1000 },
    ],
    loss: 'softmax-cross-entropy',
  };
}
