/** The groups of NVFP4 in SIMD against the reference: scales of any size and NaN, tails, cut-off bits, promotion. */
import { afterAll, describe, expect, it } from 'vitest';
import { UNIT_FAMILIES } from '../../../../models/units/families.js';
import type { DotProductUnit } from '../../../../models/units/unit.js';
import { alignedKernel } from '../../../../sim/arithmetic/kernels/aligned/kernels.js';
import { createEngine } from '../../../../sim/arithmetic/kernels/engine.js';
import { codesOf, KINDS, mismatches } from './operands.js';
import { requestOf } from './scalar-requests.js';

const engine = createEngine({ threads: 1 });
afterAll(() => engine.close());

/** Every unit that Octile knows with such sums, and what a file may change of one. */
const PRESETS = UNIT_FAMILIES.flatMap((family) =>
  family.pairs.map(([a, b]): [string, DotProductUnit] => [family.name, family.resolve(a, b, {}, 'test')]),
).filter(([, { sum }]) => sum.kind === 'grouped');
const [, FIRST] = PRESETS[0] as [string, DotProductUnit];
const UNITS: readonly (readonly [string, DotProductUnit])[] = [
  ...PRESETS,
  ['promoted', { ...FIRST, promotion: { products: 2 * FIRST.productsPerStep, format: 'float32' } }],
  ['groups of half a block', { ...FIRST, sum: { kind: 'grouped', groupProducts: 8, fractionBits: 20 } }],
  ['few bits', { ...FIRST, sum: { kind: 'grouped', groupProducts: 16, fractionBits: 4 } }],
  [
    'into float16',
    { ...FIRST, accumulator: { ...FIRST.accumulator, format: 'float16', mantissaBits: 10, rounding: 'nearest-even' } },
  ],
];

it('NVFP4 is among them', () => expect(PRESETS.length).toBeGreaterThan(0));

describe.each(UNITS)('%s', (_, unit) => {
  const step = unit.productsPerStep;

  it('goes by groups', () => expect(alignedKernel(unit)).toBe('groupedUnit'));

  it.each(KINDS)('equals the reference on %s operands of odd shapes', (kind) => {
    for (const [m, n, k] of [
      [1, 1, 1],
      [5, 18, step + 15],
      [6, 33, 3 * step],
      [70, 17, 2 * step + 17],
    ] as const) {
      const request = requestOf(unit, { shape: [m, n, k], kinds: [kind, 'gaussian'], initial: 'wide' });
      expect(mismatches(engine, request, m * n > 100 ? 7 : 1)).toEqual([]);
      const { blockScales: _scales, initial: _initial, ...plain } = request;
      expect(mismatches(engine, plain, 11)).toEqual([]);
    }
  });

  it('at the ends of the scales, with special initial values, without products', () => {
    for (const scaleSum of [...unit.scaleRange, -17, 12]) {
      const request = requestOf(unit, {
        shape: [5, 18, 2 * step],
        kinds: ['wide', 'uniform'],
        initial: 'special',
        scaleSum,
      });
      expect(mismatches(engine, request)).toEqual([]);
    }
    expect(
      mismatches(engine, requestOf(unit, { shape: [5, 5, 0], kinds: ['wide', 'wide'], initial: 'special' })),
    ).toEqual([]);
  });

  it('with turned layouts', () => {
    for (const [aLayout, bLayout] of [
      ['row-major', 'column-major'],
      ['column-major', 'row-major'],
    ] as const) {
      const request = requestOf(unit, { shape: [7, 19, step + 45], kinds: ['gaussian', 'uniform'] });
      expect(mismatches(engine, { ...request, aLayout, bLayout })).toEqual([]);
    }
  });
});

it('by hand: 35 bits are kept below a group of scales of 1, whatever its sum', () => {
  const answer = (values: readonly number[], c: number) => {
    const [a, b] = [codesOf(FIRST.aFormat, values), codesOf(FIRST.bFormat, [1, 1])];
    const request = { unit: FIRST, m: 1, n: 1, k: 2, a, b, scaleSum: 0, initial: codesOf('float32', [c]) };
    return engine.gemm(request).codes[0];
  };
  const [kept] = codesOf('float32', [2 ** -35]);
  expect(answer([1, -1], 2 ** -35)).toBe(kept);
  expect(answer([1, -1], 2 ** -36)).toBe(0);
  expect(answer([0, 0], 3 * 2 ** -36)).toBe(kept);
});

it('a bit more or less is told', () => {
  const request = requestOf(FIRST, { shape: [16, 16, 4 * FIRST.productsPerStep], kinds: ['uniform', 'uniform'] });
  const results = [3, 4, 5].map((fractionBits) => {
    const unit = { ...FIRST, sum: { kind: 'grouped', groupProducts: 16, fractionBits } } as const;
    return engine.gemm({ ...request, unit }).codes.join();
  });
  expect(new Set(results).size).toBe(3);
});
