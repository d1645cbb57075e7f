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
import type { Tensor } from '../ops/tensor.js';
import { update } from '../ops/update.js';
import type { Batch } from './batch.js';
import { squaresOf } from './clipping.js';
import { layerForward } from './layers/all.js';
import type { ForwardResult, Layer } from './layers/layer.js';
import { looksAtGradients } from './loss-scaling/all.js';
import type { StepOutcome } from './loss-scaling/loss-scale.js';
import { lossOf } from './losses/all.js';
import { type GradientSums, gradientSums, partOf } from './micro-batches.js';
import type { TrainedNetwork } from './network.js';
import { applyUpdate } from './optimisers/all.js';
import { outcomeOf, type ParameterGradient } from './outcome.js';

/** A step's context without what its layers and its batch give it. */
export type BaseContext = Omit<StepContext, 'repeat' | 'examples'>;

/** What a step does with its gradients. */
export interface StepRule {
  readonly optimiser: OptimiserRule;
  /** Equal parts of the batch, one after another; one unless said. */
  readonly microBatches?: number | undefined;
  /** The norm of all gradients together, at most. */
  readonly clipNorm?: number | undefined;
}

type Loss = Omit<LossResult, 'gradient'>;

export interface StepResult extends Loss {
  readonly outcome: StepOutcome;
}

/** Of a step whose gradients no loss scaling looks at. */
const NOT_LOOKED_AT: StepOutcome = { overflow: 'clean', maxDw: [] };

/**
 * Runs one step and changes the network's parameters: each as soon as its gradient is there, or, where something is asked
 * of all gradients, behind the last of them, and none where a loss scaling that looks finds one that is no finite number.
 * Tensors of a step end with it, so they stay where the arithmetic made them.
 */
export function trainStep(base: BaseContext, network: TrainedNetwork, batch: Batch, rule: StepRule): StepResult {
  const step = () => wholeStep(base, network, batch, rule);
  return base.arithmetic === undefined ? step() : base.arithmetic.lent(step);
}

function wholeStep(base: BaseContext, network: TrainedNetwork, batch: Batch, rule: StepRule): StepResult {
  const { microBatches: parts = 1, clipNorm } = rule;
  const isLookedAt = looksAtGradients(base.recipe);
  if (parts === 1 && clipNorm === undefined && !isLookedAt) {
    const loss = gradientsOf(base, network, batch, (gradients) => updateAll(gradients, rule));
    return { ...loss, outcome: NOT_LOOKED_AT };
  }
  const { add, sums } = parts === 1 ? gradientList() : gradientSums();
  const results = Array.from({ length: parts }, (_, index) => {
    const part = parts === 1 ? undefined : { index, of: parts };
    return gradientsOf({ ...base, part }, network, partOf(batch, index, parts), add);
  });
  const gradients = sums();
  const outcome = isLookedAt ? outcomeOf(gradients) : NOT_LOOKED_AT;
  if (outcome.overflow === 'clean')
    updateAll(gradients, rule, clipNorm === undefined ? undefined : squaresOf(gradients));
  return { ...meanOf(results), outcome };
}

/** Those of a whole batch, as they came. */
function gradientList(): GradientSums {
  const all: ParameterGradient[] = [];
  return { add: (gradients) => void all.push(...gradients), sums: () => all };
}

/** Of equal parts. */
function meanOf(results: readonly Loss[]): Loss {
  const sum = (values: readonly (number | undefined)[]) =>
    values.reduce((total, value) => (total === undefined || value === undefined ? undefined : total + value), 0);
  const loss = sum(results.map((result) => result.loss));
  return {
    loss: loss === undefined ? undefined : loss / results.length,
    correct: sum(results.map(({ correct }) => correct)) ?? 0,
  };
}

/** A pass forward and back. @param arrived takes the gradients of each layer as soon as they are there */
function gradientsOf(
  base: BaseContext,
  network: TrainedNetwork,
  batch: Batch,
  arrived: (gradients: readonly ParameterGradient[]) => void,
): Loss {
  const context: StepContext = { ...base, repeat: 1, examples: batch.size };
  const places = forward(base, network, batch);
  const { output } = places.at(-1) as LayerPlace;
  const place = { layer: 'loss', phase: 'forward' } as const;
  const { gradient, ...loss } = lossOf(network.graph.loss)(context, place, output, batch.labels);
  const gradients: Gradients = { values: new Map([[lastOf(network).id, gradient]]), tables: new Map() };
  for (const place of places.toReversed()) arrived(layerBackward(context, place, gradients));
  return loss;
}

/** @param squares of all gradients, where they are clipped */
function updateAll(gradients: readonly ParameterGradient[], { optimiser, clipNorm }: StepRule, squares?: Tensor): void {
  const clip = clipNorm === undefined || squares === undefined ? undefined : { norm: clipNorm, squares };
  for (const { context, parameter, gradient } of gradients) {
    const rule = parameter.decay === 'decayed' ? optimiser : { ...optimiser, weightDecay: 0 };
    update(context, parameter, gradient, { rule, clip, apply: applyUpdate(context.updates) });
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
