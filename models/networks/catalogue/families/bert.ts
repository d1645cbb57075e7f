/** Encoders of the BERT family, with embeddings and pooler. Source: Devlin et al. 2019, section 3. Left out: dropout. */
import type { NetworkGraph, NodeRecord } from '../../graph.js';
import { addNorm, attentionNodes, feedForward } from './transformer.js';

interface Bert {
  readonly width: number;
  readonly heads: number;
  readonly blocks: number;
}

/** Vocabulary of 30,522, 512 places, 2 types. The loss is of the pooler's outputs. */
export function bert({ width, heads, blocks }: Bert): Omit<NetworkGraph, 'name' | 'summary'> {
  return {
    inputs: [
      { id: 'tokens', shape: ['batch', 'sequence'] },
      { id: 'types', shape: ['batch', 'sequence'] },
    ],
    nodes: [
      { id: 'words', kind: 'embedding', entries: 30_522, width, inputs: ['tokens'] },
      { id: 'kinds', kind: 'embedding', entries: 2, width, inputs: ['types'] },
      { id: 'embedded', kind: 'add', inputs: ['words', 'kinds'] },
      { id: 'places', kind: 'positions', entries: 512 },
      { id: 'norm', kind: 'layer-norm' },
      { id: 'encoder', kind: 'block', repeat: blocks, nodes: blockNodes(width, heads) },
      { id: 'first', kind: 'slice', axis: 'tokens', length: 1 },
      { id: 'pooler', kind: 'linear', outputs: width },
      { id: 'pooled', kind: 'tanh' },
    ],
    loss: 'softmax-cross-entropy',
    sequence: 128,
  };
}

function blockNodes(width: number, heads: number): NodeRecord[] {
  return [
    ...attentionNodes({ prefix: 'attention', width, heads, from: 'input', bias: true }),
    ...addNorm('attention', 'attention-out', 'input'),
    ...feedForward(4 * width, width, 'gelu'),
    ...addNorm('feed', 'narrow', 'attention-norm'),
  ];
}
