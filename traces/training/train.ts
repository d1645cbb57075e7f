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
import type { DivergenceRule, TrainingRecord } from '../../records/trace/training.js';
import type { Dataset } from '../data/dataset.js';
import type { Arithmetic } from '../ops/arithmetic.js';
import type { OpRecorder, StepContext } from '../ops/emit.js';
import { roundMaster } from '../ops/update.js';
import { amaxHistory, seenAmaxes } from './amax-history.js';
import type { Batch } from './batch.js';
import { checkComputed } from './computed.js';
import { evaluate, finiteOrNull } from './evaluation.js';
import { fitted } from './fit.js';
import { scheduledRate } from './learning-rate.js';
import { lostGradients } from './lost-gradients.js';
import { drawnNetwork, type TrainedNetwork } from './network.js';
import { epochOrder } from './order.js';
import { type CapturedStep, createRunState, type RunState } from './run-state.js';
import { type BaseContext, type StepRule, trainStep } from './step.js';

/** What keeps a run, so that it goes on where it was left. */
export interface CheckpointRule {
  /** The state that was kept, whose arrays go into the network; undefined for a run that begins. */
  readonly begin: (network: TrainedNetwork) => RunState | undefined;
  /** Behind each step but the last. */
  readonly done: (run: RunState) => void;
}

/** What decides the bytes of a run, beside its unit. */
export interface TrainingPlan {
  readonly network: NetworkGraph;
  readonly dataset: Dataset;
  readonly recipe: Recipe;
  readonly seed: number;
  /** Passes over the examples to train on, or steps; one of the two. */
  readonly epochs?: number | undefined;
  readonly steps?: number | undefined;
  readonly batch: number;
  readonly optimiser: OptimiserRule;
  readonly schedule: Schedule;
  /** The norm of all gradients together, at most. */
  readonly clipNorm?: number | undefined;
  /** Equal parts of a batch, whose gradients are added up; one unless said. */
  readonly microBatches?: number | undefined;
  /** Steps behind each of which the network is evaluated on the way; at the end alone where nothing is said. */
  readonly evaluateEvery?: number | undefined;
  /** Whether the run goes on behind a loss that is no finite number. */
  readonly whenDiverged: DivergenceRule;
}

export interface TrainOptions extends TrainingPlan {
  readonly unitFor: StepContext['unitFor'];
  readonly arithmetic: Arithmetic;
  readonly capture?: CaptureRule | undefined;
  readonly checkpoint?: CheckpointRule | undefined;
  readonly progress?: (done: number, total: number, loss: number) => void;
}

/** Asked once, before the first step of a graph that fits the data: which of all steps are captured, and by whom. */
export type CaptureRule = (
  total: number,
  graph: NetworkGraph,
) => { readonly steps: readonly number[]; readonly recorder: OpRecorder };

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
  const network = drawnNetwork(graph, { recipe, optimiser: optimiser.kind }, seed);
  for (const parameter of network.layers.flatMap(({ parameters }) => parameters)) {
    roundMaster(options.arithmetic, parameter, recipe.master);
  }
  const stepsPerEpoch = Math.floor(dataset.sizes.train / batch);
  const total = options.steps ?? stepsPerEpoch * (epochs ?? 1);
  const capture = options.capture?.(total, graph);
  const run = options.checkpoint?.begin(network) ?? createRunState(network, recipe);
  let order: Uint32Array = new Uint32Array(0);
  for (let step = run.steps.length; step < total && !isStopped(run, options); step++) {
    const at = step % stepsPerEpoch;
    const epoch = Math.floor(step / stepsPerEpoch);
    if (at === 0 || order.length === 0) order = epochOrder(dataset.sizes.train, seed, epoch);
    const reading = { storage: recipe.storage, epoch };
    const examples = dataset.batch('train', order.subarray(at * batch, (at + 1) * batch), reading);
    const recorder = capture?.steps.includes(step) ? capture.recorder : undefined;
    const learningRate = scheduledRate(optimiser.learningRate, schedule, step, total);
    const rule = { ...options, optimiser: { ...optimiser, learningRate } };
    if (recorder !== undefined) run.capturedSteps.push(capturedStep(run, step));
    const loss = nextStep(run, { ...baseContext(options, step), recorder }, examples, rule);
    options.progress?.(step + 1, total, loss);
    if (isEvaluated(step + 1, total, options)) {
      run.evaluations.push({ step: step + 1, ...evaluate(evaluationContext(options, run), network, dataset) });
    }
    if (step + 1 < total) options.checkpoint?.done(run);
  }
  return { record: recordOf(options, run), network, capturedSteps: run.capturedSteps };
}

