/** fp8 through float16, as mma.sync on Hopper and Blackwell: counted by hand from the rule in models/units/emulated-mma.ts. */
import { describe, expect, it } from 'vitest';
import { resolveFloatFormat } from '../../../../models/formats/resolve.js';
import { unitFamily } from '../../../../models/units/families.js';
import { type DotProductUnit, resultFormat } from '../../../../models/units/unit.js';
import { decode, encode } from '../../../../sim/arithmetic/reference/convert.js';
import { dot } from '../../../../sim/arithmetic/reference/dot.js';

const E4M3 = 'float8_e4m3fn';
const p = (exponent: number) => 2 ** exponent;

/** Products of an instruction by their place along K. */
type Products = Readonly<Record<number, readonly [number, number]>>;

function unitOf(accumulator: string, b = E4M3): DotProductUnit {
  return unitFamily('hopper-mma', 'test').resolve(E4M3, b, { accumulator }, 'test');
}

function answer(unit: DotProductUnit, products: Products, c = 0): number {
  const codes = (format: string, side: 0 | 1) =>
    Array.from({ length: 32 }, (_, k) =>
      encode(resolveFloatFormat(format), products[k]?.[side] ?? 0, { rounding: 'toward-zero', overflow: 'special' }),
    );
  const result = resolveFloatFormat(resultFormat(unit));
  const start = encode(result, c, { rounding: 'toward-zero', overflow: 'special' });
  return decode(result, dot(unit, codes(unit.aFormat, 0), codes(unit.bFormat, 1), start, 0));
}

describe('two steps of 16 products: K mod 4 of 0 and 1, then of 2 and 3', () => {
  // 256 · 256 has exponent 16; 25 bits below it 2^-9 is kept, and 2^-10 is cut.
  const cancelled = { 0: [256, 256], 5: [-256, 256] } as const;
  const small = [p(-5), p(-5)] as const;

  it.each([1, 4, 9, 28, 29])('a product at %i is cut by large ones of the first step', (k) => {
    expect(answer(unitOf('float32'), { ...cancelled, [k]: small })).toBe(0);
  });

  it.each([2, 3, 6, 7, 18, 31])('a product at %i is not', (k) => {
    expect(answer(unitOf('float32'), { ...cancelled, [k]: small })).toBe(p(-10));
  });

  it('the second step begins with the result of the first', () => {
    // 2^-10 in the first, 2^16 − 2^16 in the second: cut there, together with the products.
    expect(answer(unitOf('float32'), { 0: small, 2: [256, 256], 3: [-256, 256] })).toBe(0);
  });

  it('float16 is rounded to after each: 2048 + 1 is 2048, 2048 + 1 + 1 at once 2050', () => {
    const one = [1, 1] as const;
    expect(answer(unitOf('float16'), { 0: [64, 32], 2: one })).toBe(2048);
    expect(answer(unitOf('float16'), { 0: [64, 32], 2: one, 3: one })).toBe(2050);
    expect(answer(unitOf('float16'), { 0: [64, 32], 1: one, 2: one })).toBe(2048);
  });
});

describe('operands are float16', () => {
  it('where a subnormal of e4m3 has the exponent of its leading bit', () => {
    // 2^-9 · 2^15 has exponent 6: 2^-19 is kept. With e4m3's least exponent, −6, it would have 9, and 2^-19 be cut.
    const unit = unitOf('float32', 'float8_e5m2');
    const products = { 0: [p(-9), p(15)], 1: [p(-9), p(-10)], 4: [-p(-9), p(15)] } as const;
    expect(answer(unit, products)).toBe(p(-19));
    const { operandsAs, ...other } = unit;
    expect(operandsAs).toBe('float16');
    expect(answer(other, products)).toBe(0);
  });
});

describe('the accumulator is added behind the products, to nearest even', () => {
  it.each([
    [64 + p(-17), p(-18), 64 + p(-16)],
    [64, p(-18), 64],
    [64, 3 * p(-18), 64 + p(-16)],
    [-64, -3 * p(-18), -64 - p(-16)],
  ])('%d + %d', (c, sum, expected) => {
    expect(answer(unitOf('float32'), { 7: [sum * p(9), p(-9)] }, c)).toBe(expected);
  });

  it('of each instruction: a longer sum is a chain of 32 products', () => {
    const unit = unitOf('float16');
    const code = (value: number) =>
      encode(resolveFloatFormat(E4M3), value, { rounding: 'toward-zero', overflow: 'special' });
    // 1 + 1 in each of two instructions: 2048 + 2 + 2; one by one into 2048 they would vanish.
    const [ones, none] = [code(1), code(0)];
    const a = Array.from({ length: 64 }, (_, k) => (k % 32 < 2 ? ones : none));
    expect(decode(resolveFloatFormat('float16'), dot(unit, a, a, 0x6800, 0))).toBe(2052);
  });
});

it('beyond float16 the sum is infinite, and stays so against the other infinity', () => {
  const unit = unitOf('float16');
  // 448² = 200704.
  expect(answer(unit, { 0: [448, 448], 2: [-448, 448] })).toBe(Number.POSITIVE_INFINITY);
  expect(answer(unit, { 0: [448, 448] }, Number.NEGATIVE_INFINITY)).toBeNaN();
  expect(answer(unitOf('float32'), { 0: [448, 448], 2: [-448, 448] }, 1)).toBe(1);
});
