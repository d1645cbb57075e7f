/** Convolution: x [B, H, W, C] to y [B, H', W', O], weights [K²·C ÷ groups × O]. */
import { windowOf } from '../../../models/networks/rules/products.js';
import { type ConvolutionDims, convolution } from '../../ops/convolution.js';
import type { StepContext } from '../../ops/emit.js';
import type { Tensor } from '../../ops/tensor.js';
import type { Parameter } from '../../ops/update.js';
import {
  type DenseDepths,
  type DenseSaved,
  denseGradient,
  denseInput,
  denseWeight,
  weightGradient,
  withBias,
} from './dense.js';
import { type BackwardResult, type ForwardResult, type Layer, onlyInput, parameterOf, placesOf } from './layer.js';

type Convolution = Layer<'convolution'>;

export function convolutionForward(context: StepContext, layer: Convolution, inputs: readonly Tensor[]): ForwardResult {
  const input = onlyInput(layer, inputs);
  const dims = dimsOf(layer, input);
  const depths = depthsOf(dims);
  const x = denseInput(context, layer, input, depths);
  const weight = denseWeight(context, layer, parameterOf(layer, 'w') as Parameter, depths);
  const parts = { name: 'xw', role: 'activation', direction: 'forward', dims } as const;
  const product = convolution(context, placesOf(layer).forward, parts, [x.rows, weight.columns]);
  const output = withBias(context, layer, product);
  return { output, backward: (dy) => convolutionBackward(context, layer, dims, { x, weight }, dy) };
}

function convolutionBackward(
  context: StepContext,
  layer: Convolution,
  dims: ConvolutionDims,
  { x, weight }: DenseSaved,
  dy: Tensor,
): BackwardResult {
  const { dgrad, wgrad } = placesOf(layer);
  const { operand, bias } = denseGradient(context, layer, dy);
  const wgradParts = { name: 'dw', role: 'dw', direction: 'wgrad', dims } as const;
  const product = convolution(context, wgrad, wgradParts, [x.columns, operand.columns]);
  const parameters = [weightGradient(context, layer, product), ...bias];
  if (layer.inputGradients === 'not-needed') return { inputs: [undefined], parameters };
  const dgradParts = { name: 'dx', role: 'dx', direction: 'dgrad', dims } as const;
  const dx = convolution(context, dgrad, dgradParts, [operand.rows, weight.rows]);
  return { inputs: [dx], parameters };
}

/** Of weights each tap's channels are apart; the gradient of weights sums over windows. */
function depthsOf({ kernel }: ConvolutionDims): DenseDepths {
  const taps = kernel ** 2;
  const weight = { rows: { along: 'rows', taps }, columns: { along: 'columns', taps }, forward: 'columns' } as const;
  return { x: { along: 'columns', windows: 'overlapping' }, weight };
}

function dimsOf({ id, node }: Convolution, input: Tensor): ConvolutionDims {
  const [images, height, width, inputChannels] = input.shape as [number, number, number, number];
  return { images, height, width, ...windowOf(node, id), inputChannels, outputChannels: node.channels };
}
