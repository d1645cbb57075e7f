/**
 * Sums in two parts of float32 against the reference: at every distance between products and accumulator, at the ends of
 * what the kernel takes, and where an accumulator is too small for float32 beside its products.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { UNIT_FAMILIES } from '../../../../models/units/families.js';
import { type DotProductUnit, resultFormat } from '../../../../models/units/unit.js';
import { randomWord } from '../../../../runtime/random.js';
import { alignedKernel } from '../../../../sim/arithmetic/kernels/aligned/kernels.js';
import { createEngine } from '../../../../sim/arithmetic/kernels/engine.js';
import { codesFor, codesOf, KINDS, mismatches } from './operands.js';
import { requestOf } from './scalar-requests.js';

const engine = createEngine({ threads: 1 });
afterAll(() => engine.close());

/** Every unit that Octile knows with such sums, and what a file may change of one. */
const PRESETS = UNIT_FAMILIES.flatMap((family) =>
  family.pairs.map(([a, b]): [string, DotProductUnit] => [family.name, family.resolve(a, b, {}, 'test')]),
).filter(([, unit]) => alignedKernel(unit) === 'splitUnit');

const preset = (name: string) => PRESETS.find(([family]) => family === name)?.[1] as DotProductUnit;
const [HOPPER, CDNA3] = [preset('hopper'), preset('cdna3')];
const STAGES = CDNA3.sum as Extract<DotProductUnit['sum'], { kind: 'two-stage' }>;
const ALIGNED = HOPPER.sum as Extract<DotProductUnit['sum'], { kind: 'aligned' }>;
const NEAREST = { ...HOPPER.accumulator, rounding: 'nearest-even' } as const;

const UNITS: readonly (readonly [string, DotProductUnit])[] = [
  ...PRESETS,
  ['rounded to nearest', { ...HOPPER, accumulator: NEAREST }],
  ['into float16', { ...HOPPER, accumulator: { ...NEAREST, format: 'float16', mantissaBits: 10 } }],
  ['of 32 products', { ...HOPPER, productsPerStep: 32 }],
  ['of few bits', { ...HOPPER, sum: { ...ALIGNED, fractionBits: 23 } }],
  ['promoted', { ...HOPPER, promotion: { products: 2 * HOPPER.productsPerStep, format: 'float32' } }],
  [
    'stages of 32 products of 25 bits',
    { ...CDNA3, productsPerStep: 32, sum: { ...STAGES, productBits: 25, sumBits: 32 } },
  ],
  ['stages that keep no bit', { ...CDNA3, sum: { ...STAGES, sumBits: 24 } }],
  ['stages that cut the accumulator', { ...CDNA3, sum: { ...STAGES, accumulatorBits: 14 } }],
];

it('Hopper, Ampere and CDNA3 are among them', () => {
  expect(PRESETS.map(([name]) => name)).toEqual(expect.arrayContaining(['hopper', 'ampere', 'cdna3']));
});

it.each([
  ['an odd number of products', { ...HOPPER, productsPerStep: 6 }, 'wideUnit'],
  ['more bits', { ...HOPPER, sum: { ...ALIGNED, fractionBits: 26 } }, 'wideUnit'],
  ['more bits of a total', { ...CDNA3, sum: { ...STAGES, sumBits: 32 } }, 'twoStageUnit'],
  ['even and odd products apart', { ...CDNA3, sum: { ...STAGES, order: 'even-odd' } }, 'twoStageUnit'],
  ['an accumulator that vanishes', { ...CDNA3, sum: { ...STAGES, accumulatorReach: 25 } }, 'twoStageUnit'],
] as const)('%s goes another way', (_, unit, kernel) => expect(alignedKernel(unit)).toBe(kernel));

