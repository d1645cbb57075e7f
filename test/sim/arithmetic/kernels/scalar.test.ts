/**
 * The scalar path against the reference, for every unit, also for those that the engine runs in SIMD: on codes over
 * the whole range, on values that cancel or spread, on subnormals and specials, in float64 and on wide numbers.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { unitFamily } from '../../../../models/units/families.js';
import { twinOf } from '../../../../sim/arithmetic/kernels/dispatch.js';
import { createHost } from '../../../../sim/arithmetic/kernels/engine.js';
import { gemmScalar } from '../../../../sim/arithmetic/kernels/scalar/gemm-scalar.js';
import { codesOf, KINDS } from './operands.js';
import { type Case, requestOf, scalarMismatches } from './scalar-requests.js';
import { ALL, UNDECIDED } from './scalar-units.js';

const { host, close } = createHost({ threads: 1 });
afterAll(close);

const BOTH = ['float64', 'wide'] as const;

describe.each(ALL)('%s: the scalar twin equals the reference', (_, unit) => {
  const step = unit.productsPerStep;
  const wrong = (chosen: Case) => scalarMismatches(host, requestOf(unit, chosen), BOTH);

  it('is there', () => expect(twinOf(unit)).not.toBe('none'));

  it.each(KINDS)('on %s operands', (kind) => {
    expect(wrong({ shape: [2, 3, 2 * step + 1], kinds: [kind, kind] })).toEqual([]);
    expect(wrong({ shape: [2, 2, step + 3], kinds: [kind, 'gaussian'], initial: kind })).toEqual([]);
  });

  it('at the ends of the scales, without products, with special initial values', () => {
    for (const scaleSum of [...unit.scaleRange, -17, 12]) {
      expect(wrong({ shape: [3, 2, step + 1], kinds: ['uniform', 'wide'], initial: 'uniform', scaleSum })).toEqual([]);
      expect(wrong({ shape: [4, 4, 2], kinds: ['sparse', 'special'], initial: 'special', scaleSum })).toEqual([]);
    }
    expect(wrong({ shape: [5, 5, 0], kinds: ['wide', 'wide'], initial: 'special' })).toEqual([]);
  });
});

it('rows and columns may be chosen, in any order: their outputs are those of the whole', () => {
  const unit = unitFamily('fma', 'test').resolve('f143', 'f143', { rounding: 'stochastic', randomBits: 8 }, 'test');
  const request = requestOf(unit, { shape: [7, 9, 20], kinds: ['gaussian', 'uniform'], initial: 'wide' });
  const whole = gemmScalar(host, request);
  const [rows, columns] = [Int32Array.of(6, 0, 3), Int32Array.of(8, 2)];
  const expected = [...rows].flatMap((row) => [...columns].map((column) => whole[row * 9 + column]));
  expect([...gemmScalar(host, request, { rows, columns })]).toEqual(expected);
});

it.each(UNDECIDED)('%s has no fast twin and says so', (_, unit) => expect(twinOf(unit)).toBe('none'));

it('an infinite block scale is refused in one sentence', () => {
  const base = unitFamily('blackwell-mx', 'test').resolve('float8_e4m3fn', 'float8_e4m3fn', {}, 'test');
  const unit = { ...base, blockScale: { format: 'float8_e5m2', block: 32 } };
  const request = { ...requestOf(unit, { shape: [1, 1, 32], kinds: ['gaussian', 'gaussian'] }) };
  const blockScales = { a: Uint8Array.of(0x3c), b: Uint8Array.of(0x7c) };
  expect(() => gemmScalar(host, { ...request, blockScales })).toThrow(
    /^gemm: expected finite block scales, got the infinity/,
  );
});

it('two stages make a finite product from 2^128 on infinite, also where the sum would be finite', () => {
  const unit = unitFamily('cdna3', 'test').resolve('bfloat16', 'bfloat16', {}, 'test');
  const values = (list: number[]) => codesOf('bfloat16', list);
  const answer = (first: number) => {
    // first · 1.5·2^63 − 2^127, by hand: 1.5·1.5·2^127 = 2^128 + 2^125 is infinite, 1.25·1.5·2^127 = 1.875·2^127 is not.
    const [a, b] = [values([first, -(2 ** 63)]), values([1.5 * 2 ** 63, 2 ** 64])];
    return BOTH.map((sums) => gemmScalar(host, { unit, m: 1, n: 1, k: 2, a, b, scaleSum: 0 }, undefined, sums)[0]);
  };
  expect(answer(1.5 * 2 ** 64)).toEqual([0x7f800000, 0x7f800000]);
  const finite = codesOf('float32', [0.875 * 2 ** 127])[0];
  expect(answer(1.25 * 2 ** 64)).toEqual([finite, finite]);
});
