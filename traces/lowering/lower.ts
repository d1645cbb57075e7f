/**
 * One step of training, or of inference, as ops and shapes, without operands and without weights: the same layer code as training,
 * run with a context that has no arithmetic. So captured ops equal lowered ops, field by field. Of a
 * block's repetitions those between the first and the last stand once; or all are unrolled, as in training.
 */
import type { NetworkGraph } from '../../models/networks/graph.js';
import type { BlockGroups, BlockRule } from '../../models/networks/layout.js';
import type { OptimiserName, OptimiserRule } from '../../models/optimisers/optimiser.js';
import type { Streamed } from '../../models/parallel.js';
import { sha256 } from '../../records/json.js';
import type { ChipsRecord } from '../../records/trace/chips.js';
import type { OpRecord } from '../../records/trace/op.js';
import type { Recipe } from '../../records/trace/recipe.js';
import type { TensorRecord } from '../../records/trace/tensor.js';
import type { Trace } from '../../records/trace/trace-folder.js';
import { type UnitSource, unitSource } from '../../records/unit-named.js';
import { createCapture } from '../capture/capture.js';
import { traceRecord, type Units, unitsOf } from '../capture/trace-record.js';
import type { Pass, StepContext } from '../ops/emit.js';
import { checkComputed } from '../training/computed.js';
import { lossScaleOf } from '../training/loss-scaling/all.js';
import { shapedNetwork, type TrainedNetwork } from '../training/network.js';
import { forward, type StepRule, trainStep } from '../training/step.js';
import { streamedFromHost } from './chips/host.js';

export interface LowerOptions extends Pick<StepRule, 'clipNorm' | 'microBatches'> {
  readonly pass: Pass;
  readonly network: NetworkGraph;
  readonly recipe: Recipe;
  readonly unitFor: StepContext['unitFor'];
  readonly batch: number;
  /** Of training. */
  readonly optimiser: OptimiserRule;
  readonly seed: number;
  readonly step: number;
  readonly blocks: BlockRule | BlockGroups;
}

export interface LoweredStep {
  readonly network: TrainedNetwork;
  readonly ops: readonly OpRecord[];
  /** Each once, in the order of first use. */
  readonly tensors: readonly TensorRecord[];
}

/** @throws InputError where a node does not fit its inputs, or the unit does not take the recipe's formats */
export function lowerStep(options: LowerOptions): LoweredStep {
  const { pass, recipe, unitFor, batch, optimiser, seed, step, blocks } = options;
  checkComputed(recipe);
  const network = shapedNetwork(options.network, { pass, recipe, optimiser: optimiser.kind }, blocks);
  const recorder = createCapture();
  const lossScaleExponent = lossScaleOf(recipe).exponent;
  const context = { pass, step, seed, recipe, lossScaleExponent, updates: step, unitFor, recorder };
  if (pass === 'training') trainStep(context, network, { size: batch }, options);
  else forward(context, network, { size: batch });
  return { network, ops: recorder.ops, tensors: recorder.tensors };
}

export interface LoweredTraceOptions {
  readonly network: NetworkGraph;
  readonly recipe: Recipe;
  /** As it is named, or what makes units of the recipe's formats. */
  readonly unit: string | UnitSource;
  readonly batch: number;
  /** Training unless said. */
  readonly pass?: Pass;
  /** Of training: what stands beside each parameter in memory. SGD with momentum unless said. */
  readonly optimiser?: { readonly kind: OptimiserName };
  /** What lives in the host's memory: nothing unless said. */
  readonly stream?: Streamed;
  readonly toolVersion: string;
}

/** Learning rates do not change shapes; the ops carry these. */
const SHAPES_ONLY: { readonly [Name in OptimiserName]: OptimiserRule } = {
  'sgd-momentum': { kind: 'sgd-momentum', learningRate: 0, momentum: 0, weightDecay: 0 },
  'sgd-nesterov': { kind: 'sgd-nesterov', learningRate: 0, momentum: 0, weightDecay: 0 },
  adamw: { kind: 'adamw', learningRate: 0, beta1: 0, beta2: 0, epsilon: 1, weightDecay: 0 },
};

/** A step's options, and the units that it uses while it is lowered. */
export function stepOptions(options: LoweredTraceOptions, where: string): { step: LowerOptions; units: Units } {
  const { unit, pass = 'training', optimiser = SHAPES_ONLY['sgd-momentum'] } = options;
  const units = unitsOf(typeof unit === 'string' ? unitSource(unit, where) : unit);
  const rule = SHAPES_ONLY[optimiser.kind];
  const { unitFor } = units;
  return { step: { ...options, pass, optimiser: rule, seed: 0, step: 0, blocks: 'folded', unitFor }, units };
}

/** How a trace of shapes says what it is. */
const SAMPLING: Readonly<Record<Pass, string>> = {
  training: 'one lowered step, shapes only',
  inference: 'one lowered inference, shapes only',
};

/**
 * A trace of shapes alone: one lowered step in memory, for simulation without training.
 * @param where what an error of the unit names
 * @throws InputError where the unit does not take the recipe's formats
 */
export function loweredTrace(options: LoweredTraceOptions, where: string): Trace {
  const { step, units } = stepOptions(options, where);
  return shapesTrace(lowerStep(step), { ...options, units });
}

interface ShapesOptions extends LoweredTraceOptions {
  readonly units: Units;
  /** Where the work is dealt over several chips. */
  readonly chips?: ChipsRecord;
}

/** A lowered step as a trace. */
export function shapesTrace({ network, ...work }: LoweredStep, options: ShapesOptions): Trace {
  const { ops, tensors } = options.stream === 'states' ? streamedFromHost(work) : work;
  const { recipe, batch, toolVersion, units, pass = 'training', chips } = options;
  const lossScaleExponent = lossScaleOf(recipe).exponent;
  const description = { toolVersion, network, batch, recipe, units, seed: 0, steps: [{ step: 0, lossScaleExponent }] };
  const whole = traceRecord({ ...description, sampling: { rule: SAMPLING[pass] } });
  const record = chips === undefined ? whole : { ...whole, chips };
  return {
    record,
    ops,
    tensors: new Map(tensors.map((tensor) => [tensor.id, tensor])),
    // In the order of this code’s fields: sorting those of a thousand ops takes longer than lowering them.
    sha256: sha256(JSON.stringify([record, ops, tensors])),
    operand: () => undefined,
  };
}
