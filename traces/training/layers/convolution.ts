/**
 * Convolution, stride 1, padded to keep its size: x [B, H, W, C] to y [B, H, W, O], as a product of
 * patches [B·H·W × K²·C] with weights [K²·C × O].
 */
import type { Place, StepContext } from '../../ops/emit.js';
import { col2im, im2col } from '../../ops/patches.js';
import { asMatrix, type Tensor } from '../../ops/tensor.js';
import { type DenseSaved, denseBackward, denseForward, denseInput } from './dense.js';
import { type BackwardResult, type ForwardResult, type Layer, onlyInput } from './layer.js';

export function convolutionForward(
  context: StepContext,
  layer: Layer<'convolution'>,
  inputs: readonly Tensor[],
): ForwardResult {
  const input = onlyInput(layer, inputs);
  const place: Place = { layer: layer.id, phase: 'forward' };
  const x = denseInput(context, place, layer.operands, input);
  const patches = im2col(context, place, { name: 'patches', role: 'activation' }, x, layer.node.kernel);
  const { output, saved } = denseForward(context, layer, patches);
  const shape = [...input.shape.slice(0, -1), layer.node.channels];
  const image = input.shape;
  return { output: { ...output, shape }, backward: (dy) => convolutionBackward(context, layer, image, saved, dy) };
}

function convolutionBackward(
  context: StepContext,
  layer: Layer<'convolution'>,
  image: readonly number[],
  saved: DenseSaved,
  dy: Tensor,
): BackwardResult {
  const { channels, kernel } = layer.node;
  const { dx, weight, bias } = denseBackward(context, layer, saved, asMatrix(dy, channels));
  if (dx === undefined) return { inputs: [undefined], parameters: [weight, bias] };
  const place: Place = { layer: layer.id, phase: 'dgrad' };
  return { inputs: [col2im(context, place, 'dx.image', dx, { image, kernel })], parameters: [weight, bias] };
}
