/**
 * A whole run of emulated training: epochs of steps, evaluation on the test set, a record of both, and
 * the capture of sampled steps. Same seed and inputs, same bytes, on any number of threads.
 */
import type { NetworkRecord } from '../../models/networks/network.js';
import { SCHEMAS } from '../../records/schema.js';
import type { Recipe, Role, TrainingRecord } from '../../records/trace.js';
import type { Dataset } from '../data/dataset.js';
import type { Arithmetic } from '../ops/arithmetic.js';
import type { CastCounter, OpRecorder, StepContext } from '../ops/context.js';
import { crossEntropy } from '../ops/loss.js';
import { halvesOf } from '../ops/tensor.js';
import type { SgdRule } from '../ops/update.js';
import { type BatchMaker, batchMaker, epochOrder } from './batches.js';
import type { Saved } from './layers/layer.js';
import { buildNetwork, type TrainedNetwork } from './network.js';
import { lossScaleExponent } from './recipes.js';
import { forward, trainStep } from './step.js';

export interface TrainOptions {
  readonly network: NetworkRecord;
  readonly dataset: Dataset;
  readonly recipe: Recipe;
  readonly unitFor: StepContext['unitFor'];
  readonly arithmetic: Arithmetic;
  readonly seed: number;
  readonly epochs: number;
  readonly batch: number;
  readonly sgd: SgdRule;
  /** How many steps, evenly spread, are captured. */
  readonly capturedSteps: number;
  readonly recorder: OpRecorder;
  readonly progress?: (done: number, total: number, loss: number) => void;
}

export interface TrainResult {
  readonly record: TrainingRecord;
  readonly network: TrainedNetwork;
  readonly capturedSteps: readonly number[];
}

export function train(options: TrainOptions): TrainResult {
  const { dataset, batch, epochs, seed, recipe } = options;
  const network = buildNetwork(options.network, seed, recipe.firstLayer);
  const batches = batchMaker(dataset);
  const stepsPerEpoch = Math.floor(dataset.train.size / batch);
  const captured = sampledSteps(stepsPerEpoch * epochs, options.capturedSteps);
  const casts = castCounter();
  const steps: { step: number; loss: number | null; lossScaleExponent: number }[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = epochOrder(dataset.train.size, seed, epoch);
    for (let i = 0; i < stepsPerEpoch; i++) {
      const step = epoch * stepsPerEpoch + i;
      const context = stepContext(options, step, captured.includes(step) ? options.recorder : undefined, casts);
      const images = batches.make(dataset.train, order.subarray(i * batch, (i + 1) * batch));
      const rule = {
        ...options.sgd,
        learningRate: scheduledRate(options.sgd.learningRate, step, stepsPerEpoch * epochs),
      };
      const { loss } = trainStep(context, network, images, rule);
      steps.push({ step, loss: finiteOrNull(loss ?? Number.NaN), lossScaleExponent: context.lossScaleExponent });
      options.progress?.(step + 1, stepsPerEpoch * epochs, loss ?? Number.NaN);
    }
  }
  const record: TrainingRecord = {
    schema: SCHEMAS.training,
    recipe: recipe.name,
    network: options.network.name,
    dataset: { name: dataset.name, train: dataset.train.size, test: dataset.test.size },
    optimizer: { name: 'sgd-momentum', ...options.sgd },
    seed,
    batch,
    epochs,
    steps,
    casts: casts.rows(),
    evaluation: evaluate(options, network, batches),
  };
  return { record, network, capturedSteps: captured };
}

/** `count` steps in the middle of equal parts of the run. */
export function sampledSteps(total: number, count: number): number[] {
  return Array.from({ length: Math.min(count, total) }, (_, i) =>
    Math.floor(((i + 0.5) * total) / Math.min(count, total)),
  );
}

/** A tenth after half of the steps and a hundredth after three quarters (Noune et al. 2022, ResNet-32). */
export function scheduledRate(rate: number, step: number, steps: number): number {
  return step < steps / 2 ? rate : step < (3 * steps) / 4 ? rate / 10 : rate / 100;
}

function stepContext(
  options: TrainOptions,
  step: number,
  recorder: OpRecorder | undefined,
  casts: CastCounter,
): StepContext {
  const { seed, recipe, unitFor, arithmetic } = options;
  return { step, seed, recipe, lossScaleExponent: lossScaleExponent(recipe), unitFor, arithmetic, recorder, casts };
}

const EVALUATION_BATCH = 250;

/** Right answers and mean loss over the test set, in the recipe's own arithmetic. */
function evaluate(options: TrainOptions, network: TrainedNetwork, batches: BatchMaker): TrainingRecord['evaluation'] {
  const { test } = options.dataset;
  const { casts: _, ...context } = stepContext(options, 0, undefined, castCounter());
  let correct = 0;
  let loss = 0;
  for (let from = 0; from < test.size; from += EVALUATION_BATCH) {
    const size = Math.min(EVALUATION_BATCH, test.size - from);
    const batch = batches.make(
      test,
      Array.from({ length: size }, (_unused, i) => from + i),
    );
    const { output } = forward(context, network, batch).at(-1) as Saved;
    const result = crossEntropy(halvesOf(output), batch.labels as Uint8Array, network.classes, 1);
    correct += result.correct;
    loss += result.loss * size;
  }
  return { correct, total: test.size, loss: finiteOrNull(loss / test.size) };
}

/** NaN of a diverged run is null in a record. */
function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

interface CastTotals extends CastCounter {
  rows(): TrainingRecord['casts'];
}

function castCounter(): CastTotals {
  const totals = new Map<
    string,
    { layer: string; role: Role; format: string; elements: number; underflow: number; saturated: number }
  >();
  return {
    add(layer, role, format, elements, underflow, saturated) {
      const key = `${layer} ${role} ${format}`;
      const row = totals.get(key) ?? { layer, role, format, elements: 0, underflow: 0, saturated: 0 };
      row.elements += elements;
      row.underflow += underflow;
      row.saturated += saturated;
      totals.set(key, row);
    },
    rows: () => [...totals.values()],
  };
}
