/** A convolution of stride 1 that keeps the image's size, as a product of patches [B·H·W × K²·C] with weights [K²·C × O]. */
import type { StepContext } from '../../ops/emit.js';
import { gemm } from '../../ops/gemm.js';
import { col2im, im2col } from '../../ops/patches.js';
import { asMatrix, type Tensor } from '../../ops/tensor.js';
import { transpose } from '../../ops/transpose.js';
import type { Parameter } from '../../ops/update.js';
import { denseGradient, denseInput, denseWeight, weightGradient, withBias } from './dense.js';
import { type ForwardResult, type Layer, parameterOf, placesOf } from './layer.js';

export function patchedForward(context: StepContext, layer: Layer<'convolution'>, input: Tensor): ForwardResult {
  const { forward, dgrad, wgrad } = placesOf(layer);
  const { kernel, channels } = layer.node;
  const x = denseInput(context, layer, input);
  const patches = im2col(context, forward, { name: 'patches', role: 'activation' }, x, kernel);
  const weight = denseWeight(context, layer, parameterOf(layer, 'w') as Parameter);
  const output = withBias(context, layer, gemm(context, forward, 'xw', 'activation', patches, weight));
  const backward = (dy: Tensor) => {
    const { operand, bias } = denseGradient(context, layer, asMatrix(dy, channels));
    const turned = transpose(context, wgrad, 'x.transposed', patches);
    const parameters = [weightGradient(context, layer, gemm(context, wgrad, 'dw', 'dw', turned, operand)), ...bias];
    if (layer.inputGradients === 'not-needed') return { inputs: [undefined], parameters };
    const dx = gemm(context, dgrad, 'dx', 'dx', operand, transpose(context, dgrad, 'w.transposed', weight));
    return { inputs: [col2im(context, dgrad, 'dx.image', dx, { image: input.shape, kernel })], parameters };
  };
  return { output, backward };
}
