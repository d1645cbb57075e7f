/** Tensors in the storage format as float32 values and back. */
import type { StorageFormat } from '../../models/recipes/storage.js';
import type { OverflowRule } from '../../models/rounding.js';
import type { StoredElements } from '../../sim/arithmetic/elements.js';
import { valuesOfCodes } from '../../sim/arithmetic/reference/elements/values.js';
import type { Arithmetic } from './arithmetic.js';
import { codesOf, type Elements, type Tensor } from './tensor.js';

/** Values of a float32 tensor or one of 16 bits, element by element. */
export function valuesOf(tensor: Tensor): Float32Array<ArrayBufferLike> {
  return valuesOfCodes(codesOf(tensor), tensor.format);
}

/** The elements of a tensor in a storage format, as ops between products take them. */
export function storedElements(tensor: Tensor): StoredElements {
  return { codes: codesOf(tensor), format: tensor.format as StorageFormat };
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
