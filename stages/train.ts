/** From a network and data to a trace and a record of training, in a folder. */
import type { NetworkGraph } from '../models/networks/graph.js';
import type { OptimiserRule } from '../models/optimisers/optimiser.js';
import { unitFamily } from '../models/units/families.js';
import { checkedText, parseTraining } from '../records/checked.js';
import type { Recipe } from '../records/trace/recipe.js';
import { writeTrace } from '../records/trace/trace-folder.js';
import type { TrainingRecord } from '../records/trace/training.js';
import { createEngine } from '../sim/arithmetic/kernels/engine.js';
import { createCapture } from '../traces/capture/capture.js';
import { traceRecord, unitsOf } from '../traces/capture/trace-record.js';
import type { Dataset } from '../traces/data/dataset.js';
import { engineArithmetic } from '../traces/ops/engine-arithmetic.js';
import { train } from '../traces/training/train.js';

export interface TrainStage {
  readonly network: NetworkGraph;
  readonly dataset: Dataset;
  readonly recipe: Recipe;
  readonly unit: string;
  readonly seed: number;
  readonly epochs: number;
  readonly batch: number;
  readonly optimiser: OptimiserRule;
  readonly capturedSteps: number;
  readonly threads: number;
  readonly toolVersion: string;
  /** What an error of the unit names. */
  readonly unitWhere: string;
  readonly progress?: (done: number, total: number, loss: number) => void;
}

/** Trains, and writes trace.json, tensors.jsonl, ops.jsonl, operands and training.json into `folder`. */
export function trainStage(stage: TrainStage, folder: string): TrainingRecord {
  const units = unitsOf(unitFamily(stage.unit, stage.unitWhere), stage.unitWhere);
  const capture = createCapture();
  const engine = createEngine({ threads: stage.threads });
  try {
    const { unitFor } = units;
    const result = train({ ...stage, unitFor, arithmetic: engineArithmetic(engine), recorder: capture });
    const { record, capturedSteps } = result;
    const training = new TextEncoder().encode(checkedText('training.json', record, parseTraining));
    const sampling = `${capturedSteps.length} of ${record.steps.length} steps, in the middle of equal parts`;
    writeTrace(folder, {
      record: traceRecord({ ...stage, network: result.network, units, steps: capturedSteps, sampling }),
      ops: capture.ops,
      tensors: capture.tensors,
      files: new Map([...capture.files(), ['training.json', training]]),
    });
    return record;
  } finally {
    engine.close();
  }
}
