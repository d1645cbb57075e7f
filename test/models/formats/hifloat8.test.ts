/** HiFloat8 against the tables of arXiv:2409.16626, and its conversions by hand. */
import { describe, expect, it } from 'vitest';
import { maxFinite, minPositive } from '../../../models/formats/format.js';
import { resolveFloatFormat, resolveFormat } from '../../../models/formats/resolve.js';
import type { OverflowRule, RoundingRule } from '../../../models/rounding.js';
import { numberEncoder } from '../../../sim/arithmetic/kernels/conversion/encode-number.js';
import { decode, encode } from '../../../sim/arithmetic/reference/convert.js';

const format = resolveFormat('hifloat8');
const values = Array.from({ length: 256 }, (_, code) => decode(format, code));

/** Bits of the mantissa by the size of the exponent: 3 up to 3, 2 up to 7, 1 up to 15 (table 2 of the paper). */
function described(): number[] {
  const found = [0];
  for (let exponent = -22; exponent <= -16; exponent++) found.push(2 ** exponent);
  for (let exponent = -15; exponent <= 15; exponent++) {
    const size = Math.abs(exponent);
    const steps = 2 ** (size <= 3 ? 3 : size <= 7 ? 2 : 1);
    for (let step = 0; step < steps; step++) found.push((1 + step / steps) * 2 ** exponent);
  }
  return found.slice(0, -1).sort((x, y) => x - y);
}

describe('values', () => {
  it('are those of the paper: three bits next to 1, one at the ends, powers of two below', () => {
    const positive = values.slice(0, 128).filter(Number.isFinite);
    expect(positive.sort((x, y) => x - y)).toEqual(described());
    expect([maxFinite(format), minPositive(format)]).toEqual([2 ** 15, 2 ** -22]);
  });

  it.each([
    [0x00, 0],
    [0x01, 2 ** -22],
    [0x07, 2 ** -16],
    [0x08, 1],
    [0x0f, 1.875],
    [0x10, 2],
    [0x18, 0.5],
    [0x2f, 15],
    [0x30, 0.25],
    [0x40, 16],
    [0x6e, 2 ** 15],
    [0x7e, 2 ** -15],
    [0x6f, Number.POSITIVE_INFINITY],
    [0x80, Number.NaN],
    [0xef, Number.NEGATIVE_INFINITY],
    [0x88, -1],
  ])('%i is %d', (code, value) => expect(values[code]).toBe(value));
});

describe('conversion', () => {
  const code = (value: number, rounding: RoundingRule = 'nearest-away', overflow: OverflowRule = 'special') =>
    encode(format, value, { rounding, overflow });

  it('gives every value the code that it came from', () => {
    expect(values.map((value) => code(value))).toEqual([...values.keys()]);
  });

  it.each([
    // 2^15 and where 1.5 · 2^15 would be: their middle is 40960.
    [40959, 'nearest-away', 'special', 0x6e],
    [40960, 'nearest-away', 'special', 0x6f],
    [40960, 'nearest-even', 'special', 0x6e],
    [-40961, 'nearest-even', 'special', 0xef],
    [1e9, 'nearest-even', 'saturate', 0x6e],
    [1e9, 'toward-zero', 'special', 0x6e],
    [-1e9, 'up', 'special', 0xee],
    [Number.NEGATIVE_INFINITY, 'toward-zero', 'special', 0xef],
    // 1 and 1.125 have 1.0625 between them, 15 and 16 have 15.5.
    [1.0625, 'nearest-away', 'special', 0x09],
    [1.0625, 'nearest-even', 'special', 0x08],
    [15.5, 'nearest-even', 'special', 0x40],
    [15.5, 'toward-zero', 'special', 0x2f],
    // Half of the smallest, 2^-23; between 2^-22 and 2^-21 lies 1.5 · 2^-22.
    [2 ** -23, 'nearest-away', 'special', 0x01],
    [2 ** -23, 'nearest-even', 'special', 0x00],
    [-(2 ** -24), 'nearest-even', 'special', 0x00],
    [-(2 ** -40), 'down', 'special', 0x81],
    [1.5 * 2 ** -22, 'nearest-even', 'special', 0x02],
    [-0, 'nearest-even', 'special', 0x00],
    [Number.NaN, 'nearest-even', 'special', 0x80],
  ] as const)('%d, %s, %s', (value, rounding, overflow, expected) => {
    expect(code(value, rounding, overflow)).toBe(expected);
    const fast = numberEncoder(format, { rounding, overflow });
    expect(fast(value, { bits: 0, value: 0 }, false)).toBe(expected);
  });

  it('rounds by random bits: 1.03125 is a quarter of the way from 1 to 1.125', () => {
    const of = (value: number) =>
      encode(format, 1.03125, { rounding: 'stochastic-truncate', overflow: 'special' }, { bits: 2, value });
    expect([0, 1, 2, 3].map(of)).toEqual([0x08, 0x08, 0x08, 0x09]);
  });
});

it('it is no operand of units: those take floats of fixed fields', () => {
  expect(() => resolveFloatFormat('hif8', '--a-format')).toThrow('--a-format: expected a floating-point format');
});
