/**
 * What layers do of each other's work where one alone reads what the other makes: a GELU adds the bias before it; in
 * inference a batch-norm behind a product leaves it its scale (folded into the weights, with the product's bias), and a
 * layer-norm sums what a residual connection before it would.
 */
import type { Pass } from '../ops/emit.js';
import type { Layer } from './layers/layer.js';
import { parameterOf } from './layers/layer.js';

/** Layers in order, with what they do for each other; those that nothing is left of are gone. */
export function fused(layers: readonly Layer[], pass: Pass): Layer[] {
  const known = new Map(layers.map((layer) => [layer.id, layer]));
  const readers = new Map<string, number>();
  for (const input of layers.flatMap(({ inputs }) => inputs)) readers.set(input, (readers.get(input) ?? 0) + 1);
  const changed = new Map<string, Layer | undefined>();
  for (const layer of layers) {
    const before = known.get(layer.inputs[0] ?? '');
    if (before === undefined || readers.get(before.id) !== 1) continue;
    for (const [id, change] of changesOf(layer, before, pass)) changed.set(id, change);
  }
  return layers.flatMap((layer) => {
    const change = changed.has(layer.id) ? changed.get(layer.id) : layer;
    return change === undefined ? [] : [change];
  });
}

/** What becomes of a layer and of the one before it, which nothing else reads. */
function changesOf(layer: Layer, before: Layer, pass: Pass): [string, Layer | undefined][] {
  const { kind } = layer.node;
  const product = before.node.kind === 'linear' || before.node.kind === 'convolution';
  const bias = parameterOf(before, 'b');
  if (kind === 'gelu' && product && bias !== undefined) {
    return [
      [before.id, { ...before, fusion: 'leaves-bias' }],
      [layer.id, { ...layer, fusion: 'takes-bias', borrowed: bias }],
    ];
  }
  if (pass === 'training') return [];
  if (kind === 'batch-norm' && product) {
    return [
      [before.id, { ...before, fusion: 'leaves-bias' }],
      [layer.id, { ...layer, fusion: 'folded' }],
    ];
  }
  if (kind !== 'layer-norm' || before.node.kind !== 'add') return [];
  return [
    [before.id, undefined],
    [layer.id, { ...layer, fusion: 'adds', inputs: before.inputs }],
  ];
}
