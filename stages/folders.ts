/**
 * Folders of stages, read: a run refers to its trace and a priced run to its run, by the path in source.json
 * and the digest in its record; or it holds copies (`self-contained`), so that the folder can be moved alone.
 * What is found is what the record was made from, or it is refused.
 */
import { existsSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { InputError, shown } from '../models/input-error.js';
import { PICOJOULES_PER_JOULE } from '../models/technologies/technology.js';
import { checkRunOf, checkScaling } from '../records/check-run.js';
import {
  type ParseRecord,
  parseEnergy,
  parseErrors,
  parseScaling,
  parseTraining,
  parseWholeRun,
} from '../records/checked.js';
import { type EnergyRecord, timeUnderCap } from '../records/energy.js';
import { readText, writeInside } from '../records/folder.js';
import { canonicalText, parseJson, sha256 } from '../records/json.js';
import { type RunRecord, type ScalingRecord, type TileRun, tileRun } from '../records/run.js';
import { checkVersion, parseRecord, SCHEMAS } from '../records/schema.js';
import { SOURCE_FILE, sourceSchema } from '../records/source.js';
import { checkNumber } from '../records/sums.js';
import { checkTrainingOf } from '../records/trace/check-training.js';
import { checkErrors, ERRORS_FILE, type ErrorsRecord } from '../records/trace/errors.js';
import type { TensorRecord } from '../records/trace/tensor.js';
import type { TraceRecord } from '../records/trace/trace.js';
import { parseTrace, tensorLines } from '../records/trace/trace-folder.js';
import type { TrainingRecord } from '../records/trace/training.js';
import { peakFlopsOf } from '../sim/array/superstep.js';

/** Whether a stage's folder names the folder before it or holds copies of its small files. */
export const SOURCE_RULES = ['referred', 'self-contained'] as const;
export type SourceRule = (typeof SOURCE_RULES)[number];

/** Small files of a stage that a self-contained folder holds. */
const COPIED = ['trace.json', 'training.json', ERRORS_FILE, 'tensors.jsonl', 'run.json', 'scaling.json'] as const;

const TRAINING = 'training.json';

/** A record, the folder that holds it, and the digest of its file. */
export interface Loaded<T> {
  readonly record: T;
  readonly folder: string;
  readonly sha256: string;
}

/** Says in `into`, a folder that is being filled, where the stage before lies, or copies what later stages need. */
export function writeSource(from: string, into: string, rule: SourceRule): void {
  if (rule === 'referred') {
    const path = relative(resolve(into), resolve(from)).split(sep).join('/') || '.';
    writeInside(into, SOURCE_FILE, canonicalText({ schema: SCHEMAS.source, path }));
    return;
  }
  for (const folder of [from, ...sourceFolders(from)].reverse()) {
    for (const name of COPIED) {
      if (existsSync(join(folder, name))) writeInside(into, name, readText(join(folder, name)));
    }
  }
}

/** Folders that a stage's folder refers to, nearest first: what a command that reads it reads too. */
export function sourceFolders(folder: string): string[] {
  const found: string[] = [];
  for (let at = sourceOf(folder); at !== undefined && !found.includes(at); at = sourceOf(at)) found.push(at);
  return found;
}

/** The run of a folder, or the one that a priced folder refers to; of the trace beside it, where one is. */
export function loadRun(folder: string): Loaded<RunRecord> {
  const run = loadRecord(folderWith('run.json', folder), 'run.json', 'run', parseWholeRun, 'octile simulate');
  const { record } = run;
  if (record.machine.kind === 'tiles') {
    checkNumber(`${run.folder}/run.json totals.peakFlops`, peakFlopsOf(record.machine), record.totals.peakFlops);
  }
  const near = [run.folder, ...sourceFolders(run.folder)].some((at) => existsSync(join(at, 'trace.json')));
  if (near) traceOf(run);
  return run;
}

export function loadEnergy(folder: string): Loaded<EnergyRecord> {
  return loadRecord(folder, 'energy.json', 'energy', parseEnergy, 'octile price');
}

/** A run on a machine of tiles. @throws InputError for another */
export function ofTiles(run: Loaded<RunRecord>): Loaded<TileRun> {
  return { ...run, record: tileRun(run.record, `${run.folder}/run.json`) };
}

/** The run that energy was priced from. @throws InputError where it is another or not there */
export function runOf({ record, folder }: Loaded<EnergyRecord>): Loaded<RunRecord> {
  const run = loadRun(folder);
  requireSame(run, 'run.json', record.runSha256, `${folder}/energy.json`, 'price the run again');
  const watts = record.totalPj.value / PICOJOULES_PER_JOULE / timeUnderCap(record, run.record.totals.timeS);
  checkNumber(`${folder}/energy.json averagePowerW.value`, watts, record.averagePowerW.value);
  return run;
}

/** The run of a folder, and what it costs where the folder is a priced one. */
export function runWithEnergy(folder: string): { readonly run: Loaded<RunRecord>; readonly energy?: EnergyRecord } {
  if (!existsSync(join(folder, 'energy.json'))) return { run: loadRun(folder) };
  const energy = loadEnergy(folder);
  return { run: runOf(energy), energy: energy.record };
}

/** The description of the trace that a run is of; its operands need not be there. */
export function traceOf({ record, folder }: Loaded<RunRecord>): Loaded<TraceRecord> {
  const found = folderWith('trace.json', folder);
  const trace = loadRecord(found, 'trace.json', 'trace', parseTrace, 'octile train');
  requireSame(trace, 'trace.json', record.traceSha256, `${folder}/run.json`, 'simulate the trace again');
  checkRunOf(record, trace.record, `${folder}/run.json`);
  return trace;
}

/** The tensors of a trace. @throws InputError where they are not those that trace.json lists */
export function tensorsOf(trace: Loaded<TraceRecord>): TensorRecord[] {
  const path = join(trace.folder, 'tensors.jsonl');
  const text = readText(path);
  requireListed(trace, 'tensors.jsonl', text);
  return tensorLines(text, path, trace.record).map(([, tensor]) => tensor);
}

/** Undefined for traces that come without a record of training. @throws InputError where it is another than trace.json lists */
export function trainingOf(trace: Loaded<TraceRecord>): TrainingRecord | undefined {
  const { record, folder } = trace;
  const isListed = record.files.some(({ path }) => path === TRAINING);
  if (!isListed && !existsSync(join(folder, TRAINING))) return undefined;
  const text = readText(join(folder, TRAINING));
  requireListed(trace, TRAINING, text);
  const training = loadRecord(folder, TRAINING, 'training', parseTraining, 'octile train').record;
  checkTrainingOf(training, record, join(folder, TRAINING));
  return training;
}

/** Undefined for traces without; @throws InputError where it is another than trace.json lists */
export function errorsOf(trace: Loaded<TraceRecord>): ErrorsRecord | undefined {
  const { record, folder } = trace;
  const isListed = record.files.some(({ path }) => path === ERRORS_FILE);
  if (!isListed && !existsSync(join(folder, ERRORS_FILE))) return undefined;
  requireListed(trace, ERRORS_FILE, readText(join(folder, ERRORS_FILE)));
  const errors = loadRecord(folder, ERRORS_FILE, 'errors', parseErrors, 'octile train').record;
  checkErrors(errors, record, join(folder, ERRORS_FILE));
  return errors;
}

/** Undefined for runs that were not repeated on fewer tiles. @throws InputError where it is of another trace */
export function scalingOf({ record: run, folder }: Loaded<RunRecord>): ScalingRecord | undefined {
  if (!existsSync(join(folder, 'scaling.json'))) return undefined;
  const { record } = loadRecord(folder, 'scaling.json', 'scaling', parseScaling, 'octile simulate --scaling');
  checkScaling(record, run, join(folder, 'scaling.json'));
  return record;
}

/** `folder`, or the one that it refers to, whichever has the file. */
function folderWith(name: string, folder: string): string {
  if (existsSync(join(folder, name))) return folder;
  const source = sourceOf(folder);
  if (source === undefined) return folder;
  if (existsSync(join(source, name))) return source;
  throw new InputError(
    join(folder, SOURCE_FILE),
    `a folder with ${name}`,
    shown(source),
    'move the folders together, or make this one with --self-contained',
  );
}

function sourceOf(folder: string): string | undefined {
  const path = join(folder, SOURCE_FILE);
  if (!existsSync(path)) return undefined;
  const value = parseJson(readText(path), path);
  checkVersion('source', value, path);
  return join(folder, parseRecord(sourceSchema, value, path).path);
}

function requireSame(
  { folder, sha256: found }: Loaded<unknown>,
  name: string,
  expected: string,
  by: string,
  remedy: string,
): void {
  if (found === expected) return;
  throw new InputError(join(folder, name), `SHA-256 ${expected}, as ${by} has it`, found, `it has changed: ${remedy}`);
}

/** @throws InputError for a text of another digest than trace.json lists */
function requireListed({ record, folder }: Loaded<TraceRecord>, name: string, text: string): void {
  const listed = record.files.find(({ path }) => path === name)?.sha256;
  if (listed === sha256(text)) return;
  const expected = listed === undefined ? 'a file that trace.json lists' : `SHA-256 ${listed}, as trace.json has it`;
  throw new InputError(join(folder, name), expected, sha256(text), 'the trace is damaged');
}

function loadRecord<T>(
  folder: string,
  name: string,
  kind: Parameters<typeof checkVersion>[0],
  parse: ParseRecord<T>,
  maker: string,
): Loaded<T> {
  const path = join(folder, name);
  if (!existsSync(path)) {
    const got = existsSync(folder) ? 'one without it' : 'no such folder';
    throw new InputError(folder, `a folder with ${name}`, got, `\`${maker}\` writes one`);
  }
  const text = readText(path);
  const value = parseJson(text, path);
  checkVersion(kind, value, path);
  return { record: parse(value, path), folder, sha256: sha256(text) };
}
