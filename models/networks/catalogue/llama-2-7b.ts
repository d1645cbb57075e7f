/**
 * Llama 2 7B, all tokens at once (prefill): 6,738,415,616 parameters. Source: Touvron et al. 2023; Hugging Face
 * meta-llama/Llama-2-7b-hf (vocabulary 32,000, width 4,096, inner 11,008, 32 heads, 32 blocks, no biases, head of its own;
 * 4,096 places at most, which rotary positions do not tell). Left out: generating token by token.
 */
import type { NetworkGraph, NodeRecord } from '../graph.js';
import { attentionNodes, tokenLinear } from './families/transformer.js';

const WIDTH = 4096;
const INNER = 11_008;
const VOCABULARY = 32_000;

const block: NodeRecord[] = [
  { id: 'first-norm', kind: 'rms-norm' },
  ...attentionNodes({
    ...{ prefix: 'attention', width: WIDTH, heads: 32, from: 'first-norm', bias: false },
    mask: 'causal',
    positions: 'rotary',
  }),
  { id: 'first-sum', kind: 'add', inputs: ['attention-out', 'input'] },
  { id: 'second-norm', kind: 'rms-norm' },
  tokenLinear('gate', INNER, { bias: false }),
  { id: 'gate-silu', kind: 'silu' },
  tokenLinear('up', INNER, { inputs: ['second-norm'], bias: false }),
  { id: 'gated', kind: 'multiply', inputs: ['gate-silu', 'up'] },
  tokenLinear('down', WIDTH, { bias: false }),
  { id: 'second-sum', kind: 'add', inputs: ['down', 'first-sum'] },
];

export const llama2x7b: NetworkGraph = {
  name: 'llama-2-7b',
  summary: 'decoder of 32 blocks, width 4,096, 32 heads, RMS-norm, gated SiLU, rotary positions',
  inputs: [{ id: 'tokens', shape: ['batch', 'sequence'] }],
  nodes: [
    { id: 'words', kind: 'embedding', entries: VOCABULARY, width: WIDTH },
    { id: 'decoder', kind: 'block', repeat: 32, nodes: block },
    { id: 'norm', kind: 'rms-norm' },
    { id: 'head', kind: 'linear', outputs: VOCABULARY, axes: 'last', bias: false },
  ],
  loss: 'softmax-cross-entropy',
  // Of 4,096 that the network takes; chosen here as a prompt's length.
  sequence: 512,
};
