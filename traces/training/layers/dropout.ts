/**
 * Dropout: x of any shape to y = m · x ÷ (1 − rate) with m 0 or 1 by chance; backward dx = m · dy ÷ (1 − rate); y = x
 * where the network answers. Source: Srivastava et al. 2014, scaled in training.
 */
import { dropout } from '../../ops/dropout.js';
import { type StepContext, tensorId } from '../../ops/emit.js';
import type { Tensor } from '../../ops/tensor.js';
import { type ForwardResult, type Layer, onlyInput, placesOf } from './layer.js';
import { noWayBack } from './layer-norm.js';

export function dropoutForward(
  context: StepContext,
  layer: Layer<'dropout'>,
  inputs: readonly Tensor[],
): ForwardResult {
  const x = onlyInput(layer, inputs);
  if (context.pass !== 'training') return { output: x, backward: noWayBack };
  const { forward, dgrad } = placesOf(layer);
  const { rate } = layer.node;
  const mask = tensorId(context, forward, 'y');
  const output = dropout(context, forward, { name: 'y', role: 'activation', rate, mask }, x);
  const backward = (dy: Tensor) => ({
    inputs: [dropout(context, dgrad, { name: 'dx', role: 'dx', rate, mask }, dy)],
    parameters: [],
  });
  return { output, backward };
}
