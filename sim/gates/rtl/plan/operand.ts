/**
 * How the codes of one port become numbers: fields that hold every format which the port reads. Significands are
 * aligned at the left (the hidden bit on top), exponents biased by the largest bias, so that 1 is the least of all.
 */
import { bitsOf, type FloatFormat, infinityCode, maxFiniteCode } from '../../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../../models/formats/resolve.js';

export interface OperandPlan {
  readonly formats: readonly FloatFormat[];
  /** Of the port; narrower codes stand in its low bits. */
  readonly codeBits: number;
  readonly selectBits: number;
  /** Value = significand × 2^(exponent − bias − mantissaBits). */
  readonly bias: number;
  readonly mantissaBits: number;
  readonly significandBits: number;
  readonly exponentBits: number;
  /** Of a finite value; the least is 1. */
  readonly largestExponent: number;
  readonly nan: 'some' | 'none';
  readonly infinity: 'some' | 'none';
}

export function operandPlan(names: readonly string[]): OperandPlan {
  const formats = names.map((name) => resolveFloatFormat(name, 'operand'));
  const bias = Math.max(...formats.map((format) => format.bias));
  const mantissaBits = Math.max(...formats.map((format) => format.mantissaBits));
  const largestExponent = Math.max(...formats.map((format) => largestField(format) + bias - format.bias));
  return {
    formats,
    codeBits: Math.max(...formats.map(bitsOf)),
    selectBits: formats.length > 1 ? bitLength(formats.length - 1) : 0,
    bias,
    mantissaBits,
    significandBits: mantissaBits + 1,
    exponentBits: bitLength(largestExponent),
    largestExponent,
    nan: formats.some(({ nan }) => nan !== 'none') ? 'some' : 'none',
    infinity: formats.some((format) => infinityCode(format) !== undefined) ? 'some' : 'none',
  };
}

/** Exponent field of the largest finite value. */
export function largestField(format: FloatFormat): number {
  return Math.max(1, Math.floor(maxFiniteCode(format) / 2 ** format.mantissaBits));
}

/** Added to a format's exponent field. */
export function exponentOffset(operand: OperandPlan, format: FloatFormat): number {
  return operand.bias - format.bias;
}

/** Bits of a number that is not negative; 1 for 0, so that every signal has one. */
export function bitLength(value: number | bigint): number {
  return value.toString(2).length;
}
