/** What is said of wrong answers: kinds by hand, and faults that are planted are named. */
import { afterAll, describe, expect, it } from 'vitest';
import type { DotProductUnit } from '../../../models/units/unit.js';
import { createEngine } from '../../../sim/arithmetic/kernels/engine.js';
import { hypothesesOf } from '../../../sim/vectors/check/hypotheses.js';
import { differenceKind, differingBit } from '../../../sim/vectors/check/kinds.js';
import { suspectTerm } from '../../../sim/vectors/check/terms.js';
import { mutantAnswers } from '../../../sim/vectors/mutants/mutant.js';
import { mutantsOf } from '../../../sim/vectors/mutants/mutants.js';
import { answerer, vectorRows } from '../../../sim/vectors/vectors.js';
import { unitOf } from './units.js';

const engine = createEngine({ threads: 1 });
afterAll(() => engine.close());
const fma = unitOf('fma', 'bfloat16');
const isSame = (one: number, other: number) => one === other;

describe('kinds of wrong answers, in float32', () => {
  it.each([
    [0x7fc00000, 0x7f800001, 'other NaN'],
    [0x7fc00000, 0x3f800000, 'number for NaN'],
    [0x7fc00000, 0x7f800000, 'infinity for NaN'],
    [0x3f800000, 0x7fc00000, 'NaN for a number'],
    [0x7f800000, 0x7f7fffff, 'number for an infinity'],
    [0x7f7fffff, 0x7f800000, 'infinity for a number'],
    [0x3f800000, 0xbf800000, 'wrong sign'],
    [0x00000000, 0x80000000, 'wrong sign of zero'],
    [0x00000001, 0x00000000, 'subnormal flushed'],
    [0x3f800000, 0x00000000, 'zero for a number'],
    [0x00000000, 0x3f800000, 'number for zero'],
    [0x3f800000, 0x41000000, 'power of two'],
    [0x3f800001, 0x3f800000, 'one last bit toward zero'],
    [0xbf800000, 0xbf800001, 'one last bit away from zero'],
    [0x3f800000, 0x3f800010, 'low bits'],
    [0x3f800000, 0x3fc00000, 'other number'],
  ])('%i and %i: %s', (expected, got, kind) => {
    expect(differenceKind(fma, expected, got)).toBe(kind);
  });

  it('a last bit is one that the accumulator keeps: of 13, bit 10 of a float32', () => {
    expect(differenceKind(unitOf('hopper', 'e4m3'), 0x3f800400, 0x3f800000)).toBe('one last bit toward zero');
  });

  it('the highest bit that differs, by its part', () => {
    expect(differingBit(fma, 0x3f800000, 0xbf800001)).toBe('sign');
    expect(differingBit(fma, 0x3f800000, 0x3f000000)).toBe('exponent bit 0');
    expect(differingBit(fma, 0x3f800005, 0x3f800001)).toBe('mantissa bit 2');
  });
});

it('the term that a wrong answer points at: 1 × 1 + 2 × 1 without the second product', () => {
  const row = { id: 'x', a: [0x3f80, 0x4000], b: [0x3f80, 0x3f80], c: 0, d: 0x40400000 };
  expect(suspectTerm(fma, row, 0x3f800000)).toBe('product 1 (2^1, the largest): as if it were missing');
  expect(suspectTerm(fma, row, 0xbf800000)).toBe('product 1 (2^1, the largest): as if it were of the other sign');
});

function named(unit: DotProductUnit, name: string): readonly string[] {
  const mutant = mutantsOf(unit).find((other) => other.name === name);
  if (mutant === undefined) throw new Error(`no mutant ${name}`);
  const rows = answerer(engine, unit)([...vectorRows(unit, { level: 2, seed: 3, count: 1500 })].flat());
  const answers = mutantAnswers(engine, unit, mutant)(rows);
  const compared = rows.map((row, i) => ({ ...row, got: answers[i] as number }));
  return hypothesesOf(engine, unit, compared, isSame)
    .filter(({ isWhole }) => isWhole)
    .map((hypothesis) => hypothesis.name);
}

describe('a planted fault is named', () => {
  it.each([
    ['ampere', 'float16', 'F were 23 in place of 24'],
    ['volta', 'float16', 'products were summed in pairs'],
    ['turing', 'float16', 'the zero masks of products 0 and 1 were swapped'],
    ['turing', 'float16', 'bit 2 of the alignment shift of product 0 were stuck at 0'],
    ['exsdotp', 'e5m2', 'subnormals of b were zero'],
    ['fma', 'bfloat16', 'results were rounded toward-zero in place of nearest-even'],
  ])('%s %s: as if %s', (unit, format, name) => {
    expect(named(unitOf(unit, format), name)).toContain(name);
  });
});
