/**
 * The image tower of SigLIP So400m/14 at 378 × 378: 428,225,600 parameters. Source: Zhai et al. 2023; Alabdulmohsin et al. 2023
 * (the shape: width 1,152, inner 4,304, 27 blocks); Hugging Face google/siglip-so400m-patch14-384, whose 384 pixels give the
 * same 27 × 27 patches. The head attends from one learned probe to all tokens. Left out: the tower of texts.
 */
import type { NetworkGraph } from '../graph.js';
import { attentionNodes, feedForward, preNormBlock } from './families/transformer.js';
import { patchTokens } from './families/vision.js';

const WIDTH = 1152;
const INNER = 4304;
const HEADS = 16;

export const siglipSo400m14: NetworkGraph = {
  name: 'siglip-so400m14',
  summary: 'images of 378 × 378 as 729 patches, 27 blocks, width 1,152, 16 heads, a head that attends from a probe',
  inputs: [{ id: 'x', shape: ['batch', 378, 378, 3] }],
  nodes: [
    ...patchTokens(378, 14, WIDTH, true),
    { id: 'places', kind: 'positions' },
    { id: 'encoder', kind: 'block', repeat: 27, nodes: preNormBlock({ width: WIDTH, inner: INNER, heads: HEADS }) },
    { id: 'norm', kind: 'layer-norm' },
    { id: 'probe', kind: 'token', width: WIDTH },
    ...attentionNodes({ prefix: 'pool', width: WIDTH, heads: HEADS, from: 'probe', of: 'norm', bias: true }),
    { id: 'pool-norm', kind: 'layer-norm' },
    ...feedForward(INNER, WIDTH, 'gelu'),
    { id: 'pooled', kind: 'add', inputs: ['narrow', 'pool-out'] },
  ],
  loss: 'softmax-cross-entropy',
};
