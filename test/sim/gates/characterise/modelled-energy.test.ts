/** By hand: two features that cost something. */
import { expect, it } from 'vitest';
import type { CharacterisedUnit } from '../../../../records/characterised-unit.js';
import type { UnitActivity } from '../../../../records/unit-activity.js';
import { modelledEnergy } from '../../../../sim/gates/characterise/modelled-energy.js';
import { changesOf } from './no-changes.js';

const judged = (mean: number) => ({ mean, worst: 2 * mean, byOperands: [] });

const UNIT: CharacterisedUnit = {
  schema: 'octile.characterised-unit/1.0',
  unit: 'slice',
  library: 'asap7',
  command: 'test',
  netlist: { cells: 1, nets: 1, sha256: '' },
  order: 'ipu21-tile',
  sampling: { seed: 1, windows: 1, cycles: 10 },
  wireFfPerFanOut: 0,
  voltageV: 0.7,
  productsPerStep: 8,
  clock: { flipFlopsFj: 1, treeFj: 1 },
  leakageNw: 1,
  fittedOn: [],
  models: {
    zeroDelay: changesOf({ a: 2, columns: 4 }),
    unitDelay: changesOf({ a: 8, columns: 16 }),
    central: changesOf({ a: 4, columns: 8 }),
  },
  judged: { zeroDelay: judged(0.02), unitDelay: judged(0.05), central: judged(0.03) },
  range: { low: 0.5, high: 3 },
  operands: [],
};

function activityOf(unit: string): UnitActivity {
  const changes = Object.entries(changesOf({ a: 20, columns: 10, b: 7 })).map(([change, value]) => [
    change,
    { value, standardError: 0 },
  ]);
  return { unit, productsPerStep: 8, windows: 1, changes: Object.fromEntries(changes) };
}

it('is changes times what each costs, of the products of an issue: (20 · 4 + 10 · 8) fJ ÷ 8, half to three times that', () => {
  expect(modelledEnergy(UNIT, activityOf('slice'))).toEqual({ lowFj: 10, centralFj: 20, highFj: 60, modelError: 0.03 });
});

it('is not of another unit', () => {
  expect(() => modelledEnergy(UNIT, activityOf('other'))).toThrow(/changes of slice, got other/);
});
