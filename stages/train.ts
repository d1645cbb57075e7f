/** From a network and data to a record of training; and with the trace of sampled steps, in a folder. */
import { InputError } from '../models/input-error.js';
import { checkedText, parseErrors, parseTraining } from '../records/checked.js';
import { type WrittenFile, writePieces } from '../records/folder.js';
import type { Digests } from '../records/manifest.js';
import { ERRORS_FILE } from '../records/trace/errors.js';
import type { TraceRecord } from '../records/trace/trace.js';
import { writeTrace } from '../records/trace/trace-folder.js';
import type { TrainingRecord } from '../records/trace/training.js';
import { unitSource } from '../records/unit-named.js';
import { createEngine } from '../sim/arithmetic/kernels/engine.js';
import { bothRecorders } from '../traces/capture/both-recorders.js';
import { captureInto } from '../traces/capture/capture.js';
import { chosenSteps } from '../traces/capture/chosen-steps.js';
import { selectOperands } from '../traces/capture/selection.js';
import { traceRecord, type Units, unitsOf } from '../traces/capture/trace-record.js';
import { createErrors, type ErrorRecorder } from '../traces/errors/error-recorder.js';
import { lowerStep } from '../traces/lowering/lower.js';
import { engineArithmetic } from '../traces/ops/engine-arithmetic.js';
import { type CaptureRule, type TrainOptions, type TrainResult, train } from '../traces/training/train.js';
import { type CapturedSoFar, checkpointRule } from './checkpoints.js';
import type { Training, TrainRun, TrainStage } from './training.js';

/** Trains, and writes nothing. */
export function trainRun(run: TrainRun): TrainingRecord {
  return trained(run, unitsFor(run)).record;
}

/** What a training leaves in its folder: its record, and what of its steps was captured. */
export interface TrainedFolder {
  readonly training: TrainingRecord;
  readonly sampling: TraceRecord['sampling'];
}

/**
 * Trains, and writes trace.json, tensors.jsonl, ops.jsonl, operands and training.json into `folder`.
 * @param digests to which those of the files are added
 */
export function trainStage(stage: TrainStage, folder: string, digests?: Digests): TrainedFolder {
  const units = unitsFor(stage);
  const { captured, rule } = captureOf(stage, units, folder);
  const kept = stage.checkpoint;
  const checkpoint = kept === undefined ? undefined : checkpointRule(stage, kept, captured, folder);
  const { record, network, capturedSteps } = trained({ ...stage, checkpoint }, units, rule);
  checkCaptured(capturedSteps, record);
  const training = new TextEncoder().encode(checkedText('training.json', record, parseTraining));
  const { capture, errors, sampling } = captured();
  const parts = {
    record: traceRecord({ ...stage, network, units, steps: capturedSteps, sampling }),
    ops: capture.ops,
    tensors: capture.tensors,
    files: new Map<string, Uint8Array | WrittenFile>([
      ...capture.files(),
      ['training.json', training],
      [ERRORS_FILE, errorsFile(errors)],
    ]),
  };
  writeTrace(folder, parts, digests);
  return { training: record, sampling };
}

interface Captured extends CapturedSoFar {
  readonly sampling: TraceRecord['sampling'];
}

/** What is captured follows from the shapes of a step: it is chosen, or refused, before training begins. */
function captureOf(
  stage: TrainStage,
  { unitFor }: Units,
  folder: string,
): { captured: () => Captured; rule: CaptureRule } {
  const { capture: asked, captureWhere: where = (field) => `capture ${field}` } = stage;
  let captured: Captured | undefined;
  return {
    captured: () => captured as Captured,
    rule(total, network) {
      const chosen = chosenSteps(asked.steps, total, where('steps'));
      const shapes = lowerStep({ ...stage, network, pass: 'training', unitFor, step: 0, blocks: 'unrolled' });
      const { stores, operands } = selectOperands(shapes, asked, chosen.steps.length, where('layers'));
      const capture = captureInto((path, pieces) => writePieces(folder, path, pieces), stores);
      const errors = createErrors(stage.recipe.storage);
      captured = { capture, errors, sampling: { rule: chosen.rule, operands } };
      return { steps: chosen.steps, recorder: bothRecorders(capture, errors) };
    },
  };
}

/** A run that stops where it diverges may come to none of the steps that were to be captured. */
function checkCaptured(captured: readonly unknown[], { steps }: TrainingRecord): void {
  if (captured.length > 0) return;
  const got = `a loss that is no finite number at step ${steps.length - 1}, where it stopped`;
  throw new InputError('training', 'to reach a step that is captured', got, 'let it go on, or capture more steps');
}

function errorsFile(errors: ErrorRecorder): Uint8Array {
  return new TextEncoder().encode(checkedText(ERRORS_FILE, errors.errors(), parseErrors));
}

function unitsFor({ unit, unitWhere }: Training): Units {
  return unitsOf(unitSource(unit, unitWhere));
}

function trained(
  run: Omit<TrainRun, 'capture'> & Pick<TrainOptions, 'checkpoint'>,
  { unitFor }: Units,
  capture?: CaptureRule,
): TrainResult {
  const engine = createEngine({ threads: run.threads });
  try {
    return train({ ...run, unitFor, arithmetic: engineArithmetic(engine), capture });
  } finally {
    engine.close();
  }
}
