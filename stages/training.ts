/** A run of training as stages take it: what decides it, what its results do not depend on, where it is kept. */
import type { Where } from '../models/input-checks.js';
import type { Checkpoint } from '../records/checkpoint.js';
import type { CaptureSettings } from '../records/trace/capture.js';
import type { TrainingPlan } from '../traces/training/train.js';

/** What decides a run of training, resolved (training-of.ts). */
export interface Training extends TrainingPlan {
  readonly unit: string;
  readonly capture: CaptureSettings;
  /** What an error of the unit, and of a field of the capture, names. */
  readonly unitWhere: string;
  readonly captureWhere?: Where;
}

/** A training, and what its results do not depend on. */
export interface TrainRun extends Training {
  readonly threads: number;
  readonly progress?: (done: number, total: number, loss: number) => void;
}

export interface TrainStage extends TrainRun {
  readonly toolVersion: string;
  /** Where the run is kept on its way; nowhere unless said. */
  readonly checkpoint?: CheckpointOptions | undefined;
}

/** Where a run is kept on its way. */
export interface CheckpointOptions {
  readonly path: string;
  /** What errors of the file's place name. */
  readonly where: string;
  /** Steps between two writings. */
  readonly every: number;
  /** A file that goes on, where it is there; or none may be there. */
  readonly from: Checkpoint | undefined;
}
