/**
 * A whole run of emulated training: epochs of steps, evaluation on the test set, a record of both, and
 * the capture of sampled steps. Same seed and inputs, same bytes, on any number of threads.
 */
import { InputError, shown } from '../../models/input-error.js';
import type { NetworkGraph } from '../../models/networks/graph.js';
import type { OptimiserRule } from '../../models/optimisers/optimiser.js';
import type { Schedule } from '../../models/optimisers/schedule.js';
import { SCHEMAS } from '../../records/schema.js';
import type { Recipe } from '../../records/trace/recipe.js';
import type { TrainingRecord } from '../../records/trace/training.js';
import type { Dataset } from '../data/dataset.js';
import type { Arithmetic } from '../ops/arithmetic.js';
import type { CastCounter, OpRecorder, StepContext } from '../ops/emit.js';
import { crossEntropy } from '../ops/softmax-cross-entropy.js';
import { valuesOf } from '../ops/stored.js';
import { castTotals } from './casts.js';
import { checkComputed } from './computed.js';
import { fitted } from './fit.js';
import { scheduledRate } from './learning-rate.js';
import { lossScaleOf } from './loss-scaling/all.js';
import { drawnNetwork, type TrainedNetwork } from './network.js';
import { epochOrder } from './order.js';
import { type BaseContext, forward, type LayerPlace, trainStep } from './step.js';

export interface TrainOptions {
  readonly network: NetworkGraph;
  readonly dataset: Dataset;
  readonly recipe: Recipe;
  readonly unitFor: StepContext['unitFor'];
  readonly arithmetic: Arithmetic;
  readonly seed: number;
  readonly epochs: number;
  readonly batch: number;
  readonly optimiser: OptimiserRule;
  readonly schedule: Schedule;
  readonly capture?: CaptureRule | undefined;
  readonly progress?: (done: number, total: number, loss: number) => void;
}

/** Asked once, before the first step of a graph that fits the data: which of all steps are captured, and by whom. */
export type CaptureRule = (
  total: number,
  graph: NetworkGraph,
) => { readonly steps: readonly number[]; readonly recorder: OpRecorder };

/** A step that was captured, and the power of two that multiplied its loss. */
export interface CapturedStep {
  readonly step: number;
  readonly lossScaleExponent: number;
  /** Before it, where some steps were skipped. */
  readonly updates?: number;
}

export interface TrainResult {
  readonly record: TrainingRecord;
  readonly network: TrainedNetwork;
  readonly capturedSteps: readonly CapturedStep[];
}

/** @throws InputError where the network does not take the data set's examples */
export function train(options: TrainOptions): TrainResult {
  const { dataset, batch, epochs, seed, recipe, optimiser, schedule } = options;
  const graph = fitted(options.network, dataset);
  checkPlaces(graph);
  checkComputed(recipe);
  const network = drawnNetwork(graph, { firstLayer: recipe.firstLayer, optimiser: optimiser.kind }, seed);
  const stepsPerEpoch = Math.floor(dataset.sizes.train / batch);
  const total = stepsPerEpoch * epochs;
  const capture = options.capture?.(total, graph);
  const captured = capture?.steps ?? [];
  const casts = castTotals();
  const steps: TrainingRecord['steps'] = [];
  const capturedSteps: CapturedStep[] = [];
  let scale = lossScaleOf(recipe);
  let updates = 0;
  let order: Uint32Array = new Uint32Array(0);
  for (let step = 0; step < total; step++) {
    const at = step % stepsPerEpoch;
    const epoch = Math.floor(step / stepsPerEpoch);
    if (at === 0) order = epochOrder(dataset.sizes.train, seed, epoch);
    const reading = { storage: recipe.storage, epoch };
    const examples = dataset.batch('train', order.subarray(at * batch, (at + 1) * batch), reading);
    const lossScaleExponent = scale.exponent;
    const recorder = captured.includes(step) ? capture?.recorder : undefined;
    const rule = { ...optimiser, learningRate: scheduledRate(optimiser.learningRate, schedule, step, total) };
    const { loss, outcome } = trainStep(
      { ...baseContext(options, step, casts), lossScaleExponent, updates, recorder },
      network,
      examples,
      rule,
    );
    const isSkipped = outcome.overflow === 'nan';
    steps.push({
      ...{ step, loss: finiteOrNull(loss ?? Number.NaN), lossScaleExponent },
      ...(isSkipped ? { skipped: true } : {}),
    });
    if (recorder !== undefined) {
      capturedSteps.push({ step, lossScaleExponent, ...(updates === step ? {} : { updates }) });
    }
    if (!isSkipped) updates += 1;
    scale = scale.next(outcome);
    options.progress?.(step + 1, total, loss ?? Number.NaN);
  }
  const record: TrainingRecord = {
    schema: SCHEMAS.training,
    recipe: recipe.name,
    network: graph.name,
    dataset: described(dataset),
    optimiser,
    schedule,
    seed,
    batch,
    epochs,
    steps,
    divergedAtStep: steps.find(({ loss }) => loss === null)?.step ?? null,
    casts: casts.rows(),
    evaluation: evaluate(options, network),
  };
  return { record, network, capturedSteps };
}

function described({ name, classes, labelled, labels, sizes }: Dataset): TrainingRecord['dataset'] {
  return { name, classes, labelled, labels, ...sizes };
}

/** Constants of places have shapes alone. @throws InputError naming the node */
function checkPlaces({ name, nodes }: NetworkGraph): void {
  const all = nodes.flatMap((node) => (node.kind === 'block' ? node.nodes : [node]));
  const constant = all.find(
    (node) =>
      (node.kind === 'positions' && node.values === 'sinusoidal') ||
      (node.kind === 'attention' && node.positions === 'rotary'),
  );
  if (constant === undefined) return;
  const remedy = 'time it from its shapes: octile simulate --network';
  const got = constant.kind === 'attention' ? 'rotary ones' : 'sinusoidal ones';
  throw new InputError(`network ${name} node ${shown(constant.id)}`, 'learned positions to train', got, remedy);
}

function baseContext(
  { seed, recipe, unitFor, arithmetic }: TrainOptions,
  step: number,
  casts: CastCounter | undefined,
): BaseContext {
  return { pass: 'training', step, seed, recipe, lossScaleExponent: 0, updates: 0, unitFor, arithmetic, casts };
}

const EVALUATION_BATCH = 250;

/** Right answers and mean loss over all labels of the test set, in the recipe's own arithmetic. */
function evaluate(options: TrainOptions, network: TrainedNetwork): TrainingRecord['evaluation'] {
  const { dataset, recipe } = options;
  const examples = dataset.sizes.test;
  const context = baseContext(options, 0, undefined);
  let correct = 0;
  let loss = 0;
  let total = 0;
  for (let from = 0; from < examples; from += EVALUATION_BATCH) {
    const size = Math.min(EVALUATION_BATCH, examples - from);
    const numbers = Array.from({ length: size }, (_unused, i) => from + i);
    const { labels = new Uint8Array(0), ...batch } = dataset.batch('test', numbers, {
      storage: recipe.storage,
      epoch: 0,
    });
    const { output } = forward(context, network, batch).at(-1) as LayerPlace;
    const classes = output.shape.at(-1) ?? 1;
    const result = crossEntropy(valuesOf(output), labels, classes, 1);
    correct += result.correct;
    loss += result.loss * labels.length;
    total += labels.length;
  }
  return { correct, total, loss: finiteOrNull(loss / total) };
}

/** NaN of a diverged run is null in a record. */
function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
