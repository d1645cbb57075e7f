/** What changes during a run of training: parameters with their states, the loss scale, and what the record will say. */
import type { Recipe } from '../../records/trace/recipe.js';
import type { TrainingRecord } from '../../records/trace/training.js';
import type { AmaxRecord } from './amax-history.js';
import { type CastTotals, castTotals } from './casts.js';
import { lossScaleOf } from './loss-scaling/all.js';
import type { LossScale } from './loss-scaling/loss-scale.js';
import type { TrainedNetwork } from './network.js';

/** A step that was captured, and the power of two that multiplied its loss. */
export interface CapturedStep {
  readonly step: number;
  readonly lossScaleExponent: number;
  /** Before it, where some steps were skipped. */
  readonly updates?: number | undefined;
}

export interface RunState {
  /** Its parameters change in place. */
  readonly network: TrainedNetwork;
  readonly casts: CastTotals;
  /** Those that are done. */
  readonly steps: TrainingRecord['steps'];
  /** On the way, not at the end. */
  readonly evaluations: NonNullable<TrainingRecord['evaluations']>;
  /** Those of them that were captured. */
  readonly capturedSteps: CapturedStep[];
  /** Of the step to come. */
  lossScale: LossScale;
  /** Of tensors in the last steps, for delayed scales. */
  readonly amaxes: AmaxRecord;
  /** Of parameters: fewer than steps where some were skipped. */
  updates: number;
}

/** Before the first step. */
export function createRunState(network: TrainedNetwork, recipe: Recipe): RunState {
  return {
    ...{ network, casts: castTotals(), steps: [], evaluations: [], capturedSteps: [] },
    ...{ lossScale: lossScaleOf(recipe), amaxes: {}, updates: 0 },
  };
}