describe.each(UNITS)('%s', (_, unit) => {
  const step = unit.productsPerStep;

  it('goes by split sums', () => expect(alignedKernel(unit)).toBe('splitUnit'));

  it.each(KINDS)('equals the reference on %s operands of odd shapes', (kind) => {
    for (const [m, n, k] of [
      [1, 1, 1],
      [5, 18, step + 3],
      [70, 17, 2 * step + 1],
    ] as const) {
      const request = requestOf(unit, { shape: [m, n, k], kinds: [kind, 'gaussian'], initial: 'wide' });
      expect(mismatches(engine, request, m * n > 100 ? 7 : 1)).toEqual([]);
      const { initial: _initial, ...plain } = request;
      expect(mismatches(engine, plain, 11)).toEqual([]);
    }
  });

  it('at every distance of the accumulator, of both signs', () => {
    const [m, n, k] = [5, 48, step];
    // All 11 bits of most operands set, exponents of a few bits.
    const full = (length: number, seed: number) =>
      codesOf(
        'float16',
        Array.from({ length }, (_, i) => {
          const word = randomWord(seed, 1, i);
          return (word & 1 ? -1 : 1) * (2047 - ((word >>> 1) % 40)) * 2 ** (-10 - ((word >>> 8) % 6));
        }),
      );
    const result = resultFormat(unit);
    for (let exponent = -44; exponent <= 44; exponent++) {
      const values = Array.from({ length: m * n }, (_, i) => {
        const word = randomWord(exponent + 50, 2, i);
        return (word & 1 ? -1 : 1) * (2 ** 23 + ((word >>> 1) % 2 ** 23)) * 2 ** (exponent - 23);
      });
      const initial = codesOf(result, values);
      const request = {
        unit,
        m,
        n,
        k,
        a: full(m * k, exponent + 90),
        b: full(k * n, exponent + 190),
        scaleSum: 0,
        initial,
      };
      expect(mismatches(engine, request, 3)).toEqual([]);
    }
  });

  it('at the ends of the scales, with special initial values, without products', () => {
    for (const scaleSum of [...unit.scaleRange, -17, 12]) {
      const kinds = ['wide', 'uniform'] as const;
      const request = requestOf(unit, { shape: [5, 18, 2 * step], kinds, initial: 'special', scaleSum });
      expect(mismatches(engine, request)).toEqual([]);
      const subnormal = requestOf(unit, {
        shape: [5, 18, 2 * step],
        kinds: ['subnormal', 'sparse'],
        initial: 'subnormal',
        scaleSum,
      });
      expect(mismatches(engine, subnormal)).toEqual([]);
    }
    const empty = requestOf(unit, { shape: [3, 5, 0], kinds: ['wide', 'wide'], initial: 'uniform' });
    expect(mismatches(engine, empty)).toEqual([]);
  });
});

/** A power of two as a product, and an accumulator that float32 loses beside it: −1 of a total's unit, or 0. */
it.each([
  [-(2 ** -126), 63, 0x6dffffff],
  [-(2 ** -149), 63, 0x6dffffff],
  [-(2 ** -100), 63, 0x6dffffff],
  [-(2 ** -100), 48, 0x667fffff],
  [2 ** -100, 48, 0x66800000],
  [2 ** -126, 63, 0x6e000000],
  [-0, 63, 0x6e000000],
])('CDNA3 floors an accumulator of %d beside 2^(30 + %i) as counted by hand', (initial, scaleSum, expected) => {
  const { codes } = engine.gemm({
    unit: CDNA3,
    m: 1,
    n: 1,
    k: 1,
    a: codesOf('float16', [2 ** 15]),
    b: codesOf('float16', [2 ** 15]),
    scaleSum,
    initial: codesFor('float32', 1).map(
      () => new Uint32Array(Float32Array.of(initial).buffer)[0] as number,
    ) as Uint32Array,
  });
  expect(codes[0]).toBe(expected);
});

/** 2^-25, half of float16's least value, and 2^-45: a zero accumulator aligns nothing, a subnormal one at 2^-14, 25 bits. */
it.each([
  [0, 1],
  [2, 2],
])('Hopper rounds an accumulator of code %i and a half and 2^-45 more to %i in float16', (initial, expected) => {
  const { codes } = engine.gemm({
    unit: { ...HOPPER, accumulator: { ...NEAREST, format: 'float16', mantissaBits: 10 } },
    m: 1,
    n: 1,
    k: 2,
    a: codesOf('float16', [1, 2 ** -10]),
    b: codesOf('float16', [1, 2 ** -10]),
    scaleSum: -25,
    initial: Uint16Array.of(initial),
  });
  expect(codes[0]).toBe(expected);
});
