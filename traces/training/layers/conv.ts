/**
 * Convolution, stride 1, padded to keep its size: x [B, H, W, C] to y [B, H, W, O], as a product of
 * patches [B·H·W × K²·C] with weights [K²·C × O].
 */
import type { Place, StepContext } from '../../ops/context.js';
import { col2im, im2col } from '../../ops/patches.js';
import { asMatrix, type Tensor } from '../../ops/tensor.js';
import { denseBackward, denseForward, denseInput } from './dense.js';
import { type BackwardResult, denseOf, type Layer, parametersOf, type Saved } from './layer.js';

export function convForward(context: StepContext, layer: Layer, input: Tensor, kernel: number): Saved {
  const place: Place = { layer: layer.id, phase: 'forward' };
  const x = denseInput(context, place, layer.operands, input);
  const patches = im2col(context, place, 'patches', 'activation', x, kernel);
  const { output, saved } = denseForward(context, layer.id, layer.operands, parametersOf(layer), patches);
  const shape = [input.shape[0] ?? 1, ...layer.outputShape];
  return { input, output: { ...output, shape }, dense: saved };
}

export function convBackward(
  context: StepContext,
  layer: Layer,
  saved: Saved,
  dy: Tensor,
  kernel: number,
): BackwardResult {
  const needed = layer.position === 'first' ? 'not-needed' : 'needed';
  const matrix = asMatrix(dy, layer.outputShape[2]);
  const { dx, ...gradients } = denseBackward(context, layer.id, layer.operands, denseOf(layer, saved), matrix, needed);
  if (dx === undefined) return { dx, gradients };
  const place: Place = { layer: layer.id, phase: 'dgrad' };
  return { dx: col2im(context, place, 'dx.image', dx, saved.input.shape, kernel), gradients };
}
