/** Max-pooling: x [B, H, W, C] to y [B, H/size, W/size, C]. */
import { InputError } from '../../../models/input-error.js';
import { poolWindow } from '../../../models/networks/rules/images.js';
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
  const output = maxPool(context, { layer: layer.id, phase: 'forward' }, 'y', x, squareOf(layer));
  return { output, backward: (dy) => maxPoolLayerBackward(context, layer, x, dy) };
}

/** Windows that do not overlap. */
function squareOf({ id, node }: Layer<'max-pool'>): number {
  const { kernel, stride, padding } = poolWindow(node, id);
  if (kernel === stride && padding === 0) return kernel;
  throw new InputError(`${id} stride`, `windows that do not overlap, a stride of ${kernel}`, String(stride));
}

function maxPoolLayerBackward(context: StepContext, layer: Layer<'max-pool'>, x: Tensor, dy: Tensor): BackwardResult {
  const dx = maxPoolBackward(context, { layer: layer.id, phase: 'dgrad' }, 'dx', [x, dy], squareOf(layer));
  return { inputs: [dx], parameters: [] };
}
