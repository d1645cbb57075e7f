/**
 * GPT-2 in four sizes. Source: Radford et al. 2019, table 2; Hugging Face gpt2 (vocabulary 50,257, 1,024 places, q, k and v
 * from one layer, the head shares the table). Left out: dropout.
 */
import type { NetworkGraph, NodeRecord } from '../../graph.js';
import { preNormFeedForward, tokenLinear } from './transformer.js';

interface Size {
  readonly name: string;
  readonly blocks: number;
  readonly width: number;
  readonly heads: number;
  /** GPT-2's unless said, as the places. */
  readonly vocabulary?: number;
  readonly places?: number;
}

const VOCABULARY = 50_257;
const PLACES = 1024;

export function gpt2Sized(size: Size): NetworkGraph {
  const { name, blocks, width, heads, vocabulary = VOCABULARY, places = PLACES } = size;
  const block: NodeRecord[] = [
    { id: 'first-norm', kind: 'layer-norm' },
    tokenLinear('qkv', 3 * width),
    { id: 'attention', kind: 'attention', heads, mask: 'causal' },
    tokenLinear('attention-out', width),
    ...preNormFeedForward('attention-out', 4 * width, width),
  ];
  return {
    name,
    summary: `decoder of ${blocks} blocks, width ${width.toLocaleString('en-US')}, ${heads} heads, GELU; the head shares the table of tokens`,
    inputs: [{ id: 'tokens', shape: ['batch', 'sequence'] }],
    nodes: [
      { id: 'words', kind: 'embedding', entries: vocabulary, width },
      { id: 'places', kind: 'positions', entries: places },
      { id: 'decoder', kind: 'block', repeat: blocks, nodes: block },
      { id: 'norm', kind: 'layer-norm' },
      { id: 'head', kind: 'linear', outputs: vocabulary, axes: 'last', bias: false, weights: 'words' },
    ],
    loss: 'softmax-cross-entropy',
    sequence: places,
  };
}
