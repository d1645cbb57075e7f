/**
 * safetensors files: a JSON header with names, types, shapes and offsets, then the bytes.
 * Source: huggingface/safetensors README, "Format" (8-byte little-endian header length, header, data).
 * fp8 codes keep their own types; formats without one go as U8 or U16, named in tensors.jsonl.
 */
import { InputError, shown } from '../models/input-error.js';
import { canonicalLine, parseJson } from './json.js';
import { joined, type Pieces } from './pieces.js';

/** Bits an element, by safetensors type, in the order of the reference implementation's list. */
const DTYPE_BITS = {
  BOOL: 8,
  F4: 4,
  F6_E2M3: 6,
  F6_E3M2: 6,
  U8: 8,
  I8: 8,
  F8_E5M2: 8,
  F8_E4M3: 8,
  F8_E5M2FNUZ: 8,
  F8_E4M3FNUZ: 8,
  F8_E8M0: 8,
  I16: 16,
  U16: 16,
  F16: 16,
  BF16: 16,
  I32: 32,
  U32: 32,
  F32: 32,
  C64: 64,
  F64: 64,
  I64: 64,
  U64: 64,
} as const;
export type Dtype = keyof typeof DTYPE_BITS;

/** One stored tensor: elements in row-major order, little-endian; of fewer than 8 bits packed. */
export interface StoredTensor {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** Formats that have a type of their own. */
const DTYPE_OF_FORMAT: ReadonlyMap<string, Dtype> = new Map([
  ['float8_e4m3fnuz', 'F8_E4M3FNUZ'],
  ['float8_e5m2fnuz', 'F8_E5M2FNUZ'],
  ['float8_e4m3fn', 'F8_E4M3'],
  ['float8_e5m2', 'F8_E5M2'],
  ['float16', 'F16'],
  ['bfloat16', 'BF16'],
  ['float32', 'F32'],
]);
const FORMAT_OF_DTYPE = new Map([...DTYPE_OF_FORMAT].map(([format, dtype]) => [dtype, format]));

/** Bytes of an element as it is stored; a fraction of one where elements are packed. */
export function elementBytes({ dtype }: StoredTensor): number {
  return DTYPE_BITS[dtype] / 8;
}

/** The type under which codes of a format are stored. @param bits width of a code */
export function dtypeOf(format: string, bits: number): Dtype {
  return DTYPE_OF_FORMAT.get(format) ?? (bits <= 8 ? 'U8' : bits <= 16 ? 'U16' : 'U32');
}

/** The format that a type says: undefined for codes of any format (U8, U16, U32), and for what is no float here. */
export function formatOf(dtype: Dtype): string | undefined {
  return FORMAT_OF_DTYPE.get(dtype);
}

/** Types of tensors whose values can be read. */
export const FLOAT_DTYPES: readonly Dtype[] = [...FORMAT_OF_DTYPE.keys()];

/** A string of JSON, quotes included; for texts that have been parsed. */
const JSON_STRING = /"(?:[^"\\]|\\.)*"/g;

/** Largest header that is read, in bytes (the reference implementation's own limit). */
const MAX_HEADER_BYTES = 100_000_000;

/** A whole file in memory. */
export function encodeSafetensors(tensors: ReadonlyMap<string, StoredTensor>): Uint8Array {
  return joined(safetensorsPieces(tensors));
}

/** A file as what is written one after the other: the header, padded to 8 bytes, then tensors in the order of their names. */
export function safetensorsPieces(tensors: ReadonlyMap<string, StoredTensor>): Pieces {
  const names = [...tensors.keys()].sort();
  const header: Record<string, unknown> = {};
  let offset = 0;
  for (const key of names) {
    const { dtype, shape, bytes } = tensors.get(key) as StoredTensor;
    header[key] = { dtype, shape, data_offsets: [offset, offset + bytes.length] };
    offset += bytes.length;
  }
  const text = canonicalLine(header);
  const headerBytes = new TextEncoder().encode(
    text.padEnd(Math.ceil(Buffer.byteLength(text) / 8) * 8 + text.length - Buffer.byteLength(text)),
  );
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(headerBytes.length), true);
  return [length, headerBytes, ...names.map((key) => (tensors.get(key) as StoredTensor).bytes)];
}

/** @throws InputError for a truncated file, overlapping or outside offsets, or a size that the shape denies */
export function decodeSafetensors(file: Uint8Array, where: string): Map<string, StoredTensor> {
  const bytes = headerBytesOf(file, where);
  const header = parseHeader(bytes, `${where} header`);
  const data = file.subarray(8 + bytes.length);
  const tensors = new Map<string, StoredTensor>();
  for (const [key, entry] of Object.entries(header)) {
    const at = `${where} ${shown(key)}`;
    if (key === '__metadata__') checkMetadata(entry, at);
    else tensors.set(key, storedTensor(entry, data, at));
  }
  checkCoverage([...tensors.values()], data, where);
  return tensors;
}

