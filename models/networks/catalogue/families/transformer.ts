/**
 * Parts of transformers on tokens. Source: Vaswani et al. 2017, figures 1 and 2. Left out: dropout.
 */
import type { AttentionNode, NodeRecord } from '../../graph.js';

/** A linear layer on each token. */
export function tokenLinear(
  id: string,
  outputs: number,
  more: { readonly inputs?: readonly string[]; readonly bias?: boolean } = {},
): NodeRecord {
  return { id, kind: 'linear', outputs, axes: 'last', ...more };
}

interface AttentionParts extends Pick<AttentionNode, 'heads' | 'mask' | 'positions'> {
  /** Before each node's id. */
  readonly prefix: string;
  readonly width: number;
  /** What queries are made from, and keys and values. */
  readonly from: string;
  readonly of?: string;
  readonly bias: boolean;
}

/** Linear layers for q, k and v, the attention and the linear layer behind it: `prefix-out`. */
export function attentionNodes(parts: AttentionParts): NodeRecord[] {
  const { prefix, width, from, of = from, bias, heads, mask, positions } = parts;
  return [
    tokenLinear(`${prefix}-q`, width, { inputs: [from], bias }),
    tokenLinear(`${prefix}-k`, width, { inputs: [of], bias }),
    tokenLinear(`${prefix}-v`, width, { inputs: [of], bias }),
    {
      id: prefix,
      kind: 'attention',
      heads,
      inputs: [`${prefix}-q`, `${prefix}-k`, `${prefix}-v`],
      ...(mask === undefined ? {} : { mask }),
      ...(positions === undefined ? {} : { positions }),
    },
    tokenLinear(`${prefix}-out`, width, { bias }),
  ];
}

/** Wider and back: `wide`, the activation, `narrow`. */
export function feedForward(inner: number, width: number, activation: 'relu' | 'gelu'): NodeRecord[] {
  return [tokenLinear('wide', inner), { id: 'bent', kind: activation }, tokenLinear('narrow', width)];
}

interface Encoder {
  readonly width: number;
  readonly inner: number;
  readonly heads: number;
}

/** An encoder block that normalises what goes into attention and feed-forward (ViT, GPT-2). */
export function preNormBlock({ width, inner, heads }: Encoder): NodeRecord[] {
  return [
    { id: 'first-norm', kind: 'layer-norm' },
    ...attentionNodes({ prefix: 'attention', width, heads, from: 'first-norm', bias: true }),
    ...preNormFeedForward('attention-out', inner, width),
  ];
}

/** The sum with the block's input, and the second half of a block that normalises first. */
export function preNormFeedForward(attended: string, inner: number, width: number): NodeRecord[] {
  return [
    { id: 'first-sum', kind: 'add', inputs: [attended, 'input'] },
    { id: 'second-norm', kind: 'layer-norm' },
    ...feedForward(inner, width, 'gelu'),
    { id: 'second-sum', kind: 'add', inputs: ['narrow', 'first-sum'] },
  ];
}

/** A sum with a residual, normalised: `prefix-sum`, `prefix-norm`. */
export function addNorm(prefix: string, branch: string, residual: string): NodeRecord[] {
  return [
    { id: `${prefix}-sum`, kind: 'add', inputs: [branch, residual] },
    { id: `${prefix}-norm`, kind: 'layer-norm' },
  ];
}
