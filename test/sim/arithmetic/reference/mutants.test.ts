/** Wrong variants of the units: the vectors, or a hard case beside them, must tell each from the right one. */
import { describe, expect, it } from 'vitest';
import type { AlignedSum, DotProductUnit, SumRule } from '../../../../models/units/unit.js';
import { hardRows } from './hard-cases.js';
import { instructionFiles, wrongRows } from './instruction-vectors.js';

type Mutate = (unit: DotProductUnit, depth: number) => DotProductUnit | undefined;

const aligned = (change: (sum: AlignedSum) => Partial<AlignedSum>): Mutate => {
  return (unit) => (unit.sum.kind === 'aligned' ? { ...unit, sum: { ...unit.sum, ...change(unit.sum) } } : undefined);
};
const twoStage = (change: Partial<Extract<SumRule, { kind: 'two-stage' }>>): Mutate => {
  return (unit) => (unit.sum.kind === 'two-stage' ? { ...unit, sum: { ...unit.sum, ...change } } : undefined);
};
const evenOdd = (change: Partial<Extract<SumRule, { kind: 'two-stage' }>>): Mutate => {
  return (unit, depth) =>
    unit.sum.kind === 'two-stage' && unit.sum.order === 'even-odd' ? twoStage(change)(unit, depth) : undefined;
};
const grouped = (change: Partial<Extract<SumRule, { kind: 'grouped' }>>): Mutate => {
  return (unit) => (unit.sum.kind === 'grouped' ? { ...unit, sum: { ...unit.sum, ...change } } : undefined);
};
const hasSubnormals = (mutate: Mutate): Mutate => {
  return (unit, depth) => (unit.blockScale?.block === 32 ? undefined : mutate(unit, depth));
};

const MUTANTS: Readonly<Record<string, Mutate>> = {
  'one fraction bit more': aligned(({ fractionBits }) => ({ fractionBits: fractionBits + 1 })),
  'one fraction bit less': aligned(({ fractionBits }) => ({ fractionBits: fractionBits - 1 })),
  'alignment by floor': aligned(() => ({ cut: 'floor' })),
  'alignment by rounding': aligned(() => ({ cut: 'nearest-even' })),
  'subnormals normalised before the largest exponent': hasSubnormals(aligned(() => ({ subnormals: 'normalised' }))),
  'products normalised before the largest exponent': aligned(() => ({ productExponent: 'normalised' })),
  'accumulator left out of the largest exponent': aligned(() => ({ accumulatorAligned: 'after-products' })),
  'no alignment at all': (unit) => ({ ...unit, sum: { kind: 'exact' } }),
  '23 bits kept instead of 13': ({ accumulator, ...unit }) =>
    accumulator.mantissaBits === 13 ? { ...unit, accumulator: { ...accumulator, mantissaBits: 23 } } : undefined,
  'all of K in one step': (unit, depth) =>
    depth > unit.productsPerStep ? { ...unit, productsPerStep: depth } : undefined,
  'K in twice as many steps': (unit) => ({ ...unit, productsPerStep: unit.productsPerStep / 2 }),
  'another rounding': (unit) => {
    const rounding = unit.accumulator.rounding === 'toward-zero' ? 'nearest-even' : 'toward-zero';
    return { ...unit, accumulator: { ...unit.accumulator, rounding } };
  },
  'two stages: products at 23': twoStage({ productBits: 23 }),
  'two stages: products at 25': twoStage({ productBits: 25 }),
  'two stages: sum at 30': twoStage({ sumBits: 30 }),
  'two stages: accumulator at 23': twoStage({ accumulatorBits: 23 }),
  'two stages: accumulator at 25': twoStage({ accumulatorBits: 25 }),
  'two stages: even and odd together': evenOdd({ order: 'in-sequence' }),
  'two stages: accumulator kept further down': evenOdd({ accumulatorReach: 26 }),
  'two stages: accumulator dropped sooner': evenOdd({ accumulatorReach: 24 }),
  'groups: one fraction bit more': grouped({ fractionBits: 36 }),
  'groups: one fraction bit less': grouped({ fractionBits: 34 }),
};

const files = instructionFiles().map(({ file, unit, rows }) => {
  const hard = hardRows(file, unit, rows[0]?.a.length ?? 0);
  return { file, unit, hard, rows: [...rows, ...hard] };
});

it('hard cases come out as counted by hand', () => {
  expect(files.flatMap(({ unit, hard }) => wrongRows(unit, hard))).toEqual([]);
  expect(files.flatMap(({ hard }) => hard).length).toBeGreaterThan(8);
});

describe.each(Object.entries(MUTANTS))('%s', (name, mutate) => {
  const mutants = files.flatMap(({ file, unit, rows }) => {
    const mutant = mutate(unit, rows[0]?.a.length ?? 0);
    return mutant === undefined ? [] : [{ file, mutant, rows }];
  });

  it.each(mutants.map(({ file, mutant, rows }) => [file, mutant, rows] as const))('in %s', (_file, mutant, rows) => {
    expect(wrongRows(mutant, rows).length, name).toBeGreaterThan(0);
  });
});
