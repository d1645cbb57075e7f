/** Every kind of layer: a kind of node without an entry does not compile. */
import type { NodeKind } from '../../../models/networks/graph.js';
import { activationLayers } from './activation.js';
import { addForward } from './add.js';
import { convolutionForward } from './convolution.js';
import type { LayerForward } from './layer.js';
import { linearForward } from './linear.js';
import { maxPoolForward } from './max-pool.js';

const LAYERS: { readonly [Kind in NodeKind]: LayerForward<Kind> } = {
  linear: linearForward,
  convolution: convolutionForward,
  'max-pool': maxPoolForward,
  add: addForward,
  ...activationLayers,
};

/** What a kind of layer does forward; its result knows the way back. */
export function layerForward<Kind extends NodeKind>(kind: Kind): LayerForward<Kind> {
  return LAYERS[kind];
}
