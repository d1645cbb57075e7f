/** Every kind of layer: a kind of node without an entry does not compile. */
import type { NodeKind } from '../../../models/networks/graph.js';
import { activationLayers } from './activation.js';
import { addForward } from './add.js';
import { attentionForward } from './attention.js';
import { batchNormForward } from './batch-norm.js';
import { convolutionForward } from './convolution.js';
import { concatForward, padForward, reshapeForward, sliceForward, subsampleForward } from './cutting.js';
import { dropoutForward } from './dropout.js';
import { embeddingForward, tokenForward } from './embedding.js';
import type { LayerForward } from './layer.js';
import { layerNormForward, rmsNormForward } from './layer-norm.js';
import { linearForward } from './linear.js';
import { multiplyForward } from './multiply.js';
import { poolingForward } from './pooling.js';
import { positionsForward } from './positions.js';

const LAYERS: { readonly [Kind in NodeKind]: LayerForward<Kind> } = {
  linear: linearForward,
  convolution: convolutionForward,
  'max-pool': poolingForward,
  'average-pool': poolingForward,
  'global-average-pool': poolingForward,
  dropout: dropoutForward,
  add: addForward,
  multiply: multiplyForward,
  'batch-norm': batchNormForward,
  'layer-norm': layerNormForward,
  'rms-norm': rmsNormForward,
  embedding: embeddingForward,
  positions: positionsForward,
  token: tokenForward,
  attention: attentionForward,
  concat: concatForward,
  slice: sliceForward,
  subsample: subsampleForward,
  pad: padForward,
  reshape: reshapeForward,
  ...activationLayers,
};

/** What a kind of layer does forward; its result knows the way back. */
export function layerForward<Kind extends NodeKind>(kind: Kind): LayerForward<Kind> {
  return LAYERS[kind];
}
