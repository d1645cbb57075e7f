/** Max-pooling: x [B, H, W, C] to y [B, H/size, W/size, C]. */
import type { StepContext } from '../../ops/emit.js';
import { maxPool, maxPoolBackward } from '../../ops/pool.js';
import type { Tensor } from '../../ops/tensor.js';
import { type BackwardResult, type ForwardResult, type Layer, onlyInput } from './layer.js';

export function maxPoolForward(
  context: StepContext,
  layer: Layer<'max-pool'>,
  inputs: readonly Tensor[],
): ForwardResult {
  const x = onlyInput(layer, inputs);
  const output = maxPool(context, { layer: layer.id, phase: 'forward' }, 'y', x, layer.node.size);
  return { output, backward: (dy) => maxPoolLayerBackward(context, layer, x, dy) };
}

function maxPoolLayerBackward(context: StepContext, layer: Layer<'max-pool'>, x: Tensor, dy: Tensor): BackwardResult {
  const dx = maxPoolBackward(context, { layer: layer.id, phase: 'dgrad' }, 'dx', [x, dy], layer.node.size);
  return { inputs: [dx], parameters: [] };
}
