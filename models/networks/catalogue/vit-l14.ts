/**
 * The image tower of CLIP ViT-L/14, with its projection: 303,966,208 parameters. Source: Radford et al. 2021, table 20;
 * Hugging Face openai/clip-vit-large-patch14 (CLIPVisionModelWithProjection). Left out: the tower of texts (the loss is of the
 * 768 outputs); its activation x · σ(1.702 x) stands as GELU, which it approximates.
 */
import type { NetworkGraph } from '../graph.js';
import { clipTower } from './families/vision.js';

export const vitL14: NetworkGraph = {
  name: 'vit-l14',
  summary: 'images of 224 × 224 as 256 patches and a class token, 24 blocks, width 1,024, 16 heads; CLIP’s image tower',
  ...clipTower({ patch: 14, width: 1024, heads: 16, blocks: 24, projection: 768 }),
};
