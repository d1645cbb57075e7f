/** From a network and data to a record of training; and with the trace of sampled steps, in a folder. */
import type { NetworkGraph } from '../models/networks/graph.js';
import type { OptimiserRule } from '../models/optimisers/optimiser.js';
import type { Schedule } from '../models/optimisers/schedule.js';
import { unitFamily } from '../models/units/families.js';
import { checkedText, parseTraining } from '../records/checked.js';
import type { Recipe } from '../records/trace/recipe.js';
import { writeTrace } from '../records/trace/trace-folder.js';
import type { TrainingRecord } from '../records/trace/training.js';
import { createEngine } from '../sim/arithmetic/kernels/engine.js';
import { createCapture } from '../traces/capture/capture.js';
import { traceRecord, type Units, unitsOf } from '../traces/capture/trace-record.js';
import type { Dataset } from '../traces/data/dataset.js';
import type { OpRecorder } from '../traces/ops/emit.js';
import { engineArithmetic } from '../traces/ops/engine-arithmetic.js';
import { type TrainResult, train } from '../traces/training/train.js';

/** What decides a run of training, resolved (training-of.ts). */
export interface Training {
  readonly network: NetworkGraph;
  readonly dataset: Dataset;
  readonly recipe: Recipe;
  readonly unit: string;
  readonly seed: number;
  readonly epochs: number;
  readonly batch: number;
  readonly optimiser: OptimiserRule;
  readonly schedule: Schedule;
  readonly capturedSteps: number;
  /** What an error of the unit names. */
  readonly unitWhere: string;
}

/** A training, and what its results do not depend on. */
export interface TrainRun extends Training {
  readonly threads: number;
  readonly progress?: (done: number, total: number, loss: number) => void;
}

export interface TrainStage extends TrainRun {
  readonly toolVersion: string;
}

/** Trains, and writes nothing. */
export function trainRun(run: TrainRun): TrainingRecord {
  return trained({ ...run, capturedSteps: 0 }, unitsFor(run)).record;
}

/** Trains, and writes trace.json, tensors.jsonl, ops.jsonl, operands and training.json into `folder`. */
export function trainStage(stage: TrainStage, folder: string): TrainingRecord {
  const units = unitsFor(stage);
  const capture = createCapture();
  const { record, network, capturedSteps } = trained(stage, units, capture);
  const training = new TextEncoder().encode(checkedText('training.json', record, parseTraining));
  const sampling = `${capturedSteps.length} of ${record.steps.length} steps, in the middle of equal parts`;
  writeTrace(folder, {
    record: traceRecord({ ...stage, network, units, steps: capturedSteps, sampling }),
    ops: capture.ops,
    tensors: capture.tensors,
    files: new Map([...capture.files(), ['training.json', training]]),
  });
  return record;
}

function unitsFor({ unit, unitWhere }: Training): Units {
  return unitsOf(unitFamily(unit, unitWhere), unitWhere);
}

function trained(run: TrainRun, { unitFor }: Units, recorder?: OpRecorder): TrainResult {
  const engine = createEngine({ threads: run.threads });
  try {
    return train({ ...run, unitFor, arithmetic: engineArithmetic(engine), recorder });
  } finally {
    engine.close();
  }
}
