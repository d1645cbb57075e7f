import { afterAll, describe, expect, it } from 'vitest';
import { unitFamily } from '../../../../models/units/families.js';
import { resultFormat } from '../../../../models/units/unit.js';
import { randomWord } from '../../../../runtime/random.js';
import { twinOf } from '../../../../sim/arithmetic/kernels/dispatch.js';
import { createEngine } from '../../../../sim/arithmetic/kernels/engine.js';
import { codesOf, KINDS, mismatches, operand } from './operands.js';
import { requestOf } from './scalar-requests.js';

const engine = createEngine({ threads: 1 });
afterAll(() => engine.close());

const [E4M3, E5M2, E2M1] = ['float8_e4m3fn', 'float8_e5m2', 'float4_e2m1fn'] as const;

/** Values from 2^largest down by `spread` binades, of one sign or both, with zeros where `word` says so. */
function binades(formatName: string, length: number, seed: number, largest: number, spread: number) {
  const values = Array.from({ length }, (_, i) => {
    const word = randomWord(seed, 1, i);
    if (word % 11 === 0) return 0;
    return (word & 1 ? -1 : 1) * (1 + ((word >>> 8) % 8) / 8) * 2 ** (largest - ((word >>> 16) % spread));
  });
  return codesOf(formatName, values);
}

/** Accumulators of all 24 bits and of few, with exponents from `least` to `least` + 40. */
function accumulators(formatName: string, length: number, seed: number, least: number) {
  const values = Array.from({ length }, (_, i) => {
    const [word, bits] = [randomWord(seed, 2, i), randomWord(seed, 3, i)];
    const significand = 1 + (word & 2 ? bits >>> 9 : (bits >>> 30) * 2 ** 21) / 2 ** 23;
    return (word & 1 ? -1 : 1) * significand * 2 ** (least + ((word >>> 8) % 40));
  });
  return codesOf(formatName, values);
}

describe.each([
  [E4M3, E4M3, 'float32', 0],
  [E4M3, E4M3, 'float32', 128],
  [E4M3, E5M2, 'float32', 0],
  [E5M2, E5M2, 'float32', 0],
  [E5M2, E2M1, 'float32', 0],
  [E4M3, E4M3, 'float16', 0],
  [E5M2, E5M2, 'float16', 0],
] as const)(
  'sums that integers form, and those that they cannot: %s × %s into %s, promotion %i',
  (aFormat, bFormat, accumulator, promotion) => {
    const options = promotion === 0 ? { accumulator } : { accumulator, promotion };
    const unit = unitFamily('blackwell', 'test').resolve(aFormat, bFormat, options, 'test');
    const result = resultFormat(unit);

    it.each([
      [0, 2],
      [3, 6],
      [5, 9],
      [8, 11],
      [8, 12],
      [15, 13],
      [15, 14],
      [15, 30],
    ])('operands from 2^%i down by %i binades, accumulators far below to far above', (largest, spread) => {
      const [m, n, k] = [9, 35, 161];
      const a = binades(aFormat, m * k, spread, largest, spread);
      const b = binades(bFormat, k * n, spread + 1, Math.min(largest, 8), spread);
      for (const least of [-30, 0]) {
        const initial = accumulators(result, m * n, 7, least);
        expect(mismatches(engine, { unit, m, n, k, a, b, scaleSum: 0, initial })).toEqual([]);
      }
      expect(mismatches(engine, { unit, m, n, k, a, b, scaleSum: 0 })).toEqual([]);
    });

    it.each([-64, -40, 40, 63])('scales of 2^%i, subnormals and the largest of all', (scaleSum) => {
      const [m, n, k] = [5, 18, 70];
      for (const kind of ['subnormal', 'cancelling', 'sparse'] as const) {
        const [a, b] = [operand(aFormat, kind, m * k, 1), operand(bFormat, kind, k * n, 2)];
        const initial = accumulators(result, m * n, 8, scaleSum - 20);
        expect(mismatches(engine, { unit, m, n, k, a, b, scaleSum, initial })).toEqual([]);
      }
      const [a, b] = [codesOf(aFormat, Array(m * k).fill(1e9)), codesOf(bFormat, Array(k * n).fill(-1e9))];
      expect(mismatches(engine, { unit, m, n, k, a, b, scaleSum })).toEqual([]);
    });
  },
);

