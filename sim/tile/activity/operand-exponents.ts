/**
 * What the multiplier sees of a code: zero, NaN, or the exponent field that its product is aligned by. The
 * field of a subnormal is that of the least normal, as in the alignment, which comes before any normalising;
 * an infinity has the field of its code.
 */
import { bitsOf, type FloatFormat, signCode } from '../../../models/formats/format.js';
import type { Codes } from '../../arithmetic/codes.js';

/** Instead of an exponent. */
export const OPERAND = { zero: 0, nan: -1 } as const;

/** Of each code: OPERAND, or its exponent field, at least 1. */
export function exponentsOf(codes: Codes, format: FloatFormat): Int16Array {
  const exponents = new Int16Array(codes.length);
  if (bitsOf(format) > TABLE_BITS) {
    for (let index = 0; index < codes.length; index++) exponents[index] = exponentOf(codes[index], format);
    return exponents;
  }
  const table = tableOf(format);
  for (let index = 0; index < codes.length; index++) exponents[index] = table[codes[index]];
  return exponents;
}

/** Formats so wide have a table of all codes. */
const TABLE_BITS = 16;

const tables = new WeakMap<FloatFormat, Int16Array>();

function tableOf(format: FloatFormat): Int16Array {
  const known =
    tables.get(format) ?? Int16Array.from({ length: 2 ** bitsOf(format) }, (_, code) => exponentOf(code, format));
  tables.set(format, known);
  return known;
}

function exponentOf(code: number, format: FloatFormat): number {
  const sign = signCode(format);
  const magnitude = sign > 0 && code >= sign ? code - sign : code;
  const binade = 2 ** format.mantissaBits;
  const field = Math.floor(magnitude / binade);
  const top = 2 ** format.exponentBits - 1;
  if (format.nan === 'negative-zero' && magnitude === 0 && code !== 0) return OPERAND.nan;
  if (format.nan === 'ieee' && field === top && magnitude % binade !== 0) return OPERAND.nan;
  if (format.nan === 'all-ones' && magnitude === (top + 1) * binade - 1) return OPERAND.nan;
  if (magnitude === 0 && format.zero) return OPERAND.zero;
  return Math.max(1, field);
}
