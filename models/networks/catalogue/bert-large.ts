/**
 * BERT-Large with embeddings and pooler: 335,141,888 parameters. Source: Devlin et al. 2019, section 3; Hugging Face
 * bert-large-uncased (vocabulary 30,522, 512 places, 2 types). Left out: dropout, the heads of pre-training (masked words,
 * next sentence): the loss is of the pooler's 1,024 outputs.
 */
import type { NetworkGraph, NodeRecord } from '../graph.js';
import { addNorm, attentionNodes, feedForward } from './families/transformer.js';

const WIDTH = 1024;

const block: NodeRecord[] = [
  ...attentionNodes({ prefix: 'attention', width: WIDTH, heads: 16, from: 'input', bias: true }),
  ...addNorm('attention', 'attention-out', 'input'),
  ...feedForward(4 * WIDTH, WIDTH, 'gelu'),
  ...addNorm('feed', 'narrow', 'attention-norm'),
];

export const bertLarge: NetworkGraph = {
  name: 'bert-large',
  summary: 'encoder of 24 blocks, width 1,024, 16 heads, GELU, pooler; 128 tokens, or 512',
  inputs: [
    { id: 'tokens', shape: ['batch', 'sequence'] },
    { id: 'types', shape: ['batch', 'sequence'] },
  ],
  nodes: [
    { id: 'words', kind: 'embedding', entries: 30_522, width: WIDTH, inputs: ['tokens'] },
    { id: 'kinds', kind: 'embedding', entries: 2, width: WIDTH, inputs: ['types'] },
    { id: 'embedded', kind: 'add', inputs: ['words', 'kinds'] },
    { id: 'places', kind: 'positions', entries: 512 },
    { id: 'norm', kind: 'layer-norm' },
    { id: 'encoder', kind: 'block', repeat: 24, nodes: block },
    { id: 'first', kind: 'slice', axis: 'tokens', length: 1 },
    { id: 'pooler', kind: 'linear', outputs: WIDTH },
    { id: 'pooled', kind: 'tanh' },
  ],
  loss: 'softmax-cross-entropy',
  sequence: 128,
};
