/**
 * Who records a captured step, in the order of what they keep: statistics of every tensor; operands beside, all of them,
 * copied out of the step; or all that `octile train` keeps of a step, products judged and operands hashed and written. And
 * judging alone. Left out: ops.jsonl and the like, which a run writes once.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writePieces } from '../records/folder.js';
import { bothRecorders } from '../traces/capture/both-recorders.js';
import { captureInto, createCapture } from '../traces/capture/capture.js';
import { createErrors } from '../traces/errors/error-recorder.js';
import type { OpRecorder } from '../traces/ops/emit.js';

interface BenchedCapture {
  readonly what: string;
  /** Of steps one after another. */
  readonly recorder: () => OpRecorder;
  readonly floor?: number;
}

/** A tenth of a step. */
const FLOOR = 0.9;

const all = () => true;

export const CAPTURES: readonly BenchedCapture[] = [
  { what: 'statistics and no operands', recorder: () => createCapture(() => false), floor: FLOOR },
  { what: 'statistics and all operands, copied', recorder: () => captureInto(() => undefined, all), floor: FLOOR },
  {
    what: 'all that is kept, written',
    recorder: () => bothRecorders(captureInto(intoTemporaryFolder(), all), createErrors('float16')),
  },
  { what: 'errors of products', recorder: () => createErrors('float16') },
];

/** One file for all steps, in a folder that is gone with the process. */
function intoTemporaryFolder() {
  let folder: string | undefined;
  return (_: string, pieces: readonly Uint8Array[]) => {
    folder ??= temporaryFolder();
    return writePieces(folder, 'operands.safetensors', pieces);
  };
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'octile-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
