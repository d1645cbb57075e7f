/** P3109's names, against tables of its draft and against its rule. Source: IEEE WG P3109 Interim Report 4.0. */
import { describe, expect, it } from 'vitest';
import { bitsOf } from '../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../models/formats/resolve.js';
import { decode, encode } from '../../../sim/arithmetic/reference/convert.js';

const valuesOf = (name: string) => {
  const format = resolveFloatFormat(name, 'test');
  return Array.from({ length: 2 ** bitsOf(format) }, (_, code) => decode(format, code));
};
const [INF, NAN] = [Number.POSITIVE_INFINITY, Number.NaN];
const negated = (values: readonly number[]) => values.map((value) => -value);

/** Whole tables, as the report's value tables have them (written from code 0 on). */
const TABLES: Readonly<Record<string, readonly number[]>> = {
  binary4p1se: [0, 1 / 8, 1 / 4, 1 / 2, 1, 2, 4, INF, NAN, ...negated([1 / 8, 1 / 4, 1 / 2, 1, 2, 4, INF])],
  binary4p3sf: [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, NAN, ...negated([0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75])],
  binary4p2uf: [0, 1 / 16, 1 / 8, 1.5 / 8, 1 / 4, 1.5 / 4, 1 / 2, 0.75, 1, 1.5, 2, 3, 4, 6, 8, NAN],
  binary4p4ue: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13].map((steps) => steps / 8).concat([INF, NAN]),
  binary3p1uf: [0, 1 / 8, 1 / 4, 1 / 2, 1, 2, 4, NAN],
};

it.each(Object.entries(TABLES))('%s has the values of the report', (name, values) => {
  expect(valuesOf(name)).toEqual(values);
});

/** The draft's rule: field E and trailing significand T of the magnitude; bias 2^(K − P − 1), unsigned 2^(K − P). */
function expectedValues(bits: number, precision: number, isSigned: boolean, isExtended: boolean): number[] {
  const bias = 2 ** (bits - precision - (isSigned ? 1 : 0));
  const codes = 2 ** (isSigned ? bits - 1 : bits);
  const steps = 2 ** (precision - 1);
  const magnitudes = Array.from({ length: codes }, (_, code) => {
    const [field, rest] = [Math.floor(code / steps), code % steps];
    return field === 0 ? (rest / steps) * 2 ** (1 - bias) : (1 + rest / steps) * 2 ** (field - bias);
  });
  if (!isSigned) magnitudes[codes - 1] = NAN;
  if (isExtended) magnitudes[codes - (isSigned ? 1 : 2)] = INF;
  return isSigned ? [...magnitudes, NAN, ...negated(magnitudes.slice(1))] : magnitudes;
}

const FORMATS = Array.from({ length: 14 }, (_, i) => i + 3).flatMap((bits) =>
  Array.from({ length: bits }, (_, i) => i + 1).flatMap((precision) =>
    (['se', 'sf', 'ue', 'uf'] as const)
      .filter((kind) => kind.startsWith('u') || precision < bits)
      .filter((kind) => bits - precision + (kind.startsWith('u') ? 1 : 0) <= 10)
      .map((kind) => [`binary${bits}p${precision}${kind}`, bits, precision, kind] as const),
  ),
);

describe('every width and precision', () => {
  it('has the values of the rule', () => {
    expect(FORMATS.length).toBeGreaterThan(400);
    for (const [name, bits, precision, kind] of FORMATS.filter(([, bits]) => bits <= 12)) {
      expect(valuesOf(name), name).toEqual(expectedValues(bits, precision, kind[0] === 's', kind[1] === 'e'));
    }
    for (const name of ['binary16p11se', 'binary16p7uf', 'binary15p8sf', 'binary13p4ue']) {
      const [, bits, precision, kind] = FORMATS.find(([known]) => known === name) ?? ['', 0, 0, 'se'];
      expect(valuesOf(name), name).toEqual(expectedValues(bits, precision, kind[0] === 's', kind[1] === 'e'));
    }
  });

  it('encodes every value to the code that it came from', () => {
    for (const [name] of FORMATS.filter(([, bits]) => bits <= 9)) {
      const format = resolveFloatFormat(name, 'test');
      const wrong = valuesOf(name).filter(
        (value, code) => encode(format, value, { rounding: 'nearest-even', overflow: 'special' }) !== code,
      );
      expect(wrong, name).toEqual([]);
    }
  });
});

it.each([
  ['binary2p1se', '3 to 16 bits'],
  ['binary17p8se', '3 to 16 bits'],
  ['binary8p8se', 'a precision from 1 to 7'],
  ['binary8p9uf', 'a precision from 1 to 8'],
  ['binary8p0se', 'a precision from 1 to 7'],
  ['binary16p1se', 'a precision that leaves at most 10 exponent bits'],
])('%s is refused', (name, expected) => {
  expect(() => resolveFloatFormat(name, '--format')).toThrow(expected);
});
