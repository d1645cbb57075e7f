/**
 * The image tower of CLIP ViT-B/32, with its projection: 87,849,216 parameters, 87,456,000 without the projection.
 * Source: Radford et al. 2021, table 20; Hugging Face openai/clip-vit-base-patch32 (CLIPVisionModelWithProjection). Left out:
 * the tower of texts; its activation x · σ(1.702 x) stands as GELU, which it approximates.
 */
import type { NetworkGraph } from '../graph.js';
import { clipTower } from './families/vision.js';

export const clipVitB32: NetworkGraph = {
  name: 'clip-vit-b32',
  summary: 'images of 224 × 224 as 49 patches and a class token, 12 blocks, width 768, 12 heads; CLIP’s image tower',
  ...clipTower({ patch: 32, width: 768, heads: 12, blocks: 12, projection: 512 }),
};
