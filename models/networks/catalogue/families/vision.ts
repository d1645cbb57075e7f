/** Vision transformers: patches of images as tokens. Source: Dosovitskiy et al. 2021, figure 1. */
import type { NetworkGraph, NodeRecord } from '../../graph.js';
import { preNormBlock } from './transformer.js';

/** Patches of so many pixels a side, of a square image, as tokens: `patches`. */
export function patchTokens(side: number, patch: number, width: number, bias: boolean): NodeRecord[] {
  const across = side / patch;
  return [
    { id: 'stem', kind: 'convolution', channels: width, kernel: patch, stride: patch, padding: 0, bias },
    { id: 'patches', kind: 'reshape', shape: [across * across, width] },
  ];
}

/** Pixels of a side of CLIP's images. */
const CLIP_SIDE = 224;

interface ClipTower {
  readonly patch: number;
  readonly width: number;
  readonly heads: number;
  readonly blocks: number;
  readonly projection: number;
}

/** CLIP's tower of images: a class token, a norm before the blocks and one behind them, a projection. */
export function clipTower({
  patch,
  width,
  heads,
  blocks,
  projection,
}: ClipTower): Omit<NetworkGraph, 'name' | 'summary'> {
  return {
    inputs: [{ id: 'x', shape: ['batch', CLIP_SIDE, CLIP_SIDE, 3] }],
    nodes: [
      ...patchTokens(CLIP_SIDE, patch, width, false),
      { id: 'class', kind: 'token', width },
      { id: 'tokens', kind: 'concat', axis: 'tokens', inputs: ['class', 'patches'] },
      { id: 'places', kind: 'positions' },
      { id: 'norm', kind: 'layer-norm' },
      { id: 'encoder', kind: 'block', repeat: blocks, nodes: preNormBlock({ width, inner: 4 * width, heads }) },
      { id: 'first', kind: 'slice', axis: 'tokens', length: 1 },
      { id: 'last-norm', kind: 'layer-norm' },
      { id: 'projection', kind: 'linear', outputs: projection, bias: false },
    ],
    loss: 'softmax-cross-entropy',
  };
}
