/**
 * A trace on disk: trace.json, tensors.jsonl, ops.jsonl and safetensors files. Everything that is read is
 * checked before it is used: versions, sizes, digests, that files lie inside the folder; the rest in check-*.ts. Left out: what ops mean.
 */
import { join } from 'node:path';
import type { z } from 'zod';
import { bitsOf } from '../../models/formats/format.js';
import { resolveFormat } from '../../models/formats/resolve.js';
import { InputError, shown } from '../../models/input-error.js';
import { existingInside, readBytes, readText, type WrittenFile, writeInside, writePieces } from '../folder.js';
import { canonicalLine, canonicalText, parseJson, sha256 } from '../json.js';
import type { Digests } from '../manifest.js';
import { decodeSafetensors, elementBytes, type StoredTensor } from '../safetensors.js';
import { checkVersion, parseRecord } from '../schema.js';
import { checkOps } from './check-ops.js';
import { checkApart, checkBatch, checkTensor } from './check-tensor.js';
import { checkTrace, placesOf } from './check-trace.js';
import { examplesOfPass } from './chips.js';
import { type OpRecord, opSchema } from './op.js';
import { type TensorRecord, tensorSchema } from './tensor.js';
import { type TraceRecord, traceSchema } from './trace.js';

/** Most lines of ops.jsonl and tensors.jsonl that are read. */
const MAX_LINES = 2_000_000;

const OPS = 'ops.jsonl';
const TENSORS = 'tensors.jsonl';

/** A trace in memory; operands are loaded from their files when they are asked for. */
export interface Trace {
  readonly record: TraceRecord;
  readonly ops: readonly OpRecord[];
  readonly tensors: ReadonlyMap<string, TensorRecord>;
  /** Digest of trace.json, which holds the digests of all other files. */
  readonly sha256: string;
  /** The stored codes of a tensor; undefined where the trace has shapes only. */
  readonly operand: (id: string) => StoredTensor | undefined;
}

/** What a writer gives; the record's files and their digests are filled in. */
export interface TraceParts {
  readonly record: TraceRecord;
  readonly ops: readonly OpRecord[];
  readonly tensors: readonly TensorRecord[];
  /** Bytes of others, or what those are known by that lie in the folder already. */
  readonly files: ReadonlyMap<string, Uint8Array | WrittenFile>;
}

/**
 * Writes a trace into a folder that is being filled.
 * @param digests to which those of its files are added @returns digest of trace.json @throws InputError where none reads it
 */
export function writeTrace(folder: string, parts: TraceParts, digests: Digests = new Map()): string {
  checkParts(parts);
  const contents = new Map([
    ...parts.files,
    [OPS, new TextEncoder().encode(lines(parts.ops))],
    [TENSORS, new TextEncoder().encode(lines(parts.tensors))],
  ]);
  const files: TraceRecord['files'] = [];
  for (const path of [...contents.keys()].sort()) {
    const content = contents.get(path) as Uint8Array | WrittenFile;
    files.push({ path, ...(content instanceof Uint8Array ? writePieces(folder, path, [content]) : content) });
  }
  const text = canonicalText({ ...parts.record, files });
  readDescription(text, 'trace.json');
  for (const { path, sha256 } of files) digests.set(join(folder, path), sha256);
  writeInside(folder, 'trace.json', text);
  return sha256(text);
}

function checkParts({ record, ops, tensors }: TraceParts): void {
  const read = tensorLines(lines(tensors), TENSORS, record).map(([, tensor]): [string, TensorRecord] => [
    tensor.id,
    tensor,
  ]);
  checkOps(readLines(lines(ops), OPS, opSchema), new Map(read), record, OPS);
}

/** @throws InputError for whatever is missing, damaged or inconsistent */
export function readTrace(folder: string): Trace {
  const path = join(folder, 'trace.json');
  const text = readText(path);
  const record = readDescription(text, path);
  for (const file of record.files) checkFile(folder, `${path} files`, file);
  const listed = new Set(record.files.map((file) => file.path));
  const tensors = new Map<string, TensorRecord>();
  for (const [line, tensor] of tensorLines(readText(join(folder, TENSORS)), join(folder, TENSORS), record)) {
    if (tensor.file !== undefined && !listed.has(tensor.file)) {
      throw new InputError(line, 'a file that trace.json lists', shown(tensor.file));
    }
    tensors.set(tensor.id, tensor);
  }
  const lines = readLines(readText(join(folder, OPS)), join(folder, OPS), opSchema);
  checkOps(lines, tensors, record, join(folder, OPS));
  const ops = lines.map(([, op]) => op);
  return { record, ops, tensors, sha256: sha256(text), operand: operandLoader(folder, tensors) };
}

