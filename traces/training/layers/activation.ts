/**
 * Activations: x of any shape to y = f(x) of the same; backward dx = dy · f′, from the input or the output that forward
 * keeps. A GELU may add the bias of the layer before it, whose gradient is that layer's.
 */
import { ACTIVATIONS, type Activation } from '../../../models/networks/graph.js';
import type { ElementWiseFunction } from '../../../records/trace/op.js';
import { elementWise } from '../../ops/element-wise.js';
import type { StepContext } from '../../ops/emit.js';
import type { Tensor } from '../../ops/tensor.js';
import { rowParameter } from './dense.js';
import { type ForwardResult, type Layer, type LayerForward, onlyInput, placesOf } from './layer.js';

/** The gradient of each activation, and what it is formed from besides dy. */
const GRADIENTS: Readonly<Record<Activation, { function: ElementWiseFunction; from: 'input' | 'output' }>> = {
  relu: { function: 'relu-backward', from: 'output' },
  gelu: { function: 'gelu-backward', from: 'input' },
  silu: { function: 'silu-backward', from: 'input' },
  sigmoid: { function: 'sigmoid-backward', from: 'output' },
  tanh: { function: 'tanh-backward', from: 'output' },
};

export const activationLayers = Object.fromEntries(ACTIVATIONS.map((kind) => [kind, activationForward])) as {
  readonly [Kind in Activation]: LayerForward<Kind>;
};

function activationForward(context: StepContext, layer: Layer<Activation>, inputs: readonly Tensor[]): ForwardResult {
  const x = onlyInput(layer, inputs);
  const { forward, dgrad } = placesOf(layer);
  const { kind } = layer.node;
  const biased = layer.fusion === 'takes-bias' && layer.borrowed !== undefined;
  const operands: [Tensor, ...Tensor[]] = biased ? [x, rowParameter(context, layer.borrowed)] : [x];
  const applied = biased ? 'bias-gelu' : kind;
  const output = elementWise(context, forward, { name: 'y', role: 'activation', function: applied }, operands);
  const kept: [Tensor, ...Tensor[]] = GRADIENTS[kind].from === 'input' ? operands : [output];
  const gradient = biased ? 'bias-gelu-backward' : GRADIENTS[kind].function;
  const backward = (dy: Tensor) => {
    const dx = elementWise(context, dgrad, { name: 'dx', role: 'dx', function: gradient }, [...kept, dy]);
    return { inputs: [dx], parameters: [] };
  };
  return { output, backward };
}
