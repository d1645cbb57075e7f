import { describe, expect, it } from 'vitest';
import { InputError } from '../../models/input-error.js';
import { decodeSafetensors, encodeSafetensors } from '../../records/safetensors.js';

/** A file with this header, as it is written, and so many bytes of data. */
function file(header: string, dataBytes: number, headerBytes = BigInt(header.length)): Uint8Array {
  const bytes = new Uint8Array(8 + header.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, headerBytes, true);
  bytes.set(new TextEncoder().encode(header), 8);
  return bytes;
}

function refusal(bytes: Uint8Array): string {
  try {
    decodeSafetensors(bytes, 'F');
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return 'no error';
}

const entry = (shape: unknown, from: number, to: number, dtype: unknown = 'U8') =>
  JSON.stringify({ dtype, shape, data_offsets: [from, to] });

describe('safetensors', () => {
  it('gives back what was written, in the order of the names', () => {
    const tensors = new Map([
      ['b', { dtype: 'F16' as const, shape: [2], bytes: Uint8Array.of(1, 2, 3, 4) }],
      ['a', { dtype: 'F8_E4M3FNUZ' as const, shape: [1, 3], bytes: Uint8Array.of(5, 6, 7) }],
      ['ä', { dtype: 'U8' as const, shape: [0], bytes: new Uint8Array() }],
    ]);
    const read = decodeSafetensors(encodeSafetensors(tensors), 'F');
    expect([...read.keys()]).toEqual(['a', 'b', 'ä']);
    for (const [name, { dtype, shape, bytes }] of tensors) {
      expect(read.get(name)).toMatchObject({ dtype, shape });
      expect([...(read.get(name)?.bytes ?? [])]).toEqual([...bytes]);
    }
  });

  it('the header’s data begin on a multiple of eight bytes', () => {
    const bytes = encodeSafetensors(new Map([['ä', { dtype: 'U8' as const, shape: [1], bytes: Uint8Array.of(9) }]]));
    expect((bytes.length - 1) % 8).toBe(0);
  });

  it.each([
    ['no header', new Uint8Array(7), 'F: expected a safetensors file, got 7 bytes'],
    ['a header beyond the file', file('{}', 0, 3n), 'F: expected a header within the file'],
    ['a header of 2^63 bytes', file('{}', 0, 2n ** 63n), 'F: expected a header within the file'],
    ['a header that is no JSON', file('{"a":', 0), 'F header: expected JSON'],
    ['a header that is no object', file('null', 0), 'F header: expected an object, got "null"'],
    ['a list as header', file('[]', 0), 'F header: expected an object'],
    ['an entry that is no object', file('{"a":null}', 0), 'F "a": expected a type of'],
    ['an unknown type', file(`{"a":${entry([1], 0, 1, 'F12')}}`, 1), 'F "a": expected a type of'],
    ['a type from Object.prototype', file(`{"a":${entry([1], 0, 1, 'toString')}}`, 1), 'F "a": expected a type of'],
    ['a negative size', file(`{"a":${entry([-1], 0, 1)}}`, 1), 'F "a": expected a shape of whole numbers'],
    ['offsets beyond the data', file(`{"a":${entry([2], 0, 2)}}`, 1), 'F "a": expected 2 bytes of data within 1'],
    ['offsets that do not fit the shape', file(`{"a":${entry([3], 0, 2)}}`, 2), 'F "a": expected 3 bytes of data'],
    ['an overlap', file(`{"a":${entry([2], 0, 2)},"b":${entry([2], 1, 3)}}`, 3), 'F: expected tensors side by side'],
    [
      'one place twice',
      file(`{"a":${entry([2], 0, 2)},"b":${entry([2], 0, 2)}}`, 2),
      'F: expected tensors side by side',
    ],
    ['a hole', file(`{"a":${entry([1], 0, 1)},"b":${entry([1], 2, 3)}}`, 3), 'F: expected tensors side by side'],
    ['bytes after the last', file(`{"a":${entry([1], 0, 1)}}`, 2), 'F: expected tensors side by side'],
  ])('refuses %s', (_, bytes, sentence) => {
    expect(refusal(bytes)).toContain(sentence);
  });
});
