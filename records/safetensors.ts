/**
 * safetensors files: a JSON header with names, types, shapes and offsets, then the bytes.
 * Source: huggingface/safetensors README, "Format" (8-byte little-endian header length, header, data).
 * fp8 codes keep their own types; formats without one go as U8 or U16, named in tensors.jsonl.
 */
import { InputError, shown } from '../models/input-error.js';
import { canonicalLine, parseJson } from './json.js';

/** Bytes an element, by safetensors type. */
const DTYPE_BYTES = {
  F8_E4M3FNUZ: 1,
  F8_E5M2FNUZ: 1,
  F8_E4M3: 1,
  F8_E5M2: 1,
  U8: 1,
  F16: 2,
  BF16: 2,
  U16: 2,
  F32: 4,
  U32: 4,
} as const;
export type Dtype = keyof typeof DTYPE_BYTES;

/** One stored tensor: element codes in row-major order, 1, 2 or 4 bytes each, little-endian. */
export interface StoredTensor {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

const DTYPE_OF_FORMAT: Readonly<Record<string, Dtype>> = {
  float8_e4m3fnuz: 'F8_E4M3FNUZ',
  float8_e5m2fnuz: 'F8_E5M2FNUZ',
  float8_e4m3fn: 'F8_E4M3',
  float8_e5m2: 'F8_E5M2',
  float16: 'F16',
  bfloat16: 'BF16',
  float32: 'F32',
};

/** Bytes of an element as it is stored. */
export function elementBytes({ dtype }: StoredTensor): number {
  return DTYPE_BYTES[dtype];
}

/** The type under which codes of a format are stored. @param bits width of a code */
export function dtypeOf(format: string, bits: number): Dtype {
  return DTYPE_OF_FORMAT[format] ?? (bits <= 8 ? 'U8' : bits <= 16 ? 'U16' : 'U32');
}

/** Largest header that is read, in bytes (the reference implementation's own limit). */
const MAX_HEADER_BYTES = 100_000_000;

/** Tensors in the order of their names; the header is padded to 8 bytes. */
export function encodeSafetensors(tensors: ReadonlyMap<string, StoredTensor>): Uint8Array {
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
  const file = new Uint8Array(8 + headerBytes.length + offset);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes.length), true);
  file.set(headerBytes, 8);
  let at = 8 + headerBytes.length;
  for (const key of names) {
    const { bytes } = tensors.get(key) as StoredTensor;
    file.set(bytes, at);
    at += bytes.length;
  }
  return file;
}

/** @throws InputError for a truncated file, overlapping or outside offsets, or a size that the shape denies */
export function decodeSafetensors(file: Uint8Array, where: string): Map<string, StoredTensor> {
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
  const header = parseJson(new TextDecoder().decode(file.subarray(8, 8 + headerBytes)), `${where} header`);
  if (header === null || typeof header !== 'object' || Array.isArray(header)) {
    throw new InputError(`${where} header`, 'an object', shown(JSON.stringify(header)));
  }
  const data = file.subarray(8 + headerBytes);
  const tensors = new Map<string, StoredTensor>();
  for (const [key, entry] of Object.entries(header)) {
    if (key !== '__metadata__') tensors.set(key, storedTensor(entry, data, `${where} ${shown(key)}`));
  }
  checkCoverage([...tensors.values()], data, where);
  return tensors;
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
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  if (typeof dtype !== 'string' || !Object.hasOwn(DTYPE_BYTES, dtype))
    throw new InputError(where, `a type of ${Object.keys(DTYPE_BYTES).join(', ')}`, shown(dtype));
  if (!isSizes(shape)) throw new InputError(where, 'a shape of whole numbers', shown(JSON.stringify(shape)));
  if (!isSizes(offsets) || offsets.length !== 2)
    throw new InputError(where, 'two data offsets', shown(JSON.stringify(offsets)));
  const [start, end] = offsets as [number, number];
  const bytes = shape.reduce((product, dimension) => product * dimension, DTYPE_BYTES[dtype as Dtype]);
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

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((entry) => Number.isSafeInteger(entry) && entry >= 0);
}
