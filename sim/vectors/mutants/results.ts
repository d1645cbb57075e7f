/**
 * Faults behind the sum: bits of the result stuck, subnormal results flushed, signs of zero and NaN, results off by a
 * power of two where the sum cancels by so many bits, or where the largest product stands at a certain place.
 */
import { bitsOf, infinityCode, maxFiniteCode, nanCode, signCode } from '../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../models/formats/resolve.js';
import type { DotProductUnit } from '../../../models/units/unit.js';
import { decode } from '../../arithmetic/reference/convert.js';
import { exponentOf } from '../draft.js';
import { type AnsweredRow, answerFormat } from '../row.js';
import type { Mutant, MutantKind } from './mutant.js';

/** Bits that a sum cancels by, at which a normaliser is wrong. */
const CANCELLED = [1, 2, 3, 4, 5, 6, 8] as const;

export function resultMutants(unit: DotProductUnit): Mutant[] {
  const format = answerFormat(unit);
  const sign = signCode(format);
  const hidden = 2 ** format.mantissaBits;
  const infinity = infinityCode(format);
  const largest = maxFiniteCode(format);
  const kept = unit.promotion === undefined ? unit.accumulator.mantissaBits : format.mantissaBits;
  const largestResult = largest - (2 ** (format.mantissaBits - kept) - 1);
  const nan = nanCode(format, false) ?? 0;
  const magnitude = (code: number) => code % sign;
  const isNan = (code: number) => Number.isNaN(decode(format, code));
  const result = (kind: MutantKind, name: string, change: (code: number, row: AnsweredRow) => number): Mutant => ({
    kind,
    name,
    fault: { at: 'result', change: (row) => change(row.d, row) },
  });
  const isNumber = (code: number) => magnitude(code) <= largest && !isNan(code);
  const twice = (code: number) =>
    isNumber(code) && magnitude(code) >= hidden && magnitude(code) + hidden <= largest ? code + hidden : code;
  const sizes = termExponents(unit);
  return [
    ...Array.from({ length: bitsOf(format) }, (_, bit) => 2 ** bit).flatMap((weight, bit) => {
      const isSet = (code: number) => Math.floor(code / weight) % 2 === 1;
      return [
        result('result', `bit ${bit} of the result were stuck at 0`, (code) => (isSet(code) ? code - weight : code)),
        result('result', `bit ${bit} of the result were stuck at 1`, (code) => (isSet(code) ? code : code + weight)),
      ];
    }),
    result('subnormals', 'subnormal results were zero', (code) =>
      magnitude(code) < hidden ? code - magnitude(code) : code,
    ),
    result('special values', 'no result were −0', (code) => (code === sign ? 0 : code)),
    result('special values', 'every zero were −0', (code) => (code === 0 && format.negativeZero ? sign : code)),
    result('special values', 'NaN had the sign set', (code) => (isNan(code) && code < sign ? code + sign : code)),
    result('special values', 'NaN were written otherwise', (code) =>
      isNan(code) && format.nan === 'ieee' ? (code === nan ? code + 1 : nan) : code,
    ),
    ...(infinity === undefined
      ? []
      : [
          result('special values', 'infinities were the largest number', (code) =>
            magnitude(code) === infinity ? code - 1 : code,
          ),
          result('special values', 'NaN were infinity', (code) => (isNan(code) ? infinity : code)),
          result('special values', 'the largest number were infinity', (code) =>
            magnitude(code) === largestResult ? sign * Math.floor(code / sign) + infinity : code,
          ),
        ]),
    ...CANCELLED.map((bits) =>
      result('result', `the result were doubled where the sum cancels by ${bits} bits`, (code, row) => {
        const value = decode(format, code);
        if (!Number.isFinite(value) || value === 0) return code;
        return Math.max(...sizes(row)) - exponentOf(value) === bits ? twice(code) : code;
      }),
    ),
  ];
}

/** Exponents of the terms of a row; of zeros, NaN and infinities none. */
function termExponents(unit: DotProductUnit): (row: AnsweredRow) => number[] {
  const [a, b, c] = [resolveFloatFormat(unit.aFormat, 'a'), resolveFloatFormat(unit.bFormat, 'b'), answerFormat(unit)];
  return (row) => {
    const values = [...row.a.map((code, i) => decode(a, code) * decode(b, row.b[i] as number)), decode(c, row.c)];
    return values.filter((value) => Number.isFinite(value) && value !== 0).map(exponentOf);
  };
}
