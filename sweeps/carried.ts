/**
 * Stages carry forward what later stages show: a run folder holds the trace's own description beside
 * run.json, and an energy folder both, so that a report needs one folder a run.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../models/input-error.js';
import { type EnergyRecord, energySchema } from '../records/energy.js';
import { readText, writeInside } from '../records/folder.js';
import { parseJson, sha256 } from '../records/json.js';
import { type RunRecord, runSchema, type ScalingRecord, scalingSchema } from '../records/run.js';
import { checkVersion, parseRecord } from '../records/schema.js';
import {
  type TensorRecord,
  type TraceRecord,
  type TrainingRecord,
  tensorSchema,
  traceSchema,
  trainingSchema,
} from '../records/trace.js';

/** Small files of a trace that stages copy as they are. */
const CARRIED = ['trace.json', 'training.json', 'tensors.jsonl', 'scaling.json'] as const;

/** Copies the small files, and any others named, from one stage's folder into the next's. */
export function carryForward(from: string, into: string, others: readonly string[] = []): void {
  for (const name of [...CARRIED, ...others]) {
    if (existsSync(join(from, name))) writeInside(into, name, readText(join(from, name)));
  }
}

/** A record and the digest of its file. */
export interface Loaded<T> {
  readonly record: T;
  readonly sha256: string;
}

export function loadRun(folder: string): Loaded<RunRecord> {
  return loadRecord(folder, 'run.json', 'run', runSchema, 'octile simulate');
}

export function loadEnergy(folder: string): Loaded<EnergyRecord> {
  return loadRecord(folder, 'energy.json', 'energy', energySchema, 'octile price');
}

/** The trace's description alone; its operands need not be there. */
export function loadTraceRecord(folder: string): Loaded<TraceRecord> {
  return loadRecord(folder, 'trace.json', 'trace', traceSchema, 'octile train');
}

/** Undefined for traces that come without a record of training. */
export function loadTraining(folder: string): TrainingRecord | undefined {
  if (!existsSync(join(folder, 'training.json'))) return undefined;
  return loadRecord(folder, 'training.json', 'training', trainingSchema, 'octile train').record;
}

/** Undefined for runs that were not repeated on fewer tiles. */
export function loadScaling(folder: string): ScalingRecord | undefined {
  if (!existsSync(join(folder, 'scaling.json'))) return undefined;
  return loadRecord(folder, 'scaling.json', 'scaling', scalingSchema, 'octile simulate --scaling').record;
}

export function loadTensors(folder: string): TensorRecord[] {
  const path = join(folder, 'tensors.jsonl');
  const lines = readText(path).split('\n');
  return lines.flatMap((line, i) => {
    const where = `${path} line ${i + 1}`;
    return line === '' ? [] : [parseRecord(tensorSchema, parseJson(line, where), where)];
  });
}

function loadRecord<Schema extends Parameters<typeof parseRecord>[0]>(
  folder: string,
  name: string,
  kind: Parameters<typeof checkVersion>[0],
  schema: Schema,
  maker: string,
): Loaded<ReturnType<typeof parseRecord<Schema>>> {
  const path = join(folder, name);
  if (!existsSync(path))
    throw new InputError(folder, `a folder with ${name}`, 'a folder without it', `\`${maker}\` writes one`);
  const text = readText(path);
  const value = parseJson(text, path);
  checkVersion(kind, value, path);
  return { record: parseRecord(schema, value, path), sha256: sha256(text) };
}
