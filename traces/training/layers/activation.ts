/** Element-wise activations: y = f(x), dx = f′ from the input or the output that forward keeps, and dy. */
import { ACTIVATIONS, type Activation } from '../../../models/networks/graph.js';
import type { ElementWiseFunction } from '../../../records/trace/op.js';
import { elementWise } from '../../ops/element-wise.js';
import type { StepContext } from '../../ops/emit.js';
import type { Tensor } from '../../ops/tensor.js';
import { type BackwardResult, type ForwardResult, type Layer, type LayerForward, onlyInput } from './layer.js';

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
  const { kind } = layer.node;
  const place = { layer: layer.id, phase: 'forward' } as const;
  const output = elementWise(context, place, { name: 'y', role: 'activation', function: kind }, [x]);
  const kept = GRADIENTS[kind].from === 'input' ? x : output;
  return { output, backward: (dy) => activationBackward(context, layer, kept, dy) };
}

function activationBackward(context: StepContext, layer: Layer<Activation>, kept: Tensor, dy: Tensor): BackwardResult {
  const place = { layer: layer.id, phase: 'dgrad' } as const;
  const { function: gradient } = GRADIENTS[layer.node.kind];
  const dx = elementWise(context, place, { name: 'dx', role: 'dx', function: gradient }, [kept, dy]);
  return { inputs: [dx], parameters: [] };
}