/** @param text of trace.json @throws InputError naming the field */
function readDescription(text: string, path: string): TraceRecord {
  const value = parseJson(text, path);
  checkVersion('trace', value, path);
  const record = parseTrace(value, path);
  for (const required of [OPS, TENSORS]) {
    if (!record.files.some((file) => file.path === required))
      throw new InputError(`${path} files`, `an entry for ${required}`, 'none');
  }
  return record;
}

/** trace.json, as a whole. @throws InputError naming the field */
export function parseTrace(value: unknown, where: string): TraceRecord {
  const record = parseRecord(traceSchema, value, where);
  checkTrace(record, where);
  return record;
}

/** @param text of tensors.jsonl @returns each tensor with its file and line @throws InputError naming the field */
export function tensorLines(text: string, path: string, trace: TraceRecord): [string, TensorRecord][] {
  const lines = readLines(text, path, tensorSchema);
  const checkPlace = placesOf(trace);
  checkApart(lines);
  for (const [line, tensor] of lines) {
    checkPlace(tensor, line);
    checkBatch(tensor, examplesOfPass(trace.network.batch / (trace.network.microBatches ?? 1), trace.chips), line);
    checkTensor(tensor, line);
  }
  return lines;
}

function operandLoader(folder: string, tensors: ReadonlyMap<string, TensorRecord>): Trace['operand'] {
  const loaded = new Map<string, Map<string, StoredTensor>>();
  return (id) => {
    const tensor = tensors.get(id);
    if (tensor?.file === undefined || tensor.key === undefined) return undefined;
    const path = existingInside(folder, tensor.file, `tensor ${shown(id)} file`);
    const file = loaded.get(path) ?? decodeSafetensors(readBytes(path), path);
    loaded.set(path, file);
    const stored = file.get(tensor.key);
    if (stored === undefined)
      throw new InputError(path, `the tensor ${shown(tensor.key)}`, 'a file without it', 'capture the trace again');
    if (stored.shape.join() !== tensor.shape.join()) {
      throw new InputError(
        `${path} ${shown(tensor.key)}`,
        `shape ${tensor.shape.join(' × ')}`,
        stored.shape.join(' × '),
      );
    }
    const bytes = Math.ceil(bitsOf(resolveFormat(tensor.format, `tensor ${shown(id)}`)) / 8);
    if (elementBytes(stored) !== bytes) {
      throw new InputError(`${path} ${shown(tensor.key)}`, `${bytes}-byte codes of ${tensor.format}`, stored.dtype);
    }
    return stored;
  };
}

function checkFile(folder: string, where: string, file: TraceRecord['files'][number]): void {
  const bytes = readBytes(existingInside(folder, file.path, where));
  if (bytes.length !== file.bytes) {
    throw new InputError(
      join(folder, file.path),
      `${file.bytes} bytes`,
      `${bytes.length} bytes`,
      'the trace is damaged',
    );
  }
  if (sha256(bytes) !== file.sha256)
    throw new InputError(join(folder, file.path), `SHA-256 ${file.sha256}`, sha256(bytes), 'the trace is damaged');
}

function readLines<Schema extends z.ZodType>(text: string, path: string, schema: Schema): [string, z.infer<Schema>][] {
  const texts = text.split('\n');
  if (texts.length > MAX_LINES + 1) throw new InputError(path, `at most ${MAX_LINES} lines`, String(texts.length));
  return texts.flatMap((line, i): [string, z.infer<Schema>][] => {
    const where = `${path} line ${i + 1}`;
    return line === '' ? [] : [[where, parseRecord(schema, parseJson(line, where), where)]];
  });
}

function lines(records: readonly unknown[]): string {
  return records.map((record) => `${canonicalLine(record)}\n`).join('');
}
