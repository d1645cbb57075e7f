/**
 * One step of training: forward, loss, backward, update, in the order in which the machine would run it.
 * With a context that has no arithmetic it only lays out ops and shapes (traces/lowering).
 */

import { boundShape, lengthsOf } from '../../models/networks/layout.js';
import type { OptimiserRule } from '../../models/optimisers/optimiser.js';
import { elementWise } from '../ops/element-wise.js';
import { newTensor, type StepContext } from '../ops/emit.js';
import type { LossResult } from '../ops/softmax-cross-entropy.js';
import type { Elements, Tensor } from '../ops/tensor.js';
import { update } from '../ops/update.js';
import { layerForward } from './layers/all.js';
import type { BackwardResult, ForwardResult, Layer } from './layers/layer.js';
import { lossOf } from './losses/all.js';
import type { TrainedNetwork } from './network.js';
import { applyUpdate } from './optimisers/all.js';

/** Examples in the storage format, of the network's input shape, and their classes; none in steps of shapes alone. */
export interface Batch {
  readonly size: number;
  readonly inputs?: Elements;
  readonly labels?: Uint8Array;
}

/** A step's context without what its layers give it. */
export type BaseContext = Omit<StepContext, 'repeat'>;

/** Runs one step and changes the network's parameters. */
export function trainStep(base: BaseContext, network: TrainedNetwork, batch: Batch, rule: OptimiserRule): LossResult {
  const context: StepContext = { ...base, repeat: 1 };
  const results = forward(base, network, batch);
  const { output } = results.at(-1) as ForwardResult;
  const loss = lossOf(network.graph.loss)(context, { layer: 'loss', phase: 'forward' }, output, batch.labels);
  const gradients = new Map<string, Tensor>([[(network.layers.at(-1) as Layer).id, loss.gradient]]);
  for (let i = network.layers.length - 1; i >= 0; i--) {
    const layer = network.layers[i] as Layer;
    const dy = gradients.get(layer.id);
    if (dy === undefined) continue;
    const own: StepContext = { ...base, repeat: layer.repeat };
    const result = (results[i] as ForwardResult).backward({ ...dy, shape: (results[i] as ForwardResult).output.shape });
    layer.inputs.forEach((input, at) => {
      addGradient(own, gradients, layer, { input, at }, result);
    });
    layer.parameters.forEach((parameter, at) => {
      const decayed = parameter.decay === 'decayed' ? rule : { ...rule, weightDecay: 0 };
      update(own, parameter, result.parameters[at] as Tensor, decayed, applyUpdate(context.step));
    });
  }
  return loss;
}

/** A value that several layers read has the sum of their gradients: each further one is added as it arrives. */
function addGradient(
  context: StepContext,
  gradients: Map<string, Tensor>,
  layer: Layer,
  { input, at }: { readonly input: string; readonly at: number },
  { inputs }: BackwardResult,
): void {
  const dx = inputs[at];
  if (dx === undefined) return;
  const before = gradients.get(input);
  if (before === undefined) {
    gradients.set(input, dx);
    return;
  }
  const place = { layer: layer.id, phase: 'dgrad' } as const;
  const name = at === 0 ? 'dx.sum' : `dx.sum.${at + 1}`;
  gradients.set(input, elementWise(context, place, { name, role: 'dx', function: 'add' }, [before, dx]));
}

/** Each layer's output, and its way back. */
export function forward(base: BaseContext, network: TrainedNetwork, batch: Batch): ForwardResult[] {
  const values = new Map<string, Tensor>();
  const place = { layer: 'input', phase: 'forward' } as const;
  for (const { id, shape } of network.graph.inputs) {
    const parts = { name: id, role: 'activation', format: base.recipe.storage } as const;
    const bound = boundShape(shape, lengthsOf(network.graph, batch.size));
    values.set(id, newTensor({ ...base, repeat: 1 }, place, { ...parts, shape: bound }, batch.inputs));
  }
  return network.layers.map((layer) => {
    const inputs = layer.inputs.map((input) => values.get(input) as Tensor);
    const result = layerForward(layer.node.kind)({ ...base, repeat: layer.repeat }, layer, inputs);
    values.set(layer.id, result.output);
    return result;
  });
}
