import { afterAll, describe, expect, it } from 'vitest';
import { ACCUMULATOR_OVERFLOW_RULES, type UnitOptions } from '../../../../models/units/unit.js';
import { twinOf } from '../../../../sim/arithmetic/kernels/dispatch.js';
import { createEngine } from '../../../../sim/arithmetic/kernels/engine.js';
import { amp, codesFor, codesOf, KINDS, mismatches, operand, PAIRS } from './operands.js';

const engine = createEngine({ threads: 1 });
afterAll(() => engine.close());

/** Sums in exact arithmetic into the AMP's partials, into float32, and rounded to float32 first. */
const UNITS = [
  ...PAIRS.map(([a, b]) => [a, b, {}] as const),
  ['f143', 'f143', { accumulator: 'float32' }],
  ['float16', 'float16', { accumulator: 'float32', internal: { kind: 'float32' } }],
  ...PAIRS.slice(0, 5).map(([a, b]) => [a, b, { internal: { kind: 'float32' } }] as const),
] as const satisfies readonly (readonly [string, string, UnitOptions])[];

describe.each(UNITS)('%s × %s through the AMP with %j equals the reference', (a, b, options) => {
  const unit = amp(a, b, options);

  it('in SIMD', () => expect(twinOf(unit)).toBe('simd'));

  it.each(KINDS)('on %s operands of odd shapes', (kind) => {
    const shapes = [
      [1, 1, 1],
      [3, 5, 33],
      [5, 9, 70],
      [9, 17, 131],
    ] as const;
    for (const [m, n, k] of shapes) {
      const request = {
        unit,
        m,
        n,
        k,
        a: operand(a, kind, m * k, m + k),
        b: operand(b, kind, k * n, n + k),
        scaleSum: 0,
      };
      expect(mismatches(engine, request)).toEqual([]);
    }
  });

  it('with every sum of scales', () => {
    for (let scaleSum = -32; scaleSum <= 31; scaleSum += 3) {
      for (const kind of ['gaussian', 'uniform', 'subnormal'] as const) {
        const [m, n, k] = [4, 9, 67];
        const request = { unit, m, n, k, a: operand(a, kind, m * k, 5), b: operand(b, kind, k * n, 6), scaleSum };
        expect(mismatches(engine, request)).toEqual([]);
      }
    }
  });

  it('with transposed layouts and initial partials', () => {
    const [m, n, k] = [7, 10, 45];
    for (const [aLayout, bLayout] of [
      ['row-major', 'column-major'],
      ['column-major', 'row-major'],
      ['column-major', 'column-major'],
    ] as const) {
      const initial = operand(unit.accumulator.format, 'wide', m * n, 3);
      const left = operand(a, 'gaussian', m * k, 1);
      const right = operand(b, 'gaussian', k * n, 2);
      const request = { unit, m, n, k, a: left, b: right, aLayout, bLayout, scaleSum: 0, initial };
      expect(mismatches(engine, request)).toEqual([]);
    }
  });

  it('with special initial partials, under every rule of overflow', () => {
    for (const overflow of ACCUMULATOR_OVERFLOW_RULES) {
      const [m, n, k] = [6, 9, 100];
      const initial = operand(unit.accumulator.format, 'special', m * n, 3);
      for (let i = 0; i < 40; i += 7) initial[i] = unit.accumulator.format === 'float16' ? 0x7c00 : 0xff800000;
      initial[1] = unit.accumulator.format === 'float16' ? 0x8000 : 0x80000000;
      for (const [kind, scaleSum] of [
        ['uniform', 10],
        ['gaussian', 12],
        ['special', 3],
      ] as const) {
        const request = {
          unit: amp(a, b, { ...options, overflow }),
          m,
          n,
          k,
          a: operand(a, kind, m * k, 11),
          b: operand(b, kind, k * n, 12),
          scaleSum,
          initial,
        };
        expect(mismatches(engine, request)).toEqual([]);
      }
    }
  });

  it('without products: the partial goes through one rounding', () => {
    const initial = operand(unit.accumulator.format, 'special', 15, 3);
    initial[4] = unit.accumulator.format === 'float16' ? 0x8000 : 0x80000000;
    const request = { unit, m: 3, n: 5, k: 0, a: codesFor(a, 0), b: codesFor(b, 0), scaleSum: 0, initial };
    expect(mismatches(engine, request)).toEqual([]);
  });

  it.each([
    ['toward-zero', 0],
    ['up', 0],
    ['to-odd', 0],
    ['nearest-away', 0],
    ['stochastic', 8],
    ['stochastic-midpoint', 16],
    ['stochastic-truncate', 32],
  ] as const)('rounding %s with %i random bits', (rounding, randomBits) => {
    for (const kind of ['gaussian', 'uniform'] as const) {
      const [m, n, k] = [5, 9, 70];
      const request = {
        unit: amp(a, b, { ...options, rounding, randomBits }),
        m,
        n,
        k,
        a: operand(a, kind, m * k, 21),
        b: operand(b, kind, k * n, 22),
        scaleSum: -3,
        random: { seed: 7, stream: 9 },
      };
      expect(mismatches(engine, request)).toEqual([]);
    }
  });
});

