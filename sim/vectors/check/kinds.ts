/**
 * Kinds of wrong answers: what two codes say of a fault, without the operands. The bit that differs is the highest one;
 * one last bit is one of those that the accumulator keeps.
 */
import { bitsOf, type FloatFormat, signCode } from '../../../models/formats/format.js';
import type { DotProductUnit } from '../../../models/units/unit.js';
import { decode } from '../../arithmetic/reference/convert.js';
import { dyadicOf } from '../../arithmetic/reference/dyadic.js';
import { exponentOf } from '../draft.js';
import { answerFormat } from '../row.js';

export const DIFFERENCE_KINDS = [
  'other NaN',
  'NaN for a number',
  'NaN for an infinity',
  'number for NaN',
  'infinity for NaN',
  'infinity for a number',
  'number for an infinity',
  'wrong sign',
  'wrong sign of zero',
  'subnormal flushed',
  'zero for a number',
  'number for zero',
  'power of two',
  'one last bit toward zero',
  'one last bit away from zero',
  'low bits',
  'other number',
] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

/** A difference counts as one of low bits where it is this much smaller than the answer. */
const LOW_BITS = 2 ** -6;

/** How one code differs from another of the unit's answers. */
export function differenceKind(unit: DotProductUnit, expected: number, got: number): DifferenceKind {
  const format = answerFormat(unit);
  const [right, wrong] = [decode(format, expected), decode(format, got)];
  if (Number.isNaN(right))
    return Number.isNaN(wrong) ? 'other NaN' : Number.isFinite(wrong) ? 'number for NaN' : 'infinity for NaN';
  if (Number.isNaN(wrong)) return Number.isFinite(right) ? 'NaN for a number' : 'NaN for an infinity';
  if (!Number.isFinite(wrong)) return right === -wrong ? 'wrong sign' : 'infinity for a number';
  if (!Number.isFinite(right)) return 'number for an infinity';
  if (right === wrong) return 'wrong sign of zero';
  if (right === -wrong) return 'wrong sign';
  if (wrong === 0) return Math.abs(right) < 2 ** leastNormal(format) ? 'subnormal flushed' : 'zero for a number';
  if (right === 0) return 'number for zero';
  return numberKind(unit, format, right, wrong, Math.abs((expected % signCode(format)) - (got % signCode(format))));
}

function numberKind(
  unit: DotProductUnit,
  format: FloatFormat,
  right: number,
  wrong: number,
  codes: number,
): DifferenceKind {
  if (Math.sign(right) === Math.sign(wrong)) {
    const { mantissaBits } = unit.accumulator;
    const last = unit.promotion === undefined ? 2 ** (format.mantissaBits - mantissaBits) : 1;
    if (codes === last)
      return Math.abs(wrong) < Math.abs(right) ? 'one last bit toward zero' : 'one last bit away from zero';
    if (isPowerOfTwo(wrong / right)) return 'power of two';
  }
  return Math.abs(right - wrong) <= LOW_BITS * Math.abs(right) ? 'low bits' : 'other number';
}

function leastNormal({ subnormals, bias }: FloatFormat): number {
  return (subnormals ? 1 : 0) - bias;
}

function isPowerOfTwo(ratio: number): boolean {
  const { significand } = dyadicOf(ratio);
  return significand !== 0n && 2 ** exponentOf(ratio) === ratio;
}

/** The highest bit that differs, in words: of the sign, the exponent or the mantissa, these counted from 0. */
export function differingBit(unit: DotProductUnit, expected: number, got: number): string {
  const format = answerFormat(unit);
  const { mantissaBits } = format;
  for (let bit = bitsOf(format) - 1; bit >= 0; bit--) {
    const isSet = (code: number) => Math.floor(code / 2 ** bit) % 2;
    if (isSet(expected) === isSet(got)) continue;
    if (2 ** bit === signCode(format)) return 'sign';
    return bit >= mantissaBits ? `exponent bit ${bit - mantissaBits}` : `mantissa bit ${bit}`;
  }
  return 'none';
}
