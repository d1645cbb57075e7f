/** Every kind of layer that is lowered and trained. */
import { InputError } from '../../../models/input-error.js';
import type { NodeKind } from '../../../models/networks/graph.js';
import { activationLayers } from './activation.js';
import { addForward } from './add.js';
import { convolutionForward } from './convolution.js';
import type { LayerForward } from './layer.js';
import { linearForward } from './linear.js';
import { maxPoolForward } from './max-pool.js';

const LAYERS: { readonly [Kind in NodeKind]?: LayerForward<Kind> } = {
  linear: linearForward,
  convolution: convolutionForward,
  'max-pool': maxPoolForward,
  add: addForward,
  ...activationLayers,
};

/** What a kind of layer does forward; its result knows the way back. @throws InputError for a kind that is not lowered yet */
export function layerForward<Kind extends NodeKind>(kind: Kind): LayerForward<Kind> {
  const found = LAYERS[kind] as LayerForward<Kind> | undefined;
  if (found === undefined)
    throw new InputError('network', `layers of these kinds: ${Object.keys(LAYERS).join(', ')}`, kind);
  return found;
}