/** One step, and what it leaves in the state. @returns its loss */
function nextStep(run: RunState, base: BaseContext, examples: Batch, rule: StepRule): number {
  const { step } = base;
  const lossScaleExponent = run.lossScale.exponent;
  const context = {
    ...base,
    lossScaleExponent,
    updates: run.updates,
    casts: run.casts,
    amaxes: amaxHistory(run.amaxes, step),
  };
  const { loss = Number.NaN, outcome } = trainStep(context, run.network, examples, rule);
  const isSkipped = outcome.overflow === 'nan';
  run.steps.push({
    ...{ step, loss: finiteOrNull(loss), lossScaleExponent },
    ...(isSkipped ? { skipped: true } : {}),
  });
  if (!isSkipped) run.updates += 1;
  run.lossScale = run.lossScale.next(outcome);
  return loss;
}

function isStopped({ steps }: RunState, { whenDiverged }: TrainOptions): boolean {
  return whenDiverged === 'stop' && steps.at(-1)?.loss === null;
}

/** On the way: behind the last step the network is evaluated in any case. */
function isEvaluated(done: number, total: number, { evaluateEvery }: TrainOptions): boolean {
  return evaluateEvery !== undefined && done % evaluateEvery === 0 && done < total;
}

function recordOf(options: TrainOptions, run: RunState): TrainingRecord {
  const { network, steps, evaluations, casts } = run;
  const { recipe, dataset, optimiser, schedule, clipNorm, microBatches, seed, batch, epochs, evaluateEvery } = options;
  const lost = lostGradients(recipe, casts.rows(), options.unitFor);
  return {
    ...{ schema: SCHEMAS.training, recipe: recipe.name, network: network.graph.name },
    dataset: described(dataset),
    ...{ optimiser, schedule, seed, batch, steps },
    ...(clipNorm === undefined ? {} : { clipNorm }),
    ...(microBatches === undefined || microBatches === 1 ? {} : { microBatches }),
    ...(epochs === undefined ? {} : { epochs }),
    divergedAtStep: steps.find(({ loss }) => loss === null)?.step ?? null,
    casts: casts.rows(),
    ...(lost.length === 0 ? {} : { lostGradients: lost }),
    ...(evaluateEvery === undefined ? {} : { evaluations }),
    evaluation: evaluate(evaluationContext(options, run), network, dataset),
  };
}

function described({ name, classes, labelled, labels, sizes }: Dataset): TrainingRecord['dataset'] {
  return { name, classes, labelled, labels, ...sizes };
}

/** Before it is done. */
function capturedStep({ lossScale, updates }: RunState, step: number): CapturedStep {
  return { step, lossScaleExponent: lossScale.exponent, ...(updates === step ? {} : { updates }) };
}

/** Constants of places have shapes alone. @throws InputError naming the node */
export function checkPlaces({ name, nodes }: NetworkGraph): void {
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

function baseContext({ seed, recipe, unitFor, arithmetic }: TrainOptions, step: number): BaseContext {
  return { pass: 'training', step, seed, recipe, lossScaleExponent: 0, updates: 0, unitFor, arithmetic };
}

function evaluationContext(options: TrainOptions, { amaxes }: RunState): BaseContext {
  return { ...baseContext(options, 0), pass: 'evaluation', amaxes: seenAmaxes(amaxes) };
}
