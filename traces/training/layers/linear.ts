/** Fully connected layer: x [B × I] (images are flattened) to y [B × O]. */
import type { StepContext } from '../../ops/emit.js';
import { asMatrix, type Tensor } from '../../ops/tensor.js';
import { type DenseSaved, denseBackward, denseForward, denseInput, weightOf } from './dense.js';
import { type BackwardResult, type ForwardResult, type Layer, onlyInput } from './layer.js';

export function linearForward(context: StepContext, layer: Layer<'linear'>, inputs: readonly Tensor[]): ForwardResult {
  const input = onlyInput(layer, inputs);
  const matrix = asMatrix(input, weightOf(layer).shape[0] as number);
  const x = denseInput(context, { layer: layer.id, phase: 'forward' }, layer.operands, matrix);
  const { output, saved } = denseForward(context, layer, x);
  return { output, backward: (dy) => linearBackward(context, layer, input.shape, saved, dy) };
}

function linearBackward(
  context: StepContext,
  layer: Layer<'linear'>,
  inputShape: readonly number[],
  saved: DenseSaved,
  dy: Tensor,
): BackwardResult {
  const { dx, weight, bias } = denseBackward(context, layer, saved, asMatrix(dy, layer.node.outputs));
  return { inputs: [dx === undefined ? undefined : { ...dx, shape: inputShape }], parameters: [weight, bias] };
}
