/** Safetensors files as a training elsewhere would write them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeSafetensors, type StoredTensor } from '../../../records/safetensors.js';

export type Tensors = Readonly<Record<string, readonly [StoredTensor['dtype'], readonly number[], Uint8Array]>>;

export function dump(folder: string, name: string, tensors: Tensors, metadata?: Record<string, string>): string {
  const stored = Object.entries(tensors).map(([key, [dtype, shape, bytes]]) => [key, { dtype, shape, bytes }] as const);
  const file = encodeSafetensors(new Map(stored));
  const path = join(folder, `${name}.safetensors`);
  writeFileSync(path, metadata === undefined ? file : withMetadata(file, metadata));
  return path;
}

/** The file with an entry in its header that the encoder does not write. */
function withMetadata(file: Uint8Array, metadata: Record<string, string>): Uint8Array {
  const length = Number(new DataView(file.buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length))) as object;
  const text = new TextEncoder().encode(JSON.stringify({ __metadata__: metadata, ...header }));
  const whole = new Uint8Array(8 + text.length + file.length - 8 - length);
  new DataView(whole.buffer).setBigUint64(0, BigInt(text.length), true);
  whole.set(text, 8);
  whole.set(file.subarray(8 + length), 8 + text.length);
  return whole;
}

export const bytesOf = (values: ArrayBufferView) =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice();

export const zeros = (bytes: number) => new Uint8Array(bytes);
