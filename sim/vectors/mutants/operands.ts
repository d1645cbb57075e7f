/** Faults at the operands: bits stuck, subnormals flushed, special values taken for others, the accumulator's sign. */
import { bitsOf, type FloatFormat, infinityCode, maxFiniteCode, signCode } from '../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../models/formats/resolve.js';
import type { DotProductUnit } from '../../../models/units/unit.js';
import { decode } from '../../arithmetic/reference/convert.js';
import { type AnsweredRow, answerFormat } from '../row.js';
import type { Mutant, MutantKind } from './mutant.js';

type Port = 'a' | 'b' | 'c';
/** Of one code. */
type Change = (code: number) => number;

export function operandMutants(unit: DotProductUnit): Mutant[] {
  const formats: Readonly<Record<Port, FloatFormat>> = {
    a: resolveFloatFormat(unit.aFormat, 'a'),
    b: resolveFloatFormat(unit.bFormat, 'b'),
    c: answerFormat(unit),
  };
  return (['a', 'b', 'c'] as const)
    .flatMap((port) => {
      const format = formats[port];
      return [...stuckBits(port, format), ...flushed(port, format), ...mistaken(port, format)];
    })
    .concat([
      mutant('accumulator', 'the accumulator were left out', 'c', () => 0),
      mutant('accumulator', 'the accumulator were subtracted', 'c', (code) => opposite(formats.c, code)),
    ]);
}

function mutant(kind: MutantKind, name: string, port: Port, change: Change): Mutant {
  const changed = (row: AnsweredRow): AnsweredRow =>
    port === 'c' ? { ...row, c: change(row.c) } : { ...row, [port]: row[port].map(change) };
  return { kind, name, fault: { at: 'operands', change: changed } };
}

function stuckBits(port: Port, format: FloatFormat): Mutant[] {
  return Array.from({ length: bitsOf(format) }, (_, bit) => bit).flatMap((bit) => {
    const weight = 2 ** bit;
    const isSet = (code: number) => Math.floor(code / weight) % 2 === 1;
    return [
      mutant('operand bit', `bit ${bit} of ${port} were stuck at 0`, port, (code) =>
        isSet(code) ? code - weight : code,
      ),
      mutant('operand bit', `bit ${bit} of ${port} were stuck at 1`, port, (code) =>
        isSet(code) ? code : code + weight,
      ),
    ];
  });
}

/** Subnormals as zeros, or with the hidden bit that they do not have. */
function flushed(port: Port, format: FloatFormat): Mutant[] {
  const { subnormals, mantissaBits } = format;
  if (!subnormals || mantissaBits === 0) return [];
  const sign = signCode(format);
  const hidden = 2 ** mantissaBits;
  const magnitude = (code: number) => (sign === 0 ? code : code % sign);
  const isSubnormal = (code: number) => magnitude(code) > 0 && magnitude(code) < hidden;
  return [
    mutant('subnormals', `subnormals of ${port} were zero`, port, (code) =>
      isSubnormal(code) ? (format.negativeZero ? code - magnitude(code) : 0) : code,
    ),
    mutant('subnormals', `subnormals of ${port} had a hidden bit`, port, (code) =>
      isSubnormal(code) ? code + hidden : code,
    ),
  ];
}

function mistaken(port: Port, format: FloatFormat): Mutant[] {
  const infinity = infinityCode(format);
  const largest = maxFiniteCode(format);
  const sign = signCode(format);
  const signOf = (code: number) => (sign > 0 && code >= sign ? sign : 0);
  const isNan = (code: number) => Number.isNaN(decode(format, code));
  const isInfinite = (code: number) => code - signOf(code) === infinity;
  return [
    ...(format.nan === 'none'
      ? []
      : [
          mutant('special values', `NaN of ${port} were the largest number`, port, (code) =>
            isNan(code) ? largest + (format.nan === 'negative-zero' ? 0 : signOf(code)) : code,
          ),
        ]),
    ...(infinity === undefined
      ? []
      : [
          mutant('special values', `infinities of ${port} were the largest number`, port, (code) =>
            isInfinite(code) ? code - 1 : code,
          ),
        ]),
    ...(infinity === undefined || format.nan !== 'ieee'
      ? []
      : [
          mutant('special values', `NaN of ${port} were infinities`, port, (code) =>
            isNan(code) ? signOf(code) + infinity : code,
          ),
          mutant('special values', `signalling NaN of ${port} were infinities`, port, (code) =>
            isNan(code) && code - signOf(code) - infinity < 2 ** (format.mantissaBits - 1)
              ? signOf(code) + infinity
              : code,
          ),
        ]),
  ];
}

function opposite(format: FloatFormat, code: number): number {
  const sign = signCode(format);
  return code >= sign ? code - sign : code + sign;
}