it('−1 beside 2^25 takes part, beside 2^26 it is below the last bit kept', () => {
  const unit = unitFamily('blackwell', 'test').resolve(E4M3, E4M3, {}, 'test');
  const [a, b] = [codesOf(E4M3, [1]), codesOf(E4M3, [-1])];
  const answer = (value: number) => {
    const initial = codesOf('float32', [value]);
    return engine.gemm({ unit, m: 1, n: 1, k: 1, a, b, scaleSum: 0, initial }).codes[0];
  };
  expect(answer(2 ** 25)).toBe(codesOf('float32', [2 ** 25 - 2])[0]);
  expect(answer(2 ** 26)).toBe(codesOf('float32', [2 ** 26])[0]);
});

it('rows of one block go term by term each where it must, and leave the others as they are', () => {
  const unit = unitFamily('blackwell', 'test').resolve(E4M3, E4M3, {}, 'test');
  const [m, n] = [4, 17];
  const [a, b] = [codesOf(E4M3, Array(m).fill(1)), codesOf(E4M3, Array(n).fill(-1))];
  for (let lossy = 0; lossy < 2 ** m; lossy++) {
    const isLossy = (at: number) => ((lossy >> Math.floor(at / n)) & 1) === 1;
    const ofOutputs = (value: (at: number) => number) =>
      codesOf(
        'float32',
        Array.from({ length: m * n }, (_, at) => value(at)),
      );
    const initial = ofOutputs((at) => (isLossy(at) ? 2 ** 26 : 2 ** 25));
    const { codes } = engine.gemm({ unit, m, n, k: 1, a, b, scaleSum: 0, initial });
    expect(codes).toEqual(ofOutputs((at) => (isLossy(at) ? 2 ** 26 : 2 ** 25 - 2)));
  }
});

describe.each([
  [E4M3, E4M3, {}],
  [E5M2, E4M3, { promotion: 64 }],
  [E2M1, E5M2, {}],
  [E2M1, E2M1, {}],
] as const)('MX, %s × %s, options %j', (aFormat, bFormat, options) => {
  const unit = unitFamily('blackwell-mx', 'test').resolve(aFormat, bFormat, options, 'test');

  it('runs in SIMD', () => expect(twinOf(unit)).toBe('simd'));

  it.each(KINDS)('%s operands with scales of any size and a few NaN', (kind) => {
    for (const shape of [
      [1, 1, 1],
      [5, 17, 33],
      [9, 33, 161],
    ] as const) {
      for (const initial of ['wide', 'special'] as const) {
        expect(mismatches(engine, requestOf(unit, { shape, kinds: [kind, kind], initial }), 3)).toEqual([]);
      }
      const request = requestOf(unit, { shape, kinds: [kind, 'gaussian'] });
      expect(mismatches(engine, { ...request, aLayout: 'column-major', bLayout: 'column-major' }, 3)).toEqual([]);
    }
  });

  it('the largest and the least scales: overflow, float32’s subnormals, nothing', () => {
    const [m, n, k] = [6, 18, 70];
    const [a, b] = [operand(aFormat, 'gaussian', m * k, 1), operand(bFormat, 'uniform', k * n, 2)];
    const codes = (length: number, from: number) =>
      Uint8Array.from({ length }, (_, i) => from + (randomWord(4, from, i) % 6));
    for (const [fromA, fromB] of [
      [249, 249],
      [0, 0],
      [60, 50],
      [180, 190],
      [0, 240],
      [64, 65],
    ] as const) {
      const blockScales = { a: codes(m * 3, fromA), b: codes(n * 3, fromB) };
      const initial = operand('float32', 'wide', m * n, 7);
      expect(mismatches(engine, { unit, m, n, k, a, b, scaleSum: 0, blockScales })).toEqual([]);
      expect(mismatches(engine, { unit, m, n, k, a, b, scaleSum: 0, blockScales, initial })).toEqual([]);
    }
  });
});
