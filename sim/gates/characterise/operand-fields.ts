/** A code as a multiplier reads it: sign, whole significand, exponent. NaNs and infinities as their bits say. */
import { bitsOf, type FloatFormat, type OperandFormat, signCode } from '../../../models/formats/format.js';

export interface Fields {
  /** 1 where negative. */
  readonly sign: number;
  /** Whole number, with the hidden bit; of an integer its code. */
  readonly significand: number;
  /** Of the format's field, at least 1: value = ± significand × 2^(exponent − bias − mantissa bits). */
  readonly exponent: number;
}

/** Formats so wide have a table of all codes. */
const TABLE_BITS = 16;
const tables = new WeakMap<OperandFormat, readonly Fields[]>();

export function fieldsOf(format: OperandFormat): (code: number) => Fields {
  const read = (code: number): Fields =>
    format.kind === 'integer' ? { sign: 0, significand: code, exponent: 0 } : floatFields(format, code);
  if (bitsOf(format) > TABLE_BITS) return read;
  const table = tables.get(format) ?? Array.from({ length: 2 ** bitsOf(format) }, (_, code) => read(code));
  tables.set(format, table);
  return (code) => table[code];
}

function floatFields(format: FloatFormat, code: number): Fields {
  const sign = signCode(format);
  const negative = sign > 0 && code >= sign;
  const magnitude = negative ? code - sign : code;
  const hidden = 2 ** format.mantissaBits;
  const field = Math.floor(magnitude / hidden);
  const isSubnormal = field === 0 && format.subnormals;
  return {
    sign: negative ? 1 : 0,
    significand: (magnitude % hidden) + (isSubnormal ? 0 : hidden),
    exponent: Math.max(1, field),
  };
}

/** Ones among 32 bits. */
export function setBits(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Bits in which whole numbers below 2^53 differ. */
export function changedBits(x: number, y: number): number {
  if (x === y) return 0;
  const [xHigh, yHigh] = [Math.floor(x / 2 ** 32), Math.floor(y / 2 ** 32)];
  return setBits((x >>> 0) ^ (y >>> 0)) + (xHigh === yHigh ? 0 : setBits(xHigh ^ yHigh));
}
