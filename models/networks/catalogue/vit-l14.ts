/**
 * The image tower of CLIP ViT-L/14, with its projection: 303,966,208 parameters. Source: Radford et al. 2021, table 20;
 * Hugging Face openai/clip-vit-large-patch14 (CLIPVisionModelWithProjection). Left out: the tower of texts (the loss is of the
 * 768 outputs); its activation x · σ(1.702 x) stands as GELU, which it approximates.
 */
import type { NetworkGraph } from '../graph.js';
import { preNormBlock } from './families/transformer.js';
import { patchTokens } from './families/vision.js';

const WIDTH = 1024;

export const vitL14: NetworkGraph = {
  name: 'vit-l14',
  summary: 'images of 224 × 224 as 256 patches and a class token, 24 blocks, width 1,024, 16 heads; CLIP’s image tower',
  inputs: [{ id: 'x', shape: ['batch', 224, 224, 3] }],
  nodes: [
    ...patchTokens(224, 14, WIDTH, false),
    { id: 'class', kind: 'token', width: WIDTH },
    { id: 'tokens', kind: 'concat', axis: 'tokens', inputs: ['class', 'patches'] },
    { id: 'places', kind: 'positions' },
    { id: 'norm', kind: 'layer-norm' },
    {
      id: 'encoder',
      kind: 'block',
      repeat: 24,
      nodes: preNormBlock({ width: WIDTH, inner: 4 * WIDTH, heads: 16 }),
    },
    { id: 'first', kind: 'slice', axis: 'tokens', length: 1 },
    { id: 'last-norm', kind: 'layer-norm' },
    { id: 'projection', kind: 'linear', outputs: 768, bias: false },
  ],
  loss: 'softmax-cross-entropy',
};
