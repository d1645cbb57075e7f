import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bitsOf, nanCode } from '../../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../../models/formats/resolve.js';
import type { RoundingRule } from '../../../../models/rounding.js';
import { decode, encode, NoCodeError } from '../../../../sim/arithmetic/reference/convert.js';
import { VECTOR_FORMATS } from '../../../vector-formats.js';

const VECTORS = new URL('../../../vectors/', import.meta.url);

describe('decode agrees with gfloat on every code', () => {
  const tables = JSON.parse(readFileSync(new URL('decode.json', VECTORS), 'utf8')) as Record<
    string,
    { values: string[] }
  >;
  it.each(Object.keys(tables))('%s', (name) => {
    const format = resolveFloatFormat(VECTOR_FORMATS[name] ?? '', name);
    const expected = tables[name]?.values ?? [];
    expect(expected.length).toBe(2 ** bitsOf(format));
    const mismatches = expected.filter((text, code) => !Object.is(decode(format, code), parseHexFloat(text)));
    expect(mismatches).toEqual([]);
  });
});

/** Column order of the encode tables; each rule once plain and once saturating. */
const COLUMNS: readonly RoundingRule[] = [
  'nearest-even',
  'toward-zero',
  'up',
  'down',
  'nearest-away',
  'to-odd',
  'stochastic',
  'stochastic-midpoint',
  'stochastic-truncate',
];

describe('encode agrees with gfloat in every rounding and overflow rule', () => {
  const files = readdirSync(VECTORS).filter((file) => file.startsWith('encode-'));
  it.each(files)('%s', (file) => {
    const format = resolveFloatFormat(VECTOR_FORMATS[file.slice('encode-'.length, -'.csv'.length)] ?? '', file);
    const lines = readFileSync(new URL(file, VECTORS), 'utf8').trim().split('\n').slice(1);
    const mismatches: string[] = [];
    for (const line of lines) {
      const [bits, random, codes] = line.split(',') as [string, string, string];
      const value = float32(Number.parseInt(bits, 16));
      for (let column = 0; column < 18; column++) {
        const expected = codes.slice(2 * column, 2 * column + 2);
        if (expected === '--') continue;
        const rule = {
          rounding: COLUMNS[column >> 1] as RoundingRule,
          overflow: column % 2 === 1 ? 'saturate' : 'special',
        } as const;
        const got = encodeOrNone(() => encode(format, value, rule, { bits: 8, value: Number.parseInt(random, 16) }));
        if (!same(got, Number.parseInt(expected, 16)))
          mismatches.push(`${line} ${JSON.stringify(rule)} got ${got?.toString(16)}`);
      }
    }
    expect(lines.length).toBeGreaterThan(100);
    expect(mismatches.slice(0, 5)).toEqual([]);

    /** NaN is compared by class: libraries differ in the code that they call canonical. */
    function same(got: number | undefined, expected: number): boolean {
      if (nanCode(format, false) === undefined) return got === expected;
      if (Number.isNaN(decode(format, expected))) return got !== undefined && Number.isNaN(decode(format, got));
      return got === expected;
    }
  });
});

function encodeOrNone(compute: () => number): number | undefined {
  try {
    return compute();
  } catch (error) {
    if (error instanceof NoCodeError) return undefined;
    throw error;
  }
}

function float32(bits: number): number {
  return new Float32Array(new Uint32Array([bits]).buffer)[0] as number;
}

function parseHexFloat(text: string): number {
  if (text === 'nan') return Number.NaN;
  if (text === 'inf') return Number.POSITIVE_INFINITY;
  if (text === '-inf') return Number.NEGATIVE_INFINITY;
  const match = /^(-?)0x([01])\.([0-9a-f]+)p([+-]\d+)$/.exec(text);
  if (match === null) throw new Error(`not a hex float: ${text}`);
  const mantissa = Number(match[2]) + Number.parseInt(match[3] as string, 16) / 16 ** (match[3] as string).length;
  return (match[1] === '-' ? -1 : 1) * mantissa * 2 ** Number(match[4]);
}
