/**
 * Chains of fused multiply-adds in SIMD on sums that two roundings would get wrong, on ties, and around the ends of
 * the range in which a chain takes the shorter way: against the reference on exact numbers, and counted by hand.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { unitFamily } from '../../../../models/units/families.js';
import type { DotProductUnit } from '../../../../models/units/unit.js';
import { randomWord } from '../../../../runtime/random.js';
import { twinOf } from '../../../../sim/arithmetic/kernels/dispatch.js';
import { createEngine } from '../../../../sim/arithmetic/kernels/engine.js';
import { codesOf, KINDS, mismatches, operand } from './operands.js';

const engine = createEngine({ threads: 1 });
afterAll(() => engine.close());

const PAIRS = [
  ['float32', 'float32'],
  ['float8_e5m2', 'float32'],
  ['float32', 'float8_e4m3fnuz'],
  ['float8_e4m3fn', 'bfloat16'],
  ['float16', 'float32'],
  ['tf32', 'float16'],
  ['float8_e5m2fnuz', 'float8_e4m3fnuz'],
] as const;

function fma(a: string, b: string, accumulator = 'float32'): DotProductUnit {
  return unitFamily('fma', 'test').resolve(a, b, { accumulator }, 'test');
}

/** Signed powers of two and their neighbours within `spread` below 2^largest; every eighth a zero of either sign. */
function scattered(name: string, length: number, seed: number, largest: number, spread: number) {
  const values = Array.from({ length }, (_, i) => {
    const word = randomWord(seed, 3, i);
    const sign = word & 1 ? -1 : 1;
    if ((word & 14) === 0) return sign * 0;
    return sign * (1 + ((word >>> 4) % 3) * 2 ** -((word >>> 6) % 24)) * 2 ** (largest - ((word >>> 16) % spread));
  });
  return codesOf(name, values);
}

describe.each(PAIRS)('fma %s × %s into float32', (aFormat, bFormat) => {
  const unit = fma(aFormat, bFormat);
  const [m, n] = [9, 19];

  it('runs in SIMD', () => expect(twinOf(unit)).toBe('simd'));

  it.each(KINDS)('equals the reference on %s operands, of odd depth, from initial values of any kind', (kind) => {
    for (const [i, initialKind] of KINDS.entries()) {
      const k = 2 * i + 3;
      const [a, b] = [operand(aFormat, kind, m * k, i), operand(bFormat, kind, k * n, i + 50)];
      const initial = operand('float32', initialKind, m * n, i + 90);
      expect(mismatches(engine, { unit, m, n, k, a, b, scaleSum: 0, initial }, 5)).toEqual([]);
    }
  });

  it.each([2, 6, 12, 24, 40])('on bits scattered over %i binades, which tie and cancel', (spread) => {
    for (const k of [1, 2, 7, 33]) {
      const [a, b] = [scattered(aFormat, m * k, k, 2, spread), scattered(bFormat, k * n, k + 9, 2, spread)];
      const initial = scattered('float32', m * n, k + 20, 4, spread);
      expect(mismatches(engine, { unit, m, n, k, a, b, scaleSum: 0, initial }, 5)).toEqual([]);
    }
  });

  it('on scales that bring products to the ends of float32', () => {
    const k = 5;
    for (const scaleSum of [-64, -63, -40, 40, 63]) {
      const [a, b] = [scattered(aFormat, m * k, 1, 2, 8), scattered(bFormat, k * n, 2, 2, 8)];
      for (const largest of [127, 60, -60, -120, -147]) {
        const initial = scattered('float32', m * n, 3, largest, 3);
        expect(mismatches(engine, { unit, m, n, k, a, b, scaleSum, initial }, 5)).toEqual([]);
      }
    }
  });
});

/** One output of one product. */
function chained(aFormat: string, initial: number, [x, y]: readonly [number, number]): number {
  const [a, b] = [codesOf(aFormat, [x]), codesOf('float32', [y])];
  const request = { unit: fma(aFormat, 'float32'), m: 1, n: 1, k: 1, scaleSum: 0 };
  const { codes } = engine.gemm({ ...request, a, b, initial: codesOf('float32', [initial]) });
  return new Float32Array(codes.buffer, codes.byteOffset, 1)[0] as number;
}

describe('counted by hand', () => {
  const ulp = 2 ** -23;
  // (1 + 2^-18)(1 − 2^-18) · 2^-24 is 2^-60 less than half a unit of the last place: float64 makes it the half.
  const [above, below] = [1 + 2 ** -18, (1 - 2 ** -18) * 2 ** -24];
  it.each([
    ['a tie goes to even, down', 1, [2 ** -12, 2 ** -12], 1],
    ['a tie goes to even, up', 1 + ulp, [2 ** -12, 2 ** -12], 1 + 2 * ulp],
    ['just below a tie goes down', 1 + ulp, [above, below], 1 + ulp],
    ['just below a tie, negative', -1 - ulp, [-above, below], -1 - ulp],
    ['just beyond a tie goes away', 1 - 2 ** -24, [-above, below / 2], 1 - 2 ** -24],
    ['a carry into the next binade', 2 - ulp, [2 ** -12, 2 ** -12], 2],
    ['what cancels leaves +0', 1, [-1, 1], 0],
    ['zeros of one sign keep it', -0, [-0, 1], -0],
    ['zeros of two signs are +0', -0, [0, 1], 0],
    ['half the least subnormal ties to zero', 0, [2 ** -75, 2 ** -75], 0],
    ['a tie between two subnormals', 2 ** -149, [2 ** -75, 2 ** -75], 2 ** -148],
    ['half a unit beyond the largest is Inf', (2 - ulp) * 2 ** 127, [2 ** 52, 2 ** 51], Number.POSITIVE_INFINITY],
    ['less stays', (2 - ulp) * 2 ** 127, [2 ** 51, 2 ** 51], (2 - ulp) * 2 ** 127],
  ] as const)('%s', (_, initial, product, expected) => {
    expect(chained('float32', initial, product)).toBe(expected);
  });

  // 1.5 · (1 + ulp) is half-way between the 1st and the 2nd value above 1.5: a short product with a tie of its own.
  it.each([
    ['goes to even', 0, 1.5 + 2 * ulp],
    ['goes up for a little more', 2 ** -100, 1.5 + 2 * ulp],
    ['goes down for a little less', -(2 ** -100), 1.5 + ulp],
  ])('a product half-way %s', (_, initial, expected) => {
    expect(chained('float8_e5m2', initial, [1.5, 1 + ulp])).toBe(expected);
    expect(chained('float32', initial, [1.5, 1 + ulp])).toBe(expected);
    expect(chained('float8_e5m2', -initial, [-1.5, 1 + ulp])).toBe(-expected);
  });
});