function headerBytesOf(file: Uint8Array, where: string): Uint8Array {
  if (file.length < 8) throw new InputError(where, 'a safetensors file', `${file.length} bytes`);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const headerBytes = Number(view.getBigUint64(0, true));
  if (headerBytes > Math.min(MAX_HEADER_BYTES, file.length - 8)) {
    throw new InputError(
      where,
      `a header within the file's ${file.length} bytes`,
      `${headerBytes} bytes`,
      'the file may be cut off',
    );
  }
  return file.subarray(8, 8 + headerBytes);
}

/** What a file says of itself beside its tensors. @throws InputError for a header that is none */
export function metadataOf(file: Uint8Array, where: string): ReadonlyMap<string, string> {
  const header = parseHeader(headerBytesOf(file, where), `${where} header`);
  const { __metadata__: entry = {} } = header;
  checkMetadata(entry, `${where} ${shown('__metadata__')}`);
  return new Map(Object.entries(entry as Record<string, string>));
}

/** As strict as the reference reader: UTF-8 that begins with a brace, every name once, plain whole numbers. */
function parseHeader(bytes: Uint8Array, where: string): Record<string, unknown> {
  const text = utf8(bytes, where);
  if (!text.startsWith('{')) throw new InputError(where, 'an object from the first byte on', shown(text.slice(0, 20)));
  const header = parseJson(text, where) as Record<string, unknown>;
  const number = /[-+.]|\d[eE]/.exec(text.replace(JSON_STRING, '""'));
  if (number !== null) throw new InputError(where, 'whole numbers as digits alone', shown(number[0]));
  return header;
}

function utf8(bytes: Uint8Array, where: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new InputError(where, 'UTF-8', 'other bytes');
  }
}

function checkMetadata(entry: unknown, where: string): void {
  const isText = isObject(entry) && Object.values(entry).every((value) => typeof value === 'string');
  if (!isText) throw new InputError(where, 'an object of strings', kindOf(entry));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** What a value of a header is, without its text. */
function kindOf(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return value === null ? 'null' : typeof value === 'object' ? 'an object' : shown(value);
}

/** Tensors lie side by side and fill the data: no byte is used twice, none is hidden. */
function checkCoverage(tensors: readonly StoredTensor[], data: Uint8Array, where: string): void {
  const parts = tensors.map(({ bytes }) => bytes).sort((a, b) => a.byteOffset - b.byteOffset || a.length - b.length);
  let end = data.byteOffset;
  for (const part of parts) {
    if (part.byteOffset !== end) break;
    end += part.length;
  }
  const covered = end - data.byteOffset;
  if (covered === data.length && parts.reduce((sum, { length }) => sum + length, 0) === covered) return;
  throw new InputError(
    where,
    `tensors side by side over ${data.length} bytes of data`,
    `a gap or overlap at ${covered}`,
  );
}

function storedTensor(entry: unknown, data: Uint8Array, where: string): StoredTensor {
  const { dtype, shape, data_offsets: offsets } = isObject(entry) ? entry : {};
  if (typeof dtype !== 'string' || !Object.hasOwn(DTYPE_BITS, dtype))
    throw new InputError(where, `a type of ${Object.keys(DTYPE_BITS).join(', ')}`, kindOf(dtype));
  if (!isSizes(shape)) throw new InputError(where, 'a shape of whole numbers', kindOf(shape));
  if (!isSizes(offsets) || offsets.length !== 2) throw new InputError(where, 'two data offsets', kindOf(offsets));
  const [start, end] = offsets as [number, number];
  const bytes = storedBytes(dtype as Dtype, shape, where);
  if (end > data.length || end - start !== bytes) {
    throw new InputError(
      where,
      `${bytes} bytes of data within ${data.length}`,
      `offsets ${start} to ${end}`,
      'the file may be cut off',
    );
  }
  return { dtype: dtype as Dtype, shape, bytes: data.subarray(start, end) };
}

/** Of all elements; packed ones fill whole bytes. No partial product may leave the whole numbers of float64. */
function storedBytes(dtype: Dtype, shape: readonly number[], where: string): number {
  let bits: number = DTYPE_BITS[dtype];
  for (const length of shape) {
    bits *= length;
    if (!Number.isSafeInteger(bits)) throw new InputError(where, 'fewer than 2^50 bytes', shape.join(' × '));
  }
  if (bits % 8 !== 0)
    throw new InputError(where, `elements of ${DTYPE_BITS[dtype]} bits in whole bytes`, `${bits} bits`);
  return bits / 8;
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((entry) => Number.isSafeInteger(entry) && entry >= 0);
}
