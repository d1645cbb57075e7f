/** A trace changed after it was written, with every digest made right again, as a forger would. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../records/json.js';
import { decodeSafetensors, encodeSafetensors } from '../../records/safetensors.js';

/** Sets a byte of a stored tensor. @returns the byte that was there */
export function forge(folder: string, id: string, at: number, byte: number): number {
  const record = JSON.parse(readFileSync(join(folder, 'trace.json'), 'utf8')) as { files: { path: string }[] };
  const name = `tensors-${id.split('/')[0]}.safetensors`;
  const path = join(folder, name);
  const stored = [...decodeSafetensors(readFileSync(path), path)];
  const tensors = new Map(stored.map(([key, tensor]) => [key, { ...tensor, bytes: tensor.bytes.slice() }]));
  const bytes = tensors.get(id)?.bytes;
  if (bytes === undefined) throw new Error(`no operand ${id}`);
  const before = bytes[at] as number;
  bytes[at] = byte;
  const content = encodeSafetensors(tensors);
  writeFileSync(path, content);
  const files = record.files.map((file) =>
    file.path === name ? { ...file, bytes: content.length, sha256: sha256(content) } : file,
  );
  writeFileSync(join(folder, 'trace.json'), JSON.stringify({ ...record, files }));
  return before;
}
