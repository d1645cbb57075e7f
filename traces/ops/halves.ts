/** float16 codes as values: one table of 65,536 entries. Source: IEEE 754-2019, binary16. */
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import { decode } from '../../sim/arithmetic/reference/convert.js';

/** Value of each float16 code; NaN codes give NaN. */
export const HALF_VALUES: Float32Array<ArrayBufferLike> = halfValues();

export const HALF_SIGN = 0x8000;
export const HALF_INFINITY = 0x7c00;

/** True for the codes of NaN. */
export function isHalfNan(code: number): boolean {
  return (code & 0x7fff) > HALF_INFINITY;
}

function halfValues(): Float32Array<ArrayBufferLike> {
  const format = resolveFloatFormat('float16', 'halves');
  return Float32Array.from({ length: 65536 }, (_, code) => decode(format, code));
}
