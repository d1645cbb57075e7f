/** Elements of storage formats for twins: every kind of code, values of a network's size, and both beside each other. */
import { resolveFloatFormat } from '../../../../../models/formats/resolve.js';
import { STORAGE_FORMATS, type StorageFormat } from '../../../../../models/recipes/storage.js';
import { randomNormal, randomWord } from '../../../../../runtime/random.js';
import type { Elements, StoredElements } from '../../../../../sim/arithmetic/elements.js';
import { encode } from '../../../../../sim/arithmetic/reference/convert.js';

/** `codes`: any bits, so NaN, infinities, subnormals and both zeros too; `values`: about N(0, 1), one in 16 a small integer. */
export const DRAWS = ['codes', 'values'] as const;
export type Draw = (typeof DRAWS)[number];

export const STORAGES = STORAGE_FORMATS;

/** Bits that a uniform draw of 32 bits all but never meets. */
const SINGLES = [0, 0x80000000, 0x7f800000, 0xff800000, 0x7fc00000, 0xffc00000, 1, 0x80000001, 0x7fffff, 0x477fefff];

export function drawn(format: StorageFormat, draw: Draw, length: number, stream: number): StoredElements {
  if (draw === 'values') return { codes: values(format, length, stream), format };
  if (format !== 'float32') return { codes: Uint16Array.from({ length }, (_, i) => randomWord(5, stream, i)), format };
  const bits = Uint32Array.from({ length }, (_, i) => {
    const word = randomWord(6, stream, i);
    return word % 8 === 0 ? (SINGLES[(word >>> 8) % SINGLES.length] as number) : word;
  });
  return { codes: new Float32Array(bits.buffer), format };
}

function values(format: StorageFormat, length: number, stream: number): Elements {
  const singles = Float32Array.from({ length }, (_, i) => {
    const word = randomWord(7, stream, i);
    return word % 16 === 0 ? ((word >>> 8) % 9) - 4 : randomNormal(8, stream, i);
  });
  if (format === 'float32') return singles;
  const rounding = { rounding: 'nearest-even', overflow: 'special' } as const;
  return Uint16Array.from(singles, (value) => encode(resolveFloatFormat(format, 'test'), value, rounding));
}

/** Elements as their bits, every NaN of float32 alike. */
export function bitsOf(elements: Elements): Uint8Array | Uint16Array | Uint32Array {
  if (!(elements instanceof Float32Array)) return elements;
  return Uint32Array.from(new Uint32Array(elements.slice().buffer), (bits) =>
    (bits & 0x7fffffff) > 0x7f800000 ? 0x7fc00000 : bits,
  );
}
