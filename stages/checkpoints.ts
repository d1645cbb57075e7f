/**
 * A run of training that is kept in a file every so many steps, and goes on from it: with the bytes that it would have
 * had without being ended. What is captured is kept too. Left out: the data, of which the first examples are compared.
 */
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { InputError, shown } from '../models/input-error.js';
import {
  type Checkpoint,
  checkKept,
  checkSameTraining,
  readCheckpoint,
  writeCheckpoint,
} from '../records/checkpoint.js';
import { readBytes, type WrittenFile } from '../records/folder.js';
import { canonicalLine, sha256 } from '../records/json.js';
import type { ReplaceRule } from '../records/place.js';
import { decodeSafetensors, type StoredTensor } from '../records/safetensors.js';
import { sumOf } from '../records/sums.js';
import { isWrittenFile } from '../records/text-record.js';
import { unitFile, unitFromFile } from '../records/unit.js';
import type { Capture } from '../traces/capture/capture.js';
import { PARTS } from '../traces/data/dataset.js';
import type { ErrorRecorder } from '../traces/errors/error-recorder.js';
import { restoreArrays, restoredState, savedArrays, savedState } from '../traces/training/saved-run.js';
import type { CheckpointRule } from '../traces/training/train.js';
import type { CheckpointOptions, TrainStage } from './training.js';

/** Of the file's captured operands, apart from the arrays of the run. */
const CAPTURED = 'captured/';

/** What a run has captured so far. */
export interface CapturedSoFar {
  readonly capture: Capture<WrittenFile>;
  readonly errors: ErrorRecorder;
}

/** @param captured of the run, once it began @param folder where its files of operands lie */
export function checkpointRule(
  stage: TrainStage,
  { path, where, every, from }: CheckpointOptions,
  captured: () => CapturedSoFar,
  folder: string,
): CheckpointRule {
  const training = trainingParts(stage);
  if (from !== undefined) checkSameTraining(training, from.record.training, path);
  let replace: ReplaceRule = from === undefined ? 'keep' : 'replace';
  return {
    begin(network) {
      if (from === undefined) return undefined;
      restoreArrays(network, from.arrays, path);
      const { capture, errors } = captured();
      capture.restore({ ...from.record, files: capturedFiles(from, path) });
      errors.restore(from.record.errors);
      return restoredState(network, stage.recipe, from.record);
    },
    done(run) {
      if (run.steps.length % every !== 0) return;
      const { capture, errors } = captured();
      const { ops, tensors } = capture;
      const files = capture.files();
      checkKept(
        sumOf([...files.values()], ({ bytes }) => bytes),
        where,
      );
      const { products } = errors.errors();
      const record = { training, ...savedState(run), ops: [...ops], tensors: [...tensors], errors: products };
      const arrays = new Map([...savedArrays(run.network), ...capturedArrays(files, folder)]);
      writeCheckpoint({ path, where, replace, remedy: REMEDY }, { record, arrays });
      replace = 'replace';
    },
  };
}

/** Whether a run goes on from a file that is there, or there may be none. */
const BEGIN_RULES = ['anew', 'go-on'] as const;

/**
 * Looked at before any work. A run that goes on begins where there is no file yet.
 * @param where what an error of the place names @throws InputError for a file that is no checkpoint, or may not be there
 */
export function checkpointAt(path: string, where: string, begin: (typeof BEGIN_RULES)[number]): Checkpoint | undefined {
  if (!existsSync(dirname(path))) throw new InputError(where, 'a file in a folder that is there', shown(path));
  if (!existsSync(path)) return undefined;
  if (begin === 'go-on') return readCheckpoint(path);
  throw new InputError(where, 'a new file', `${shown(path)}, which exists`, REMEDY);
}

const REMEDY = 'go on from it with --resume';

/** Files of operands as arrays of bytes. */
function capturedArrays(files: ReadonlyMap<string, WrittenFile>, folder: string): [string, StoredTensor][] {
  return [...files].map(([path, { bytes }]) => [
    `${CAPTURED}${path}`,
    { dtype: 'U8', shape: [bytes], bytes: readBytes(join(folder, path), bytes) },
  ]);
}

/** @throws InputError for a file that is none of operands */
function capturedFiles({ arrays }: Checkpoint, path: string): Map<string, Uint8Array> {
  const files = [...arrays].filter(([name]) => name.startsWith(CAPTURED));
  for (const [name, { bytes }] of files) decodeSafetensors(bytes, `${path} ${shown(name)}`);
  return new Map(files.map(([name, { bytes }]) => [name.slice(CAPTURED.length), bytes]));
}

/** What decides the run, each part as text; large ones by their digests. */
function trainingParts(stage: TrainStage): Checkpoint['record']['training'] {
  const { network, recipe, unit, seed, epochs, steps, batch, microBatches, optimiser, clipNorm, schedule } = stage;
  const { evaluateEvery, whenDiverged, capture, toolVersion, dataset } = stage;
  const parts = {
    ...{ seed, epochs, steps, batch, microBatches, optimiser, clipNorm, schedule },
    ...{ evaluateEvery, whenDiverged, capture },
    ...{ network: `${network.name} ${sha256(canonicalLine(network))}`, octile: toolVersion },
    unit: unitText(unit),
    recipe: `${recipe.name} ${sha256(canonicalLine(recipe))}`,
    data: `${dataset.name} ${sha256(canonicalLine(dataText(stage)))}`,
  };
  const said = Object.entries(parts).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    said.map(([name, value]) => [name, typeof value === 'string' ? value : canonicalLine(value)]),
  );
}

/** As it was named; of a file, as a trace names it, its contents. */
function unitText(unit: string): string {
  return isWrittenFile(unit) ? `${basename(unit)} ${sha256(canonicalLine(unitFile(unitFromFile(unit))))}` : unit;
}

/** First examples of each part that are compared. */
const COMPARED_EXAMPLES = 16;

/** Sizes, and the first examples of each part. */
function dataText({ dataset, recipe }: TrainStage): unknown {
  const { sizes, classes, shape } = dataset;
  const examples = PARTS.map((part) => {
    const numbers = Array.from({ length: Math.min(COMPARED_EXAMPLES, sizes[part]) }, (_, i) => i);
    const { inputs, labels } = dataset.batch(part, numbers, { storage: recipe.storage, epoch: 0 });
    return [inputs, labels].map((values) => (values === undefined ? '' : sha256(bytesOf(values))));
  });
  return { sizes, classes, shape, examples };
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
