/** float32 results rounded once, against exact numbers. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveFloatFormat } from '../../../models/formats/resolve.js';
import { fusedMultiplyAdd, oddFloat32 } from '../../../sim/arithmetic/fused.js';
import { decode, encode, encodeDyadic } from '../../../sim/arithmetic/reference/convert.js';
import { dyadicOf, multiply, sum } from '../../../sim/arithmetic/reference/dyadic.js';

const FLOAT32 = resolveFloatFormat('float32', 'test');
const RULE = { rounding: 'nearest-even', overflow: 'special' } as const;
const float32 = fc
  .integer({ min: 0, max: 0xffffffff })
  .map((bits) => decode(FLOAT32, bits))
  .filter(Number.isFinite);
/** Near each other, so that sums cancel and meet ties. */
const near = fc
  .tuple(fc.integer({ min: -(2 ** 24), max: 2 ** 24 }), fc.integer({ min: -30, max: 4 }))
  .map(([significand, exponent]) => significand * 2 ** exponent);

describe('a fused multiply-add', () => {
  it.each([
    ['any numbers', float32],
    ['numbers near each other', near],
  ])('of %s is the exact one rounded once', (_, number) => {
    fc.assert(
      fc.property(number, number, number, (a, b, c) => {
        const exact = sum([multiply(dyadicOf(a), dyadicOf(b)), dyadicOf(c)]);
        const expected = decode(FLOAT32, encodeDyadic(FLOAT32, exact, RULE));
        if (!Number.isFinite(a * b + c) || exact.significand === 0n) return;
        expect(fusedMultiplyAdd(a, b, c)).toBe(expected);
      }),
      { numRuns: 5000 },
    );
  });
});

it('an odd float32 rounds to eight bits as the float64 does', () => {
  const format = resolveFloatFormat('float8_e5m2', 'test');
  const rule = { rounding: 'nearest-even', overflow: 'saturate' } as const;
  const number = fc.tuple(float32, float32).filter(([a, b]) => b !== 0 && Number.isFinite(a / b));
  fc.assert(
    fc.property(number, ([a, b]) => {
      expect(encode(format, oddFloat32(a / b), rule)).toBe(encode(format, a / b, rule));
    }),
    { numRuns: 3000 },
  );
  // Half-way between 1 and 1.25 but for the last bit of a float64: float32 alone would round it to the tie.
  expect(encode(format, oddFloat32(1.125 + 2 ** -52), rule)).toBe(encode(format, 1.25, rule));
  expect(encode(format, oddFloat32(1.125 - 2 ** -53), rule)).toBe(encode(format, 1, rule));
});
