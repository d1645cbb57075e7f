/**
 * Units that no preset has, as a file may say them: the engine gives what the reference gives, whether it knows a
 * kernel for them or not.
 */
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { bitsOf } from '../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../models/formats/resolve.js';
import { InputError } from '../../../models/input-error.js';
import { ROUNDING_RULES } from '../../../models/rounding.js';
import { checkUnit } from '../../../models/units/check-unit.js';
import { UNIT_FAMILIES, unitFamily } from '../../../models/units/families.js';
import {
  ACCUMULATOR_OVERFLOW_RULES,
  type DotProductUnit,
  resultFormat,
  type UnitFamily,
} from '../../../models/units/unit.js';
import { twinOf } from '../../../sim/arithmetic/kernels/dispatch.js';
import { createEngine } from '../../../sim/arithmetic/kernels/engine.js';
import { dotInReference } from '../../../sim/arithmetic/kernels/in-reference.js';
import { codesArray } from './any-codes.js';

const engine = createEngine({ threads: 1 });
afterAll(() => engine.close());

/** Formats to put in the place of a preset's. */
const OTHERS = [
  'float8_e4m3fn',
  'float8_e5m2fnuz',
  '1.4.3:bias=30',
  '1.5.2:bias=-9',
  '1.4.3:bias=120',
  '1.3.4',
  'float16',
];
const ACCUMULATORS = ['float32', 'float16', 'bfloat16', 'dlfloat16'];

/** A preset, as its family resolves it with some accumulator. */
const presets: fc.Arbitrary<DotProductUnit> = fc
  .constantFrom(...UNIT_FAMILIES.filter(({ choices }) => !choices.includes('scaleFormat')))
  .chain((family) => fc.tuple(fc.constant(family), fc.constantFrom(...family.pairs), fc.constantFrom(...ACCUMULATORS)))
  .map(([family, [a, b], accumulator]) => offered(family, a, b, accumulator) ?? family.resolve(a, b, {}, 'test'));

function offered(family: UnitFamily, a: string, b: string, accumulator: string): DotProductUnit | undefined {
  try {
    return family.resolve(a, b, { accumulator }, 'test');
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

type Change = (unit: DotProductUnit) => DotProductUnit;

/** One thing that a file may say otherwise. */
const changes: fc.Arbitrary<Change> = fc.oneof(
  { weight: 3, arbitrary: fc.constant((unit: DotProductUnit) => unit) },
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 50 }).map(withFractionBits) },
  fc
    .constantFrom(1, 2, 3, 6, 8, 12, 16, 32, 64)
    .map((productsPerStep) => (unit: DotProductUnit) => ({ ...unit, productsPerStep })),
  fc.constantFrom(...OTHERS).map((aFormat) => (unit: DotProductUnit) => ({ ...unit, aFormat })),
  fc.constantFrom(...OTHERS).map((bFormat) => (unit: DotProductUnit) => ({ ...unit, bFormat })),
  fc
    .constantFrom('exact' as const, 'float32' as const)
    .map((kind) => (unit: DotProductUnit) => ({ ...unit, sum: { kind } })),
  fc
    .constantFrom(1, 2, 'all' as const)
    .map((stepsPerRounding) => (unit: DotProductUnit) => ({ ...unit, stepsPerRounding })),
  fc
    .constantFrom(...OTHERS, 'float32', 'bfloat16')
    .map((operandsAs) => (unit: DotProductUnit) => ({ ...unit, operandsAs })),
  fc
    .record({ steps: fc.constantFrom(1, 2, 4), share: fc.constantFrom(1, 2, 4, 16), rest: fc.constantFrom(1, 3) })
    .map(({ steps, share, rest }) => (unit: DotProductUnit) => {
      const productsPerStep = share * rest;
      const interleave = { products: steps * productsPerStep, group: steps * share };
      return { ...unit, productsPerStep, interleave };
    }),
  fc
    .constantFrom(64, 128)
    .map((products) => (unit: DotProductUnit) => ({ ...unit, promotion: { products, format: 'float32' } })),
  {
    weight: 6,
    arbitrary: fc
      .oneof(
        fc.constantFrom(7, 9, 10, 13, 23).map((mantissaBits) => ({ mantissaBits })),
        fc.constantFrom(...ROUNDING_RULES.slice(0, 6)).map((rounding) => ({ rounding })),
        fc.constantFrom(...ACCUMULATOR_OVERFLOW_RULES).map((overflow) => ({ overflow })),
        fc.constantFrom('quiet' as const, 'all-ones' as const).map((nan) => ({ nan })),
        fc.constantFrom('positive' as const, 'signed-underflow' as const, 'ieee' as const).map((zero) => ({ zero })),
      )
      .map((accumulator) => (unit: DotProductUnit) => ({
        ...unit,
        accumulator: { ...unit.accumulator, ...accumulator },
      })),
  },
);

