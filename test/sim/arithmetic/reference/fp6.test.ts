/**
 * FP6 on Blackwell: its products and their sums are few enough bits that nothing is cut, so float64 gives the result;
 * where the accumulator is cut follows from the products' exponents, by hand.
 */
import { describe, expect, it } from 'vitest';
import { resolveFloatFormat } from '../../../../models/formats/resolve.js';
import { unitFamily } from '../../../../models/units/families.js';
import { randomWord } from '../../../../runtime/random.js';
import { decode, encode } from '../../../../sim/arithmetic/reference/convert.js';
import { dot } from '../../../../sim/arithmetic/reference/dot.js';

const E3M2 = 'float6_e3m2fn';
const E2M3 = 'float6_e2m3fn';
const E2M1 = 'float4_e2m1fn';
const FLOAT32 = resolveFloatFormat('float32', 'test');

const unitOf = (family: string, a: string, b: string) => unitFamily(family, 'test').resolve(a, b, {}, 'test');
const code = (format: string, value: number) =>
  encode(resolveFloatFormat(format, 'test'), value, { rounding: 'nearest-even', overflow: 'saturate' });
const resultOf = (result: number) => decode(FLOAT32, result);

/** Codes of 6 bits (4 in e2m1), any of them. */
function drawn(format: string, stream: number, row: number, count: number): number[] {
  const codes = format === E2M1 ? 16 : 64;
  return Array.from({ length: count }, (_, i) => randomWord(stream, row, i) % codes);
}

describe.each([
  [E2M3, E2M3],
  [E3M2, E3M2],
  [E3M2, E2M3],
  [E2M3, E2M1],
  [E2M1, E3M2],
])('%s × %s', (a, b) => {
  it.each(['blackwell', 'blackwell-mx'])('%s adds 32 of them without loss', (family) => {
    const unit = unitOf(family, a, b);
    for (let row = 0; row < 200; row++) {
      const [left, right] = [drawn(a, 1, row, 32), drawn(b, 2, row, 32)];
      const [aFormat, bFormat] = [resolveFloatFormat(a, 'test'), resolveFloatFormat(b, 'test')];
      const expected = left.reduce((sum, x, i) => sum + decode(aFormat, x) * decode(bFormat, right[i] as number), 0);
      expect(resultOf(dot(unit, left, right, 0, 0))).toBe(expected);
    }
  });

  it('blackwell-mx multiplies by the scales of both blocks', () => {
    const unit = unitOf('blackwell-mx', a, b);
    const [left, right] = [drawn(a, 3, 0, 32), drawn(b, 4, 0, 32)];
    const plain = resultOf(dot(unit, left, right, 0, 0));
    // E8M0: 2^(130 − 127) and 2^(122 − 127).
    const scaled = dot(unit, left, right, 0, 0, undefined, { a: [130], b: [122], block: 32 });
    expect(resultOf(scaled)).toBe(plain / 4);
  });
});

it('what lies below 25 bits of the accumulator is lost, product by product', () => {
  const unit = unitOf('blackwell', E2M3, E2M3);
  const c = encode(FLOAT32, 2 ** 24, { rounding: 'nearest-even', overflow: 'special' });
  const times32 = (value: number) => dot(unit, Array(32).fill(code(E2M3, value)), Array(32).fill(code(E2M3, 1)), c, 0);
  expect(resultOf(times32(0.5))).toBe(2 ** 24 + 16);
  expect(resultOf(times32(0.375))).toBe(2 ** 24);
  expect(resultOf(times32(0.875))).toBe(2 ** 24 + 16);
});

it('a subnormal has the least exponent of its own format: 2^0 in E2M3, 2^-2 in E3M2', () => {
  const c = encode(FLOAT32, 2 ** -10 + 2 ** -27, { rounding: 'nearest-even', overflow: 'special' });
  // 2^-3 · 2^-3 counts as 2^0 and cuts c at 2^-25; 2^-4 · 2^-4 as 2^-4, and cuts it at 2^-29.
  const [e2m3, e3m2] = [unitOf('blackwell', E2M3, E2M3), unitOf('blackwell', E3M2, E3M2)];
  expect(resultOf(dot(e2m3, [1], [1], c, 0))).toBe(2 ** -6 + 2 ** -10);
  expect(resultOf(dot(e3m2, [1], [1], c, 0))).toBe(2 ** -8 + 2 ** -10 + 2 ** -27);
});

it('E4M3 and E5M2 may stand on the other side', () => {
  for (const other of ['float8_e4m3fn', 'float8_e5m2']) {
    const unit = unitOf('blackwell', other, E3M2);
    expect(resultOf(dot(unit, [code(other, 3), code(other, 2)], [code(E3M2, 28), code(E3M2, -0.0625)], 0, 0))).toBe(
      84 - 0.125,
    );
  }
});
