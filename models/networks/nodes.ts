/** Every kind of node: what it makes of shapes. A kind without an entry does not compile. */
import { ACTIVATIONS, type Activation, NORM_KINDS, type NodeKind, type NormKind } from './graph.js';
import { activation, add, dropout, multiply, norm } from './rules/element-wise.js';
import { averagePool, globalAveragePool, maxPool, pad, subsample } from './rules/images.js';
import { convolution, embedding, linear, positions, token } from './rules/products.js';
import type { NodeRule } from './rules/rule.js';
import { attention, concat, reshape, slice } from './rules/tokens.js';

const activations = Object.fromEntries(ACTIVATIONS.map((kind) => [kind, activation()])) as {
  readonly [Kind in Activation]: NodeRule<Kind>;
};
const norms = Object.fromEntries(NORM_KINDS.map((kind) => [kind, norm(kind)])) as {
  readonly [Kind in NormKind]: NodeRule<Kind>;
};

const NODE_RULES: { readonly [Kind in NodeKind]: NodeRule<Kind> } = {
  linear,
  convolution,
  'max-pool': maxPool,
  'average-pool': averagePool,
  'global-average-pool': globalAveragePool,
  dropout,
  add,
  multiply,
  embedding,
  positions,
  token,
  attention,
  concat,
  slice,
  subsample,
  pad,
  reshape,
  ...activations,
  ...norms,
};

/** The rule of a kind of node. */
export function nodeRule<Kind extends NodeKind>(kind: Kind): NodeRule<Kind> {
  return NODE_RULES[kind];
}