function withFractionBits(fractionBits: number): Change {
  return (unit) => (unit.sum.kind === 'aligned' ? { ...unit, sum: { ...unit.sum, fractionBits } } : unit);
}

const units = fc
  .tuple(presets, changes, changes)
  .map(([preset, first, second]) => second(first(preset)))
  .filter(fits);

function fits(unit: DotProductUnit): boolean {
  try {
    checkUnit(unit, 'test');
    return true;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}

/** Codes of a format from words: any, specials as often as they come. */
function codesOf(name: string, words: readonly number[]) {
  const width = bitsOf(resolveFloatFormat(name, 'test'));
  return codesArray(
    width,
    words.map((word) => word >>> (32 - width)),
  );
}

const cases = units.chain((unit) => {
  const k = fc.integer({ min: 1, max: 70 });
  return k.chain((depth) =>
    fc.record({
      unit: fc.constant(unit),
      k: fc.constant(depth),
      a: fc.array(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { minLength: 2 * depth, maxLength: 2 * depth }),
      b: fc.array(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { minLength: 3 * depth, maxLength: 3 * depth }),
      c: fc.array(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { minLength: 6, maxLength: 6 }),
      scaleSum: fc.constantFrom(0, 0, -5, 9, -32, 31),
    }),
  );
});

function differences({ unit, k, a, b, c, scaleSum }: typeof cases extends fc.Arbitrary<infer T> ? T : never): string[] {
  const request = {
    unit,
    m: 2,
    n: 3,
    k,
    a: codesOf(unit.aFormat, a),
    b: codesOf(unit.bFormat, b),
    initial: codesOf(resultFormat(unit), c),
    scaleSum,
  };
  const { codes } = engine.gemm(request);
  return [0, 1, 2, 3, 4, 5].flatMap((i) => {
    const expected = dotInReference(request, Math.floor(i / 3), i % 3);
    return codes[i] === expected ? [] : [`output ${i}: ${codes[i]}, reference ${expected}`];
  });
}

describe('a unit from a file', () => {
  it('has the reference’s results, in the kernels or not', () => {
    let inKernels = 0;
    fc.assert(
      fc.property(cases, (each) => {
        if (twinOf(each.unit) === 'simd') inKernels++;
        expect(differences(each)).toEqual([]);
      }),
      { numRuns: 600 },
    );
    expect(inKernels).toBeGreaterThan(100);
  });
});

/** Each of a unit's steps without products keeps a float32 accumulator as it is, the smallest subnormals too. */
it.each([
  ['turing', 'float16'],
  ['ampere', 'tf32'],
  ['hopper', 'bfloat16'],
  ['hopper', 'float16'],
  ['blackwell', 'float8_e5m2'],
  ['cdna3', 'float16'],
  ['fma', 'float8_e4m3fn'],
])('%s %s keeps subnormal accumulators', (name, format) => {
  const unit = unitFamily(name, 'test').resolve(format, format, {}, 'test');
  const codes = [1, 2, 3, 0x7fffff, 0x800001, 0x80000001, 0x80000003, 0x807ffffd];
  const initial = Uint32Array.from(codes);
  const zeros = codesOf(
    format,
    codes.map(() => 0),
  );
  const one = codesOf(format, [0]);
  const kept = engine.gemm({ unit, m: codes.length, n: 1, k: 1, a: zeros, b: one, initial, scaleSum: 0 }).codes;
  expect([...kept]).toEqual(codes);
});
