/**
 * Tensors in the storage format as float32 values and back. Values of 16-bit codes come from tables of 65,536
 * entries, one a format; float32 tensors hold their values. Source: IEEE 754-2019, binary16; bfloat16.
 */
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import type { OverflowRule } from '../../models/rounding.js';
import { decode } from '../../sim/arithmetic/reference/convert.js';
import type { Arithmetic } from './arithmetic.js';
import { codesOf, type Elements, type Tensor } from './tensor.js';

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

/** Values of a float32 tensor or one of 16 bits, element by element. */
export function valuesOf(tensor: Tensor): Float32Array<ArrayBufferLike> {
  return valuesOfCodes(codesOf(tensor), tensor.format);
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

/** Values × 2^exponent of a tensor of any format, its scale applied, in float32. */
export function float32Of(arithmetic: Arithmetic, tensor: Tensor, exponent = 0): Float32Array<ArrayBufferLike> {
  const from = { format: tensor.format, scaleExponent: tensor.scaleExponent + exponent };
  const to = { format: 'float32', scaleExponent: 0 };
  const rule = { rounding: 'nearest-even', overflow: 'special' } as const;
  return arithmetic.convert({ codes: codesOf(tensor), from, to, ...rule }).codes as Float32Array;
}

/** float32 values rounded once, to nearest even, into a storage format. */
export function stored(arithmetic: Arithmetic, values: Float32Array, format: string, overflow: OverflowRule): Elements {
  if (format === 'float32') return values;
  const [from, to] = [
    { format: 'float32', scaleExponent: 0 },
    { format, scaleExponent: 0 },
  ];
  return arithmetic.convert({ codes: values, from, to, rounding: 'nearest-even', overflow }).codes;
}

/** Zeroed codes of `length` elements in the storage of `like`. */
export function emptyLike(like: Elements, length: number): Elements {
  if (like instanceof Uint8Array) return new Uint8Array(length);
  return like instanceof Uint16Array ? new Uint16Array(length) : new Float32Array(length);
}
