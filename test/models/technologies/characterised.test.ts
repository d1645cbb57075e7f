/**
 * Characterised units, as the command that each names wrote them: there is one for every unit that stands for a slice of
 * the AMP. On operands that it did not see its model is within 5 % in the mean and 10 % at worst where partials are float16;
 * where they are float32 it is not, and the limits say how far off it is.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ampUnits } from '../../../models/hardware/amp-units.js';
import { productsOf } from '../../../models/hardware/of-unit.js';
import { CHARACTERISED_UNIT_SCHEMA, type CharacterisedUnit } from '../../../records/characterised-unit.js';
import { canonicalText } from '../../../records/json.js';
import { UNIT_CHANGES } from '../../../records/unit-activity.js';

const FOLDER = fileURLToPath(new URL('../../../models/technologies/characterised', import.meta.url));
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

/** Relative errors. */
const LIMITS = { float16: { mean: 0.05, worst: 0.1 }, float32: { mean: 0.09, worst: 0.19 } } as const;

function read(file: string): { readonly text: string; readonly record: CharacterisedUnit } {
  const text = readFileSync(join(FOLDER, file), 'utf8');
  return { text, record: JSON.parse(text) as CharacterisedUnit };
}

it('there is one for each unit of the AMP', () => {
  expect(FILES).toEqual(expect.arrayContaining(ampUnits().map(({ unit }) => `${unit.name}-asap7.json`)));
});

describe.each(FILES)('%s', (file) => {
  const { text, record } = read(file);

  it('is named and written as its command does', () => {
    expect(record.schema).toBe(CHARACTERISED_UNIT_SCHEMA);
    expect(file).toBe(`${record.unit}-${record.library}.json`);
    expect(record.command).toMatch(/^octile hardware macro-model --unit /);
    expect(text).toBe(canonicalText(record));
  });

  it('is of the unit as it is built', () => {
    const found = ampUnits().find(({ unit }) => unit.name === record.unit);
    if (found !== undefined) expect(record.productsPerStep).toBe(productsOf(found.unit));
  });

  it('has a coefficient of every change, none negative', () => {
    for (const model of Object.values(record.models)) {
      expect(Object.keys(model).sort()).toEqual([...UNIT_CHANGES].sort());
      expect(Object.values(model).every((value) => value >= 0)).toBe(true);
    }
  });

  it('was judged on operands that it was not fitted on, within the limits of its partials', () => {
    const limits = LIMITS[record.unit.includes('-fp32') ? 'float32' : 'float16'];
    for (const { mean, worst, byOperands } of Object.values(record.judged)) {
      expect(byOperands.length).toBeGreaterThan(2);
      expect(byOperands.filter(({ operands }) => record.fittedOn.includes(operands))).toEqual([]);
      expect(mean).toBeLessThanOrEqual(limits.mean);
      expect(worst).toBeLessThanOrEqual(limits.worst);
    }
  });

  it('has unit delay above zero delay for every kind of operands', () => {
    for (const { zeroDelayFj, unitDelayFj, centralFj } of record.operands) {
      expect(unitDelayFj.value).toBeGreaterThanOrEqual(zeroDelayFj.value);
      expect(centralFj.value).toBeGreaterThanOrEqual(zeroDelayFj.value);
    }
  });
});
