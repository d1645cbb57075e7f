/**
 * Characterised units, as the command that each names wrote them: there is one for every unit that stands for a slice of
 * the AMP, and on operands that it did not see its middle, which prices runs, is within 5 % in the mean and 10 % at worst;
 * that of fp8 into fp32, which no IPU has, within 7 and 15 %.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ampUnit, ampUnits } from '../../../models/hardware/amp-units.js';
import { productsOf } from '../../../models/hardware/of-unit.js';
import { UNIT_CHANGES } from '../../../models/hardware/unit-changes.js';
import { CHARACTERISED_UNIT_SCHEMA, type CharacterisedUnit } from '../../../records/characterised-unit.js';
import { canonicalText } from '../../../records/json.js';

const FOLDER = fileURLToPath(new URL('../../../models/technologies/characterised', import.meta.url));
const FILES = readdirSync(FOLDER).filter((name) => name.startsWith('amp-'));

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

  it('was judged on operands that it was not fitted on', () => {
    for (const { byOperands } of Object.values(record.judged)) {
      expect(byOperands.length).toBeGreaterThan(2);
      expect(byOperands.filter(({ operands }) => record.fittedOn.includes(operands))).toEqual([]);
    }
    const isWide = record.unit === ampUnit('fp8', 'fp32').name;
    expect(record.judged.central.mean).toBeLessThanOrEqual(isWide ? 0.07 : 0.05);
    expect(record.judged.central.worst).toBeLessThanOrEqual(isWide ? 0.15 : 0.1);
  });

  it('has unit delay above zero delay for every kind of operands', () => {
    for (const { zeroDelayFj, unitDelayFj, centralFj } of record.operands) {
      expect(unitDelayFj.value).toBeGreaterThanOrEqual(zeroDelayFj.value);
      expect(centralFj.value).toBeGreaterThanOrEqual(zeroDelayFj.value);
    }
  });
});
