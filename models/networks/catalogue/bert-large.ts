/**
 * BERT-Large with embeddings and pooler: 335,141,888 parameters. Source: Devlin et al. 2019, section 3; Hugging Face
 * bert-large-uncased (vocabulary 30,522, 512 places, 2 types). Left out: dropout, the heads of pre-training (masked words,
 * next sentence): the loss is of the pooler's 1,024 outputs.
 */
import type { NetworkGraph } from '../graph.js';
import { bert } from './families/bert.js';

export const bertLarge: NetworkGraph = {
  name: 'bert-large',
  summary: 'encoder of 24 blocks, width 1,024, 16 heads, GELU, pooler; 128 tokens, or 512',
  ...bert({ width: 1024, heads: 16, blocks: 24 }),
};
