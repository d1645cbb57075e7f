/**
 * A small decoder of characters, GPT-2 with 2 blocks of width 128: 413,312 parameters for the 65 characters of
 * tinyshakespeare. Source: nanoGPT, config/train_shakespeare_char.py and the sizes of its README for a computer without a
 * GPU (64 characters, batch 12, no dropout; there 4 blocks, 2,000 steps, 100 of them a rise); Radford et al. 2019.
 */
import type { NetworkGraph } from '../graph.js';
import { gpt2Sized } from './families/gpt2.js';

export const charTransformer: NetworkGraph = {
  ...gpt2Sized({ name: 'char-transformer', blocks: 2, width: 128, heads: 4, vocabulary: 65, places: 64 }),
  classes: ['words', 'head'],
  initial: 'gpt-2',
  optimiser: 'adamw',
  learningRate: 1e-3,
  weightDecay: 0.1,
  schedule: { kind: 'cosine', warmupSteps: 50 },
  batch: 12,
  steps: 500,
};
