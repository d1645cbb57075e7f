/**
 * BERT-base with embeddings and pooler: 109,482,240 parameters. Source: Devlin et al. 2019, section 3; Hugging Face
 * bert-base-uncased (vocabulary 30,522, 512 places, 2 types). Left out: dropout, the heads of pre-training.
 */
import type { NetworkGraph } from '../graph.js';
import { bert } from './families/bert.js';

export const bertBase: NetworkGraph = {
  name: 'bert-base',
  summary: 'encoder of 12 blocks, width 768, 12 heads, GELU, pooler; 128 tokens, or 512',
  ...bert({ width: 768, heads: 12, blocks: 12 }),
};