describe.each([
  ['ibm-chunked', 'float8_e5m2', 'float8_e5m2', 'dlfloat16'],
  ['ibm-chunked', 'float8_e4m3fn', 'float8_e5m2', 'dlfloat16'],
  ['ibm-chunked', 'float8_e5m2', 'float8_e4m3fnuz', 'float16'],
  ['ibm-chunked', 'float8_e5m2', 'float8_e5m2', 'bfloat16'],
  ['ibm-chunked', 'float16', 'float8_e5m2', 'dlfloat16'],
  ['fma', 'float8_e5m2', 'float8_e5m2', 'float16'],
] as const)('%s %s × %s into %s', (family, aFormat, bFormat, accumulator) => {
  const unit = unitFamily(family, 'test').resolve(aFormat, bFormat, { accumulator }, 'test');
  const [m, n, k] = [5, 17, 131];

  it.each(KINDS)('equals the reference on %s operands', (kind) => {
    for (const scaleSum of [0, -14, -40, 10, 40]) {
      const [a, b] = [operand(aFormat, kind, m * k, 1), operand(bFormat, kind, k * n, 2)];
      expect(mismatches(engine, { unit, m, n, k, a, b, scaleSum }, 3)).toEqual([]);
    }
  });

  it.each([2, 4, 7, 10, 14])('on bits scattered over %i binades, at both ends of the accumulator', (spread) => {
    for (const [i, scaleSum] of [0, -8, -20, -30, 6, 20].entries()) {
      const [a, b] = [scattered(aFormat, m * k, i, 2, spread), scattered(bFormat, k * n, i + 9, 2, spread)];
      expect(mismatches(engine, { unit, m, n, k, a, b, scaleSum }, 3)).toEqual([]);
    }
  });
});

describe('a chunk in DLFloat16, counted by hand', () => {
  const unit = unitFamily('ibm-chunked', 'test').resolve('float8_e5m2', 'float8_e5m2', {}, 'test');
  const ulp = 2 ** -9;
  it.each([
    [
      'a tie goes to even, down',
      [
        [1, 1],
        [2 ** -5, 2 ** -5],
      ],
      1,
    ],
    [
      'a tie goes to even, up',
      [
        [1, 1],
        [2 ** -4, 2 ** -5],
        [2 ** -5, 2 ** -5],
      ],
      1 + 2 * ulp,
    ],
    [
      'a negative tie',
      [
        [-1, 1],
        [2 ** -4, -(2 ** -5)],
        [2 ** -5, -(2 ** -5)],
      ],
      -1 - 2 * ulp,
    ],
    [
      'less than a tie',
      [
        [1, 1],
        [2 ** -6, 2 ** -5],
      ],
      1,
    ],
    [
      'more than a tie',
      [
        [1, 1],
        [1.5 * 2 ** -5, 2 ** -5],
      ],
      1 + ulp,
    ],
    ['less than half the smallest value is 0', [[2 ** -16, 2 ** -16]], 0],
    ['more than half of it is all of it', [[2 ** -15, 2 ** -16]], 513 * 2 ** -40],
    [
      'what cancels leaves +0',
      [
        [1, 1],
        [-1, 1],
      ],
      0,
    ],
  ] as const)('%s', (_, products, expected) => {
    const [a, b] = [
      codesOf(
        'float8_e5m2',
        products.map(([x]) => x),
      ),
      codesOf(
        'float8_e5m2',
        products.map(([, y]) => y),
      ),
    ];
    const { codes } = engine.gemm({ unit, m: 1, n: 1, k: products.length, a, b, scaleSum: 0 });
    expect(new Float32Array(codes.buffer, codes.byteOffset, 1)[0]).toBe(expected);
  });
});

it('a term more than 53 bits below a tie of DLFloat16 keeps the sum below it', () => {
  const options = { accumulator: 'dlfloat16', promotion: 64 };
  const unit = unitFamily('fma', 'test').resolve('float32', 'float32', options, 'test');
  // 1 + 2^-9 is odd, and (1 + 2^-23) (1 − 2^-23) 2^-10 half a last place less 2^-56: float64 alone would add a tie.
  const a = codesOf('float32', [1 + 2 ** -9, 1 + 2 ** -23]);
  const b = codesOf('float32', [1, (1 - 2 ** -23) * 2 ** -10]);
  const { codes } = engine.gemm({ unit, m: 1, n: 1, k: 2, a, b, scaleSum: 0 });
  expect(twinOf(unit)).toBe('simd');
  expect([...codes]).toEqual([...codesOf('float32', [1 + 2 ** -9])]);
});
