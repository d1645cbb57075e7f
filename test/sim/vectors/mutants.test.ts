/** Mutants of units: many of them, each told apart by rows of level 2, or shown to be the unit itself. */
import { afterAll, describe, expect, it } from 'vitest';
import { createEngine } from '../../../sim/arithmetic/kernels/engine.js';
import { killsOf } from '../../../sim/vectors/kills.js';
import { whyEquivalent } from '../../../sim/vectors/mutants/equivalent.js';
import { MUTANT_KINDS } from '../../../sim/vectors/mutants/mutant.js';
import { mutantsOf } from '../../../sim/vectors/mutants/mutants.js';
import { SOME_UNITS, unitOf } from './units.js';

const engine = createEngine({ threads: 1 });
afterAll(() => engine.close());

it.each(SOME_UNITS)('%s %s has at least 200 mutants, each with a name of its own', (text, format) => {
  const mutants = mutantsOf(unitOf(text, format));
  expect(mutants.length).toBeGreaterThanOrEqual(200);
  expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
});

it('every kind of fault is somewhere', () => {
  const kinds = new Set(
    SOME_UNITS.flatMap(([text, format]) => mutantsOf(unitOf(text, format)).map(({ kind }) => kind)),
  );
  expect([...kinds].sort()).toEqual([...MUTANT_KINDS].sort());
});

describe.each([
  ['volta', 'float16'],
  ['ipu21-amp', 'f143'],
  ['blackwell-nvfp4', 'float4_e2m1fn'],
])('10,000 rows of level 2 for %s %s', (text, format) => {
  const unit = unitOf(text, format);
  const kills = [...killsOf(engine, unit, { rows: 10_000, seed: 1 })];
  const reasonOf = (name: string) => {
    const mutant = mutantsOf(unit).find((other) => other.name === name);
    return mutant === undefined ? undefined : whyEquivalent(unit, mutant);
  };

  it('kill every mutant but those that are shown to be the unit itself', () => {
    const alive = kills.filter(({ firstRow }) => firstRow === undefined).map(({ mutant }) => mutant.name);
    expect(alive.filter((name) => reasonOf(name) === undefined)).toEqual([]);
  });

  it('kill none that is shown to be the unit itself', () => {
    const dead = kills.filter(({ firstRow }) => firstRow !== undefined).map(({ mutant }) => mutant.name);
    expect(dead.filter((name) => reasonOf(name) !== undefined)).toEqual([]);
  });
});
