/** Values of captured tensors, decoded by the reference. */
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import { decodeSafetensors, type StoredTensor } from '../../records/safetensors.js';
import { decode } from '../../sim/arithmetic/reference/convert.js';
import { codesOfBytes } from '../../sim/array/activity.js';
import type { Capture } from '../../traces/capture/capture.js';

export function capturedTensors(capture: Capture): Map<string, StoredTensor> {
  return new Map([...capture.files()].flatMap(([path, file]) => [...decodeSafetensors(file, path)]));
}

/** Values of the tensor whose id ends with `name`, scale applied. */
export function valuesOf(capture: Capture, name: string): number[] {
  const record = capture.tensors.find(({ id }) => id.endsWith(`/${name}`));
  if (record === undefined) throw new Error(`no tensor ${name}`);
  const stored = capturedTensors(capture).get(record.id);
  if (stored === undefined) throw new Error(`no operand ${name}`);
  const format = resolveFloatFormat(record.format, name);
  return Array.from(
    codesOfBytes(stored.bytes, record.format),
    (code) => decode(format, code) * 2 ** record.scaleExponent,
  );
}
