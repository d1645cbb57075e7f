/** Fully connected layer: x [B × I] (images are flattened) to y [B × O]. */
import type { StepContext } from '../../ops/context.js';
import { asMatrix, elementsOf, type Tensor } from '../../ops/tensor.js';
import { denseBackward, denseForward, denseInput } from './dense.js';
import { type BackwardResult, denseOf, type Layer, parametersOf, type Saved } from './layer.js';

export function linearForward(context: StepContext, layer: Layer, input: Tensor): Saved {
  const matrix = asMatrix(input, elementsOf(layer.inputShape));
  const x = denseInput(context, { layer: layer.id, phase: 'forward' }, layer.operands, matrix);
  const { output, saved } = denseForward(context, layer.id, layer.operands, parametersOf(layer), x);
  return { input, output, dense: saved };
}

export function linearBackward(context: StepContext, layer: Layer, saved: Saved, dy: Tensor): BackwardResult {
  const needed = layer.position === 'first' ? 'not-needed' : 'needed';
  const { dx, ...gradients } = denseBackward(context, layer.id, layer.operands, denseOf(layer, saved), dy, needed);
  return { dx: dx === undefined ? undefined : { ...dx, shape: saved.input.shape }, gradients };
}