describe('by hand, f152 products beside a float16 partial of 1', () => {
  const unit = amp('f152', 'f152');
  const inFloat32 = amp('f152', 'f152', { internal: { kind: 'float32' } });
  /** After enough steps of nothing that the last is none of the hard ones. */
  const answer = (chosen: typeof unit, products: readonly (readonly [number, number])[]) => {
    const padding = Array(64).fill(0);
    const a = codesOf('f152', [...products.map(([x]) => x), ...padding]);
    const b = codesOf('f152', [...products.map(([, y]) => y), ...padding]);
    const initial = codesOf('float16', [1]);
    return engine.gemm({ unit: chosen, m: 1, n: 1, k: a.length, a, b, scaleSum: 0, initial }).codes[0];
  };
  const above = 1 + 2 ** -10;

  it.each([
    ['a tie goes to even', [[2 ** -11, 1]], 1, 1],
    [
      '2^-22 above a tie decides',
      [
        [2 ** -11, 1],
        [2 ** -11, 2 ** -11],
      ],
      above,
      above,
    ],
    [
      '2^-24 above a tie is even in float32',
      [
        [2 ** -11, 1],
        [2 ** -12, 2 ** -12],
      ],
      above,
      1,
    ],
    [
      '2^-34 above a tie is lost in float32',
      [
        [2 ** -11, 1],
        [2 ** -17, 2 ** -17],
      ],
      above,
      1,
    ],
    [
      'the tie above goes up, from below not',
      [
        [2 ** -10, 1.5],
        [-(2 ** -17), 2 ** -17],
      ],
      above,
      1 + 2 ** -9,
    ],
  ] as const)('%s', (_, products, exact, twice) => {
    expect(answer(unit, products)).toBe(codesOf('float16', [exact])[0]);
    expect(answer(inFloat32, products)).toBe(codesOf('float16', [twice])[0]);
  });
});

it('partials amid the chain: subnormals, −0 at the end, and sums of every unit down to where none fits', () => {
  for (const [a, b] of PAIRS.slice(0, 5)) {
    for (const options of [{}, { internal: { kind: 'float32' } }] as const) {
      for (let scaleSum = -32; scaleSum <= 16; scaleSum += 2) {
        const [m, n, k] = [4, 8, 161];
        const unit = amp(a, b, options);
        const initial = operand('float16', 'subnormal', m * n, scaleSum + 40);
        const request = { unit, m, n, k, a: operand(a, 'cancelling', m * k, 5), b: operand(b, 'sparse', k * n, 6) };
        expect(mismatches(engine, { ...request, scaleSum, initial })).toEqual([]);
        expect(mismatches(engine, { ...request, a: operand(a, 'wide', m * k, 7), scaleSum })).toEqual([]);
      }
    }
  }
});
