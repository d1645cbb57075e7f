/**
 * EfficientNets. Source: Tan and Le 2019, table 1 and section 4 (scaling of width, depth and image); squeeze-and-excite to a
 * quarter of a block's input channels, as torchvision (models/efficientnet.py). Left out: dropout, stochastic depth.
 */
import type { BlockRecord, NetworkGraph, NodeRecord } from '../../graph.js';
import { normed } from './residual.js';

interface Scaling {
  readonly name: string;
  /** Side of the images. */
  readonly side: number;
  /** Of B0's channels and blocks. */
  readonly width: number;
  readonly depth: number;
}

interface Stage {
  readonly expansion: number;
  readonly kernel: number;
  readonly stride: number;
  readonly channels: number;
  readonly repeat: number;
}

/** Of B0. Source: Tan and Le 2019, table 1, stages 2 to 8. */
const STAGES: readonly Stage[] = [
  { expansion: 1, kernel: 3, stride: 1, channels: 16, repeat: 1 },
  { expansion: 6, kernel: 3, stride: 2, channels: 24, repeat: 2 },
  { expansion: 6, kernel: 5, stride: 2, channels: 40, repeat: 2 },
  { expansion: 6, kernel: 3, stride: 2, channels: 80, repeat: 3 },
  { expansion: 6, kernel: 5, stride: 1, channels: 112, repeat: 3 },
  { expansion: 6, kernel: 5, stride: 2, channels: 192, repeat: 4 },
  { expansion: 6, kernel: 3, stride: 1, channels: 320, repeat: 1 },
];
const STEM_CHANNELS = 32;
const HEAD_CHANNELS = 1280;
/** Channels come in whole eights, and lose no more than a tenth by it. Source: torchvision _make_divisible. */
const CHANNEL_STEP = 8;

export function efficientNet({ name, side, width, depth }: Scaling): NetworkGraph {
  const scaled = (channels: number) => wholeSteps(channels * width);
  const stages = STAGES.flatMap((stage, i): BlockRecord[] => {
    const inputs = scaled(STAGES[i - 1]?.channels ?? STEM_CHANNELS);
    const outputs = scaled(stage.channels);
    const more = Math.ceil(stage.repeat * depth) - 1;
    const id = `stage-${i + 1}`;
    const first: BlockRecord = { id: `${id}-first`, kind: 'block', repeat: 1, nodes: block(stage, inputs, outputs) };
    if (more === 0) return [first];
    return [first, { id, kind: 'block', repeat: more, nodes: block({ ...stage, stride: 1 }, outputs, outputs) }];
  });
  return {
    name,
    summary: `images of ${side} × ${side}, inverted bottlenecks with squeeze-and-excite, batch-norm, SiLU, 1,000 classes`,
    inputs: [{ id: 'x', shape: ['batch', side, side, 3] }],
    nodes: [
      ...activated('stem', scaled(STEM_CHANNELS), 3, { stride: 2 }),
      ...stages,
      ...activated('top', scaled(HEAD_CHANNELS), 1),
      { id: 'pool', kind: 'global-average-pool' },
      { id: 'head', kind: 'linear', outputs: 1000 },
    ],
    loss: 'softmax-cross-entropy',
  };
}

/** An inverted bottleneck: wider, one kernel a channel, each channel weighed, narrower. */
function block({ expansion, kernel, stride }: Stage, inputs: number, outputs: number): NodeRecord[] {
  const wide = inputs * expansion;
  return [
    ...(expansion === 1 ? [] : activated('expand', wide, 1)),
    ...activated('depthwise', wide, kernel, { stride, groups: wide }),
    ...squeezeAndExcite('depthwise-silu', inputs / 4, wide),
    ...normed('project', outputs, 1),
    ...(stride === 1 && inputs === outputs
      ? [{ id: 'sum', kind: 'add', inputs: ['project-norm', 'input'] } as const]
      : []),
  ];
}

/** Each channel times a factor that all channels' means decide. */
function squeezeAndExcite(input: string, squeezed: number, channels: number): NodeRecord[] {
  return [
    { id: 'means', kind: 'global-average-pool' },
    { id: 'squeeze', kind: 'linear', outputs: Math.max(1, Math.floor(squeezed)) },
    { id: 'squeeze-silu', kind: 'silu' },
    { id: 'excite', kind: 'linear', outputs: channels },
    { id: 'factors', kind: 'sigmoid' },
    { id: 'weighed', kind: 'multiply', inputs: [input, 'factors'] },
  ];
}

function activated(...parts: Parameters<typeof normed>): NodeRecord[] {
  return [...normed(...parts), { id: `${parts[0]}-silu`, kind: 'silu' }];
}

function wholeSteps(channels: number): number {
  const nearest = Math.max(CHANNEL_STEP, Math.floor((channels + CHANNEL_STEP / 2) / CHANNEL_STEP) * CHANNEL_STEP);
  return nearest < 0.9 * channels ? nearest + CHANNEL_STEP : nearest;
}
