import { afterAll, describe, expect, it } from 'vitest';
import { ACCUMULATOR_OVERFLOW_RULES } from '../../../../models/units/unit.js';
import { createEngine } from '../../../../sim/arithmetic/kernels/engine.js';
import { amp, codesFor, KINDS, mismatches, operand, PAIRS } from './operands.js';

const engine = createEngine({ threads: 1 });
afterAll(() => engine.close());

describe.each(PAIRS)('%s × %s through the AMP equals the reference', (a, b) => {
  const unit = amp(a, b);

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
          unit: amp(a, b, { overflow }),
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
        unit: amp(a, b, { rounding, randomBits }),
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
