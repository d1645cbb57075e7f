/**
 * Wrong variants of the IPU's AMP, each caught by a sum counted by hand. The sums that f143 × f152 and f152 × f152 span
 * pass the 53 bits of a float64, f143 × f143 does not: test/sim/arithmetic/kernels/hard-sums.test.ts has mutants that
 * accumulate in float32 and float64.
 */
import { describe, expect, it } from 'vitest';
import { resolveFloatFormat } from '../../../../models/formats/resolve.js';
import { unitFamily } from '../../../../models/units/families.js';
import { alignedTruncated } from '../../../../models/units/sum-rules.js';
import type { Accumulator, DotProductUnit } from '../../../../models/units/unit.js';
import { decode, encode } from '../../../../sim/arithmetic/reference/convert.js';
import { dot } from '../../../../sim/arithmetic/reference/dot.js';

const F152 = 'float8_e5m2fnuz';

interface HandSum {
  readonly name: string;
  /** Operands by their places in K; zeros elsewhere. */
  readonly products: Readonly<Record<number, readonly [number, number]>>;
  readonly k: number;
  readonly c: number;
  readonly scale: number;
  /** NaN by class; zeros by sign. */
  readonly d: number;
}

const SUMS: readonly HandSum[] = [
  // Half a unit of 1's last place in float16 is 2^-11: a tie, then a hair above it, then a hair below.
  { name: 'a tie', products: { 0: [1, 1], 1: [2 ** -5, 2 ** -6] }, k: 32, c: 0, scale: 0, d: 1 },
  {
    name: 'a tie and 2^-34',
    products: { 0: [1, 1], 1: [2 ** -5, 2 ** -6], 2: [2 ** -17, 2 ** -17] },
    k: 32,
    c: 0,
    scale: 0,
    d: 1 + 2 ** -10,
  },
  {
    name: 'three halves less 2^-34',
    products: { 0: [1, 1], 1: [2 ** -5, 1.5 * 2 ** -5], 31: [-(2 ** -17), 2 ** -17] },
    k: 32,
    c: 0,
    scale: 0,
    d: 1 + 2 ** -10,
  },
  // 2048 + 1 + 1: one at a time each is a tie to even; together they are a step. The partial comes into the sum.
  { name: 'two ones beside 2048', products: { 0: [1, 1], 17: [1, 1] }, k: 32, c: 2048, scale: 0, d: 2050 },
  // The same in two passes: each pass ends in a rounding.
  { name: 'a one in each of two passes', products: { 0: [1, 1], 32: [1, 1] }, k: 64, c: 2048, scale: 0, d: 2048 },
  { name: 'the scale goes into the exponent', products: { 0: [1, 1] }, k: 32, c: 1, scale: -10, d: 1 + 2 ** -10 },
  { name: 'partials have subnormals', products: { 0: [2 ** -12, 2 ** -12] }, k: 32, c: 0, scale: 0, d: 2 ** -24 },
  { name: 'a negative underflow is −0', products: { 0: [-(2 ** -13), 2 ** -13] }, k: 32, c: 0, scale: 0, d: -0 },
  { name: 'an exact zero is +0', products: { 0: [-1, 1], 1: [1, 1] }, k: 32, c: 0, scale: 0, d: 0 },
  { name: 'overflow is NaN', products: { 0: [57344, 2] }, k: 32, c: 0, scale: 0, d: Number.NaN },
  // 65504 + 16 is the tie to 65536: beyond. 65504 + 15 is not.
  { name: 'overflow begins at the tie', products: { 0: [4, 4] }, k: 32, c: 65504, scale: 0, d: Number.NaN },
  { name: 'below it there is none', products: { 0: [3, 5] }, k: 32, c: 65504, scale: 0, d: 65504 },
  { name: 'NaN times zero is NaN', products: { 0: [Number.NaN, 0] }, k: 32, c: 0, scale: 0, d: Number.NaN },
  { name: 'a NaN partial stays', products: { 0: [1, 1] }, k: 32, c: Number.NaN, scale: 0, d: Number.NaN },
];

const amp = unitFamily('ipu21-amp', 'test').resolve(F152, F152, {}, 'test');
const operand = resolveFloatFormat(F152, 'test');
const partial = resolveFloatFormat('float16', 'test');

/** What a unit makes of a sum. */
function result(unit: DotProductUnit, { products, k, c, scale }: HandSum): number {
  const codes = (side: 0 | 1) => Array.from({ length: k }, (_, i) => codeOf(operand, products[i]?.[side] ?? 0));
  return decode(partial, dot(unit, codes(0), codes(1), codeOf(partial, c), scale));
}

function codeOf(format: typeof operand, value: number): number {
  const code = encode(format, value, { rounding: 'nearest-even', overflow: 'special' });
  if (!Object.is(decode(format, code), value)) throw new Error(`${value} is no value of ${format.name}`);
  return code;
}

it.each(SUMS)('$name', (sum) => {
  expect(result(amp, sum)).toBe(sum.d);
});

const accumulated = (change: Partial<Accumulator>): DotProductUnit => ({
  ...amp,
  accumulator: { ...amp.accumulator, ...change },
});

describe('a wrong AMP is caught', () => {
  it.each([
    ['sums in float32', { ...amp, sum: { kind: 'float32' } }],
    ['sums aligned at 24 bits', { ...amp, sum: alignedTruncated(24) }],
    ['sums aligned at 30 bits', { ...amp, sum: alignedTruncated(30) }],
    ['rounds after each product', { ...amp, productsPerStep: 1 }],
    ['rounds after 16 products', { ...amp, productsPerStep: 16 }],
    ['rounds after 64 products', { ...amp, productsPerStep: 64 }],
    ['rounds after a phase', { ...amp, stepsPerRounding: 8 }],
    ['starts each pass from +0', { ...amp, promotion: { products: 32, format: 'float16' } }],
    ['truncates', accumulated({ rounding: 'toward-zero' })],
    ['rounds ties away', accumulated({ rounding: 'nearest-away' })],
    ['rounds to odd', accumulated({ rounding: 'to-odd' })],
    ['keeps 9 bits', accumulated({ mantissaBits: 9 })],
    ['clips', accumulated({ overflow: 'clip' })],
    ['overflows to infinity', accumulated({ overflow: 'infinity' })],
    ['has no −0', accumulated({ zero: 'positive' })],
  ] as const)('that %s', (_, mutant) => {
    const caught = SUMS.filter((sum) => !Object.is(result(mutant, sum), sum.d));
    expect(caught.length).toBeGreaterThan(0);
  });
});
