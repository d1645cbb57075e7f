/**
 * Elements of storage formats as float32 values. Values of 16-bit codes come from tables of 65,536 entries, one a
 * format; float32 elements are their values. Source: IEEE 754-2019, binary16; bfloat16.
 */
import { resolveFloatFormat } from '../../../../models/formats/resolve.js';
import type { Elements } from '../../elements.js';
import { decode } from '../convert.js';

const tables = new Map<string, Float32Array<ArrayBufferLike>>();

/** Value of each code of a 16-bit format; NaN codes give NaN. */
function tableOf(name: string): Float32Array<ArrayBufferLike> {
  const known = tables.get(name);
  if (known !== undefined) return known;
  const format = resolveFloatFormat(name, 'storage');
  const table = Float32Array.from({ length: 65536 }, (_, code) => decode(format, code));
  tables.set(name, table);
  return table;
}

/** Values of codes of a 16-bit format, or float32 values as they are. */
export function valuesOfCodes(codes: Elements, format: string): Float32Array<ArrayBufferLike> {
  if (codes instanceof Float32Array) return codes;
  if (!(codes instanceof Uint16Array)) throw new Error(`${format} is no storage format`);
  const table = tableOf(format);
  const values = new Float32Array(codes.length);
  for (let i = 0; i < codes.length; i++) values[i] = table[codes[i] as number] as number;
  return values;
}
