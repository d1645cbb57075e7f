/** The kill curve that comes along: whole, and what the command makes. */
import { describe, expect, it } from 'vitest';
import committed from '../../../models/measurements/kill-curve.json' with { type: 'json' };
import { UNIT_FAMILIES } from '../../../models/units/families.js';
import type { KillCurve } from '../../../records/kill-curve.js';
import { CURVE_UNITS, curveStage } from '../../../stages/vectors/curve.js';
import { unitOf } from '../../sim/vectors/units.js';

const curve = committed as KillCurve;

describe('the kill curve that comes along', () => {
  it('has units of every family', () => {
    const families = new Set(curve.units.map(({ unit }) => unit.split(':')[0]));
    expect([...families].sort()).toEqual(UNIT_FAMILIES.map(({ name }) => name).sort());
    expect(curve.units.map(({ unit, operands }) => `${unit}/${operands}`)).toEqual([...CURVE_UNITS]);
  });

  it.each(curve.units.map((unit) => [`${unit.unit} ${unit.operands}`, unit] as const))(
    '%s: at least 200 mutants, each told apart by 10,000 rows or shown to be the unit itself',
    (_, { mutants, killed, equivalent, alive, rowsFor }) => {
      expect(mutants).toBeGreaterThanOrEqual(200);
      expect(alive).toEqual([]);
      expect(killed + equivalent.length).toBe(mutants);
      expect(killed).toBeGreaterThanOrEqual(200);
      expect(rowsFor.all).toBeLessThanOrEqual(10_000);
    },
  );

  it.each([
    ['exsdotp', 'float8_e5m2'],
    ['turing', 'float16'],
  ])('is what the command makes: %s %s', (name, format) => {
    const unit = { name: `${name}/${format}`, unit: unitOf(name, format) };
    const { rows, seed, command } = curve;
    const again = curveStage({ units: [unit], rows, seed, command, progress: () => {} });
    expect(again.units).toEqual(curve.units.filter((own) => own.unit === name && own.operands === format));
  });
});
