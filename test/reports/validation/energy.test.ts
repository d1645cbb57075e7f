/** Measured powers beside simulated ones: what was measured is written down here again, from the publications. */
import { describe, expect, it } from 'vitest';
import { published7nm } from '../../../models/technologies/published-7nm.js';
import type { EnergyFigures, Technology } from '../../../models/technologies/technology.js';
import { type ValidatedPower, validateEnergy } from '../../../reports/validation/energy.js';

const { rows, calibrated } = validateEnergy(published7nm, '0');
const row = (start: string) => rows.find(({ name }) => name.startsWith(start)) as ValidatedPower;

describe('the energy table beside measured chips', () => {
  it('has every measurement: W at rest, J of a call, pJ a MAC under a cap', () => {
    expect(rows.map(({ measured }) => Number(measured.toPrecision(3)))).toEqual([
      // 62.5 W · 275 µs; 208.8 W · 1.896 ms; 185 W over 13,499 images of 4.089 G multiply-accumulates.
      41.6, 12.6, 46, 0.0172, 0.396, 3.35, 172, 300,
    ]);
  });

  it('is within a tenth at rest, and 15 % on the product, which nothing is set on', () => {
    for (const { name, machine, error, says } of rows) {
      if (!name.includes('rest')) continue;
      expect(['gc200', 'ipu21', 'bow']).toContain(machine);
      expect(says === 'at-most' ? error : Math.abs(error)).toBeLessThan(0.1);
    }
    const product = row('GC200 4096');
    expect(product.calibrates).toEqual([]);
    expect(Math.abs(product.error)).toBeLessThan(0.15);
  });

  it('has no measurement outside its range, no bound on the wrong side', () => {
    expect(rows.filter(({ verdict }) => verdict !== 'holds')).toEqual([]);
    expect(row('C600 ResNet').simulated.value).toBeLessThan(3.35);
  });

  it('is set on three of the rows, figure by figure', () => {
    const set = rows.flatMap(({ name, calibrates }) => (calibrates.length === 0 ? [] : [[name, calibrates]]));
    expect(set).toEqual([
      ['GC200 at rest', ['clock', 'leakage']],
      ['C600 at rest, clock parked', ['clock', 'leakage']],
      ['GC200 triad, 68 M floats', ['operand-bus-byte']],
    ]);
    expect(calibrated).toEqual({ figures: 3, rows: 3 });
  });

  it('prices what a measured call takes longer as a chip at rest', () => {
    const { simulated, simulatedS = 0, measuredS = 0 } = row('GC200 triad');
    expect(measuredS).toBe(275e-6);
    // One pass: 3 cycles for two floats of 68 million on 1,472 tiles at 1.33 GHz.
    expect(simulatedS).toBeCloseTo((1.5 * 68e6) / 1472 / 1.33e9, 6);
    // At rest throughout 41.6 W · 275 µs; above it what the call's own figures say: 20.9 W · 275 µs.
    expect(simulated.value).toBeCloseTo(62.5 * 275e-6, 4);
  });
});

it('a table with cheaper bytes fails where it is too low, and says so', () => {
  const tiles = published7nm.figures.tiles as EnergyFigures<'tiles'>;
  const free = { ...tiles['operand-bus-byte'], low: 0, value: 0, high: 0 };
  const cheap: Technology = { ...published7nm, figures: { tiles: { ...tiles, 'operand-bus-byte': free } } };
  const [product] = validateEnergy(cheap, '0').rows.filter(({ name }) => name.startsWith('GC200 4096'));
  expect(product?.error).toBeLessThan(-0.3);
  const dear = {
    ...published7nm,
    figures: { tiles: { ...tiles, clock: { ...tiles.clock, low: 30, value: 30, high: 30 } } },
  };
  expect(validateEnergy(dear, '0').rows[0]?.verdict).toBe('fails');
});
