/**
 * One step of training: forward, loss, backward, update, in the order in which the machine would run it.
 * With a context that has no arithmetic it only lays out ops and shapes (traces/lowering).
 */

import type { Shape } from '../../models/networks/graph.js';
import { boundShape, lengthsOf } from '../../models/networks/layout.js';
import type { OptimiserRule } from '../../models/optimisers/optimiser.js';
import { elementWise } from '../ops/element-wise.js';
import { newTensor, type StepContext } from '../ops/emit.js';
import type { LossResult } from '../ops/softmax-cross-entropy.js';
import type { Elements, Tensor } from '../ops/tensor.js';
import { update } from '../ops/update.js';
import { layerForward } from './layers/all.js';
import type { ForwardResult, Layer } from './layers/layer.js';
import { looksAtGradients } from './loss-scaling/all.js';
import type { StepOutcome } from './loss-scaling/loss-scale.js';
import { lossOf } from './losses/all.js';
import type { TrainedNetwork } from './network.js';
import { applyUpdate } from './optimisers/all.js';
import { outcomeOf, type ParameterGradient } from './outcome.js';

/** Examples in the storage format, of the network's input shape, and their classes; none in steps of shapes alone. */
export interface Batch {
  readonly size: number;
  readonly inputs?: Elements;
  readonly labels?: Uint8Array;
}

/** A step's context without what its layers and its batch give it. */
export type BaseContext = Omit<StepContext, 'repeat' | 'examples'>;

export interface StepResult extends Omit<LossResult, 'gradient'> {
  readonly outcome: StepOutcome;
}

/** Of a step whose gradients no loss scaling looks at. */
const NOT_LOOKED_AT: StepOutcome = { overflow: 'clean', maxDw: [] };

/**
 * Runs one step and changes the network's parameters: each as soon as its gradient is there, or, where the loss scaling
 * looks at gradients, all after the last of them, and none where one is no finite number.
 * Tensors of a step that nobody records end with it, so they stay where the arithmetic made them.
 */
export function trainStep(base: BaseContext, network: TrainedNetwork, batch: Batch, rule: OptimiserRule): StepResult {
  const step = () => wholeStep(base, network, batch, rule);
  return base.arithmetic === undefined || base.recorder !== undefined ? step() : base.arithmetic.lent(step);
}

function wholeStep(base: BaseContext, network: TrainedNetwork, batch: Batch, rule: OptimiserRule): StepResult {
  const context: StepContext = { ...base, repeat: 1, examples: batch.size };
  const places = forward(base, network, batch);
  const { output } = places.at(-1) as LayerPlace;
  const { gradient, ...loss } = lossOf(network.graph.loss)(
    context,
    { layer: 'loss', phase: 'forward' },
    output,
    batch.labels,
  );
  const gradients: Gradients = { values: new Map([[lastOf(network).id, gradient]]), tables: new Map() };
  const isLookedAt = looksAtGradients(base.recipe);
  const waiting: ParameterGradient[] = [];
  for (const place of places.toReversed()) {
    waiting.push(...layerBackward(context, place, gradients));
    if (!isLookedAt) updateAll(waiting.splice(0), rule);
  }
  if (!isLookedAt) return { ...loss, outcome: NOT_LOOKED_AT };
  const outcome = outcomeOf(waiting);
  if (outcome.overflow === 'clean') updateAll(waiting, rule);
  return { ...loss, outcome };
}

function updateAll(gradients: readonly ParameterGradient[], rule: OptimiserRule): void {
  for (const { context, parameter, gradient } of gradients) {
    const decayed = parameter.decay === 'decayed' ? rule : { ...rule, weightDecay: 0 };
    update(context, parameter, gradient, decayed, applyUpdate(context.updates));
  }
}

function lastOf({ layers }: TrainedNetwork): Layer {
  return layers.at(-1) as Layer;
}

/** A layer with what it read and made. */
export interface LayerPlace extends ForwardResult {
  readonly layer: Layer;
  readonly inputs: readonly Tensor[];
}

/** What has arrived on the way back: by value, and of shared tables by the layer that has them. */
interface Gradients {
  readonly values: Map<string, Tensor>;
  readonly tables: Map<string, Tensor>;
}

/** @returns the gradients of its parameters */
function layerBackward(base: StepContext, place: LayerPlace, gradients: Gradients): ParameterGradient[] {
  const { layer, inputs, output } = place;
  const dy = gradients.values.get(layer.id);
  if (dy === undefined || !isTrained(layer)) return [];
  const context = { ...base, repeat: layer.repeat };
  const table = gradients.tables.get(layer.id);
  const result = place.backward({ ...dy, shape: output.shape }, table);
  for (const [at, input] of layer.inputs.entries()) {
    const dx = result.inputs[at];
    if (dx === undefined) continue;
    const name = at === 0 ? 'dx.sum' : `dx.sum.${at + 1}`;
    add(context, layer, gradients.values, input, { ...dx, shape: inputs[at]?.shape ?? dx.shape }, name);
  }
  if (result.table !== undefined) {
    add(context, layer, gradients.tables, layer.borrowed?.layer ?? '', result.table, 'dtable.sum');
  }
  return layer.parameters.map((parameter, at) => ({ context, parameter, gradient: result.parameters[at] as Tensor }));
}

/** Whether a layer, or anything before it, learns. */
function isTrained({ parameters, borrowed, inputGradients }: Layer): boolean {
  return inputGradients === 'needed' || parameters.length > 0 || borrowed !== undefined;
}

/** What several layers read has the sum of their gradients: each further one is added as it arrives. */
function add(
  context: StepContext,
  layer: Layer,
  gradients: Map<string, Tensor>,
  of: string,
  gradient: Tensor,
  name: string,
): void {
  const before = gradients.get(of);
  if (before === undefined) {
    gradients.set(of, gradient);
    return;
  }
  const { role } = gradient;
  const place = { layer: layer.id, phase: role === 'dw' ? 'wgrad' : 'dgrad' } as const;
  const parts = { name, role, function: 'add' } as const;
  gradients.set(of, elementWise(context, place, parts, [before, gradient]));
}

/** Each layer's output, and its way back. */
export function forward(base: BaseContext, network: TrainedNetwork, batch: Batch): LayerPlace[] {
  const values = new Map<string, Tensor>();
  const lengths = lengthsOf(network.graph, batch.size);
  const context: StepContext = { ...base, repeat: 1, examples: batch.size };
  for (const { id, shape } of network.graph.inputs) {
    const parts = { name: id, role: 'activation', format: inputFormat(shape, base) } as const;
    const bound = boundShape(shape, lengths);
    values.set(id, newTensor(context, { layer: 'input', phase: 'forward' }, { ...parts, shape: bound }, batch.inputs));
  }
  return network.layers.map((layer) => {
    const inputs = layer.inputs.map((input) => values.get(input) as Tensor);
    const result = layerForward(layer.node.kind)({ ...context, repeat: layer.repeat }, layer, inputs);
    const output = { ...result.output, shape: boundShape(layer.output, lengths) };
    values.set(layer.id, output);
    return { ...result, layer, inputs, output };
  });
}

/** Values in the storage format; numbers of tokens, whose axes are all symbols, as float32 holds them. */
function inputFormat(shape: Shape, { recipe }: BaseContext): string {
  return shape.some((axis) => typeof axis === 'number') ? recipe.storage : 'float32';
}
