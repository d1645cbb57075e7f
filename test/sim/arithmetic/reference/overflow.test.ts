/**
 * Sums beyond the largest finite value, by rounding. Source: IEEE 754-2019, 7.4: infinity to nearest, the largest finite
 * number toward zero, each by its sign up and down; an infinite operand is no overflow.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { resolveFloatFormat } from '../../../../models/formats/resolve.js';
import type { RoundingRule } from '../../../../models/rounding.js';
import { resolveUnit } from '../../../../models/units/resolve-unit.js';
import { createEngine } from '../../../../sim/arithmetic/kernels/engine.js';
import { encode } from '../../../../sim/arithmetic/reference/convert.js';
import { dot } from '../../../../sim/arithmetic/reference/dot.js';

const engine = createEngine({ threads: 1 });
afterAll(() => engine.close());

const FLOAT32 = resolveFloatFormat('float32', 'test');
const code = (value: number) => encode(FLOAT32, value, { rounding: 'nearest-even', overflow: 'special' });

/** a · b + 0 in the reference and in the fast twin. */
function product(family: string, rounding: RoundingRule, a: number, b: number): string[] {
  const unit = resolveUnit({ family, a: 'float32', b: 'float32', rounding });
  const request = { unit, m: 1, n: 1, k: 1, a: Uint32Array.of(a), b: Uint32Array.of(b), scaleSum: 0 };
  return [dot(unit, [a], [b], 0, 0), engine.gemm(request).codes[0] ?? 0].map((d) => d.toString(16).padStart(8, '0'));
}

const INF = ['7f800000', '7f800000'];
const MINUS_INF = ['ff800000', 'ff800000'];
const MOST = ['7f7fffff', '7f7fffff'];
const LEAST = ['ff7fffff', 'ff7fffff'];

describe.each(['fma', 'exact'])('%s, whose arithmetic is IEEE 754’s', (family) => {
  it.each([
    ['nearest-even', INF, MINUS_INF],
    ['toward-zero', MOST, LEAST],
    ['up', INF, LEAST],
    ['down', MOST, MINUS_INF],
  ] as const)('rounding %s', (rounding, positive, negative) => {
    // Where the fault was met: 2 · 3.0e38.
    expect(product(family, rounding, 0x7f61b1e6, 0x40000000)).toEqual(positive);
    expect(product(family, rounding, 0xff61b1e6, 0x40000000)).toEqual(negative);
    expect(product(family, rounding, code(2 ** 127), code(-(2 ** 127)))).toEqual(negative);
  });

  it.each(['nearest-even', 'toward-zero', 'up', 'down'] as const)('an infinite operand stays infinite, %s', (rule) => {
    expect(product(family, rule, 0x7f800000, 0x40000000)).toEqual(INF);
    expect(product(family, rule, 0xff800000, 0x40000000)).toEqual(MINUS_INF);
  });

  it('largest finite numbers themselves do not overflow', () => {
    expect(product(family, 'up', 0x7f7fffff, 0x3f800000)).toEqual(MOST);
    expect(product(family, 'down', 0xff7fffff, 0x3f800000)).toEqual(LEAST);
  });
});

it('tensor cores, which truncate, give infinity all the same', () => {
  const unit = resolveUnit({ family: 'ampere', a: 'bfloat16', b: 'bfloat16' });
  const request = { unit, m: 1, n: 1, k: 1, a: Uint16Array.of(0x7f00), b: Uint16Array.of(0x7f00), scaleSum: 0 };
  expect(dot(unit, [0x7f00], [0x7f00], 0, 0)).toBe(0x7f800000);
  expect(engine.gemm(request).codes[0]).toBe(0x7f800000);
});
