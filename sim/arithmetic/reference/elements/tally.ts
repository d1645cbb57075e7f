/** What the codes of a float format are, counted one by one. */
import { type FloatFormat, infinityCode, maxFiniteCode, signCode } from '../../../../models/formats/format.js';
import type { Elements, Tally } from '../../elements.js';

export type Codes = Exclude<Elements, Float32Array> | Uint32Array<ArrayBufferLike>;

export function tallied(format: FloatFormat, codes: Codes): Tally {
  const limit = maxFiniteCode(format);
  const sign = signCode(format);
  const histogram = new Array<number>(2 ** format.exponentBits).fill(0);
  const fieldOf = 2 ** format.mantissaBits;
  const infinity = infinityCode(format);
  let zeros = 0;
  let nan = 0;
  let largest = 0;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    const magnitude = code >= sign && sign > 0 ? code - sign : code;
    const isZero = magnitude === 0 && (code === 0 || format.negativeZero);
    const field = Math.floor(magnitude / fieldOf);
    histogram[field] = (histogram[field] as number) + 1;
    if (isZero) zeros += 1;
    else if (magnitude === 0 || (magnitude > limit && magnitude !== infinity)) nan += 1;
    if (magnitude <= limit && magnitude > largest) largest = magnitude;
  }
  return { zeros, nan, largest, histogram };
}

/** Codes of float32 values are their bits. */
export function bitsOfElements(codes: Elements): Codes {
  return codes instanceof Float32Array ? new Uint32Array(codes.buffer, codes.byteOffset, codes.length) : codes;
}
