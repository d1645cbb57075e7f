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

/** A name of one byte that begins no character. */
function notUtf8(): Uint8Array {
  const bytes = file('{"?":1}', 0);
  bytes[8 + 2] = 0xff;
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

  it('reads metadata, strings with brackets in names, and tensors of every type of the reference reader', () => {
    // Bits an element, as the reference implementation's `Dtype::bitsize` has them.
    const types = { BOOL: 8, F4: 4, F6_E2M3: 6, F6_E3M2: 6, U8: 8, I8: 8, F8_E5M2: 8, F8_E4M3: 8, F8_E8M0: 8 };
    const wide = { I16: 16, U16: 16, F16: 16, BF16: 16, I32: 32, U32: 32, F32: 32, C64: 64, F64: 64, I64: 64, U64: 64 };
    let offset = 0;
    const entries = Object.entries({ ...types, ...wide, F8_E4M3FNUZ: 8, F8_E5M2FNUZ: 8 }).map(([dtype, bits]) => {
      const from = offset;
      offset += bits;
      return `"{${dtype}:[":${entry([2, 4], from, offset, dtype)}`;
    });
    const read = decodeSafetensors(file(`{"__metadata__":{"format":"pt"},${entries.join()}}   `, offset), 'F');
    expect(read.size).toBe(22);
    expect(read.get('{F4:[')).toMatchObject({ dtype: 'F4', shape: [2, 4] });
    expect(read.get('{F4:[')?.bytes.length).toBe(4);
    expect(read.get('{I64:[')?.bytes.length).toBe(64);
  });

  it.each([
    ['no header', new Uint8Array(7), 'F: expected a safetensors file, got 7 bytes'],
    ['a header beyond the file', file('{}', 0, 3n), 'F: expected a header within the file'],
    ['a header of 2^63 bytes', file('{}', 0, 2n ** 63n), 'F: expected a header within the file'],
    ['a header that is no JSON', file('{"a":', 0), 'F header column 6: expected JSON'],
    ['a header that is no object', file('null', 0), 'F header: expected an object from the first byte on, got "null"'],
    ['a list as header', file('[]', 0), 'F header: expected an object'],
    ['a header that begins with a space', file(' {}', 0), 'F header: expected an object from the first byte on'],
    [
      'a name twice',
      file(`{"a":${entry([1], 0, 1)},"a":${entry([1], 0, 1)}}`, 1),
      'F header: expected every name once, got "a" twice',
    ],
    [
      'a name twice in two spellings',
      file(`{"a":${entry([1], 0, 1)},"\\u0061":${entry([1], 0, 1)}}`, 1),
      'F header: expected every name once, got "a" twice',
    ],
    [
      'a field of a tensor twice',
      file('{"a":{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}}', 1),
      'F header: expected every name once, got "dtype" twice',
    ],
    [
      'metadata twice',
      file('{"__metadata__":{},"__metadata__":{}}', 0),
      'F header: expected every name once, got "__metadata__" twice',
    ],
    [
      'metadata that are no strings',
      file('{"__metadata__":{"a":1}}', 0),
      'F "__metadata__": expected an object of strings',
    ],
    ['metadata that are a list', file('{"__metadata__":["a"]}', 0), 'F "__metadata__": expected an object of strings'],
    [
      'a size as a fraction',
      file('{"a":{"dtype":"U8","shape":[1.0],"data_offsets":[0,1]}}', 1),
      'F header: expected whole',
    ],
    ['a size with an exponent', file('{"a":{"dtype":"U8","shape":[1e0],"data_offsets":[0,1]}}', 1), 'expected whole'],
    ['minus zero', file('{"a":{"dtype":"U8","shape":[0],"data_offsets":[-0,0]}}', 0), 'F header: expected whole'],
    [
      'a shape whose size has no number, though a zero follows',
      file(`{"a":${entry([2 ** 40, 2 ** 40, 0], 0, 0)}}`, 0),
      'F "a": expected fewer than 2^50 bytes',
    ],
    ['half a byte', file(`{"a":${entry([3], 0, 2, 'F4')}}`, 2), 'F "a": expected elements of 4 bits in whole bytes'],
    ['an entry that is no object', file('{"a":null}', 0), 'F "a": expected a type of'],
    ['an unknown type', file(`{"a":${entry([1], 0, 1, 'F12')}}`, 1), 'F "a": expected a type of'],
    ['a type from Object.prototype', file(`{"a":${entry([1], 0, 1, 'toString')}}`, 1), 'F "a": expected a type of'],
    [
      'a negative size',
      file(`{"a":${entry([-1], 0, 1)}}`, 1),
      'F header: expected whole numbers as digits alone, got "-"',
    ],
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
    ['bytes that are no UTF-8', notUtf8(), 'F header: expected UTF-8'],
  ])('refuses %s', (_, bytes, sentence) => {
    expect(refusal(bytes)).toContain(sentence);
  });
});
