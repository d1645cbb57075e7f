/**
 * Where a run of training stands, in one file, written whole or not at all: a line with the version, a line of JSON, and
 * safetensors of everything that changes in place, with the operands that were captured so far. Left out: what the arrays
 * are (traces/training/saved-run.ts).
 */
import { z } from 'zod';
import { InputError, shown } from '../models/input-error.js';
import { readBytes } from './folder.js';
import { canonicalLine, parseJson, sha256 } from './json.js';
import { lengthOf } from './pieces.js';
import type { WritePlace } from './place.js';
import { decodeSafetensors, type StoredTensor, safetensorsPieces } from './safetensors.js';
import { checkVersion, count, digest, name, parseRecord, real, SCHEMAS, whole } from './schema.js';
import { errorsSchema } from './trace/errors.js';
import { opSchema } from './trace/op.js';
import { tensorSchema } from './trace/tensor.js';
import { traceSchema } from './trace/trace.js';
import { trainingSchema } from './trace/training.js';
import { writeWholeFiles } from './whole-file.js';

/** Largest file that is read back as a whole. */
const MOST_BYTES = 2 ** 31 - 1;

const { steps, evaluations, casts } = trainingSchema.shape;

export const checkpointSchema = z.strictObject({
  schema: z.string(),
  /** What decides the run, by name: another run does not go on from here. */
  training: z.record(name, z.string()),
  updates: count,
  /** The state of the loss scale's rule. */
  lossScale: z.record(name, real(-Number.MAX_VALUE, Number.MAX_VALUE)),
  /** Largest magnitudes of tensors in their last steps, for delayed scales. */
  amaxes: z.record(name, z.array(z.strictObject({ step: count, amax: real(0, Number.MAX_VALUE) }))),
  steps,
  evaluations: evaluations.unwrap(),
  casts,
  /** What the trace says of steps that were captured, and their lines. */
  capturedSteps: traceSchema.shape.steps,
  ops: z.array(opSchema),
  tensors: z.array(tensorSchema),
  /** Errors of the products of captured steps. */
  errors: errorsSchema.shape.products,
  /** Of the safetensors behind. */
  bytes: whole(0, MOST_BYTES),
  sha256: digest,
});
export type CheckpointRecord = Omit<z.infer<typeof checkpointSchema>, 'schema' | 'bytes' | 'sha256'>;

export interface Checkpoint {
  readonly record: CheckpointRecord;
  readonly arrays: ReadonlyMap<string, StoredTensor>;
}

const NEWLINE = 0x0a;

/** @throws InputError where it cannot be written, or would be too large to be read */
export function writeCheckpoint(place: WritePlace, { record, arrays }: Checkpoint): void {
  const pieces = safetensorsPieces(arrays);
  const bytes = lengthOf(pieces);
  checkKept(bytes, place.where);
  const schema = SCHEMAS.checkpoint;
  const text = canonicalLine({ ...record, schema, bytes, sha256: sha256(...pieces) });
  const fill = (write: (content: string | Uint8Array) => void) => {
    write(`${schema}\n${text}\n`);
    pieces.forEach(write);
  };
  writeWholeFiles([{ ...place, begins: 'octile.checkpoint/', fill }]);
}

/** @param where what an error of the place names @throws InputError for more bytes than are read back */
export function checkKept(bytes: number, where: string): void {
  if (bytes <= MOST_BYTES) return;
  throw new InputError(where, `at most ${MOST_BYTES} bytes to keep`, String(bytes), 'capture less, or fewer steps');
}

/** @throws InputError for a file that is none, is damaged, or of another version */
export function readCheckpoint(path: string): Checkpoint {
  const file = readBytes(path, MOST_BYTES);
  const [first, second] = lineEnds(file);
  if (first === undefined) throw new InputError(path, 'a checkpoint', 'another file', 'name what `octile train` wrote');
  checkVersion('checkpoint', { schema: file.toString('utf8', 0, first) }, path);
  if (second === undefined) {
    throw new InputError(path, 'a whole checkpoint', `its first ${file.length} bytes`, 'the file was cut off');
  }
  const {
    schema: _,
    bytes,
    sha256: sum,
    ...record
  } = parseRecord(
    checkpointSchema,
    parseJson(file.toString('utf8', first + 1, second), `${path} line 2`),
    `${path} line 2`,
  );
  const stored = file.subarray(second + 1);
  if (stored.length !== bytes || sha256(stored) !== sum) {
    throw new InputError(path, `${bytes} bytes of SHA-256 ${sum} behind line 2`, 'others', 'the file is damaged');
  }
  return { record, arrays: decodeSafetensors(stored, path) };
}

/** Ends of the first two lines. */
function lineEnds(file: Buffer): (number | undefined)[] {
  const first = file.indexOf(NEWLINE);
  const second = first < 0 ? -1 : file.indexOf(NEWLINE, first + 1);
  return [first, second].map((at) => (at < 0 ? undefined : at));
}

/**
 * @param own of the run that would go on, each part by name
 * @throws InputError naming the first part in which it is another run
 */
export function checkSameTraining(
  own: CheckpointRecord['training'],
  found: CheckpointRecord['training'],
  path: string,
) {
  for (const part of new Set([...Object.keys(own), ...Object.keys(found)])) {
    if (own[part] === found[part]) continue;
    const remedy = 'go on with the settings that it was made with, or begin anew';
    throw new InputError(`${path} ${part}`, partText(own[part]), partText(found[part]), remedy);
  }
}

function partText(part: string | undefined): string {
  return part === undefined ? 'none' : shown(part);
}
