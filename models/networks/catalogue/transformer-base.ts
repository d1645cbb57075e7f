/**
 * Transformer base for WMT 2014 English–German, trained on pairs of sentences. Source: Vaswani et al. 2017, table 3:
 * six blocks each way, width 512, 8 heads, 2,048 inner; one table of 37,000 shared by both embeddings and the output
 * (section 3.4), sinusoidal positions, attention without biases. Left out: the embeddings' factor √512, label smoothing.
 */
import type { NetworkGraph, NodeRecord } from '../graph.js';
import { addNorm, attentionNodes, feedForward } from './families/transformer.js';

const WIDTH = 512;
const INNER = 2048;
const VOCABULARY = 37_000;
const attention = { width: WIDTH, heads: 8, bias: false } as const;

const encoderBlock: NodeRecord[] = [
  ...attentionNodes({ ...attention, prefix: 'attention', from: 'input' }),
  ...addNorm('attention', 'attention-out', 'input'),
  ...feedForward(INNER, WIDTH, 'relu'),
  ...addNorm('feed', 'narrow', 'attention-norm'),
];

const decoderBlock: NodeRecord[] = [
  ...attentionNodes({ ...attention, prefix: 'attention', from: 'input', mask: 'causal' }),
  ...addNorm('attention', 'attention-out', 'input'),
  ...attentionNodes({ ...attention, prefix: 'cross', from: 'attention-norm', of: 'encoder' }),
  ...addNorm('cross', 'cross-out', 'attention-norm'),
  ...feedForward(INNER, WIDTH, 'relu'),
  ...addNorm('feed', 'narrow', 'cross-norm'),
];

export const transformerBase: NetworkGraph = {
  name: 'transformer-base',
  summary: 'encoder and decoder of six blocks, width 512, 8 heads, one table of 37,000 tokens',
  inputs: [
    { id: 'source', shape: ['batch', 'sequence'] },
    { id: 'target', shape: ['batch', 'sequence'] },
  ],
  nodes: [
    { id: 'table', kind: 'embedding', entries: VOCABULARY, width: WIDTH, inputs: ['source'] },
    { id: 'source-places', kind: 'positions', values: 'sinusoidal' },
    { id: 'encoder', kind: 'block', repeat: 6, nodes: encoderBlock },
    { id: 'words', kind: 'embedding', entries: VOCABULARY, width: WIDTH, weights: 'table', inputs: ['target'] },
    { id: 'target-places', kind: 'positions', values: 'sinusoidal' },
    { id: 'decoder', kind: 'block', repeat: 6, nodes: decoderBlock },
    { id: 'head', kind: 'linear', outputs: VOCABULARY, axes: 'last', bias: false, weights: 'table' },
  ],
  loss: 'softmax-cross-entropy',
  // About 25,000 tokens in a batch of sentence pairs of some 30 words (section 5.1); 64 holds most of them.
  sequence: 64,
};
