/** Vision transformers: patches of images as tokens. Source: Dosovitskiy et al. 2021, figure 1. */
import type { NodeRecord } from '../../graph.js';

/** Patches of so many pixels a side, of a square image, as tokens: `patches`. */
export function patchTokens(side: number, patch: number, width: number, bias: boolean): NodeRecord[] {
  const across = side / patch;
  return [
    { id: 'stem', kind: 'convolution', channels: width, kernel: patch, stride: patch, padding: 0, bias },
    { id: 'patches', kind: 'reshape', shape: [across * across, width] },
  ];
}
