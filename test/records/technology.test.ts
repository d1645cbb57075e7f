/** Energy tables from files: whole, or as changes to one that Octile knows. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { InputError } from '../../models/input-error.js';
import { published7nm } from '../../models/technologies/published-7nm.js';
import { TECHNOLOGIES } from '../../models/technologies/technologies.js';
import type { ACTIONS } from '../../models/technologies/technology.js';
import { canonicalText } from '../../records/json.js';
import { technologyFile, technologyNamed } from '../../records/technology.js';

const folder = mkdtempSync(join(tmpdir(), 'octile-technology-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const HEAD = 'schema: octile.technology/1.0\nname: mine\n';
const BASED = `${HEAD}base: published-7nm\n`;
const read = (text: string) => technologyNamed(file('table.yaml', text), 'test');
const figureOf = (text: string, action: (typeof ACTIONS.tiles)[number]) => read(text).figures.tiles?.[action];
const KNOWN = published7nm.figures.tiles;

it.each(TECHNOLOGIES)('$name, printed as a file, is read back as it was', (table) => {
  expect(technologyNamed(file('table.json', canonicalText(technologyFile(table))), 'test')).toEqual(table);
});

describe('a base gives what the file does not', () => {
  it('every figure, its node and its supply', () => {
    const table = read(BASED);
    expect(table).toEqual({ ...published7nm, name: 'mine', summary: table.summary });
    expect(table.summary).toMatch(/^published-7nm as changed by .*table\.yaml$/);
    expect(read(`${BASED}supplyV: 0.7\nnode: 5 nm\nsummary: by hand\n`)).toMatchObject({
      ...{ supplyV: 0.7, node: '5 nm', summary: 'by hand' },
    });
  });

  it('what a figure counts; a number without a source says so and is assumed, and is set on no row', () => {
    const { per, component } = KNOWN?.['operand-bus-byte'] ?? {};
    const written = `${BASED}figures:\n  tiles:\n    operand-bus-byte: {low: 1, value: 2, high: 3}\n`;
    expect(figureOf(written, 'operand-bus-byte')).toEqual({
      ...{ per, component, low: 1, value: 2, high: 3, basis: 'assumed' },
      source: `assumed: ${join(folder, 'table.yaml')}, without a source`,
    });
    expect(figureOf(written, 'clock')).toEqual(KNOWN?.clock);
  });

  it('not the source of a number that it changes, and the source of one that it does not', () => {
    const sync = (fields: string) => figureOf(`${BASED}figures: {tiles: {sync: {${fields}}}}\n`, 'sync');
    expect(sync('value: 6, basis: measured, source: a meter')).toMatchObject({ value: 6, basis: 'measured' });
    expect(sync(`value: ${KNOWN?.sync.value}`)).toEqual(KNOWN?.sync);
    expect(sync('value: 6')?.source).toContain('without a source');
  });
});

describe('is refused, with file and field', () => {
  const sync = (fields: string) => `${BASED}figures: {tiles: {sync: {${fields}}}}\n`;
  it.each([
    ['another kind of record', 'schema: octile.unit/1.0\n', 'schema: expected octile.technology/1'],
    ['nothing', '', 'schema: expected octile.technology/1'],
    ['an unknown base', BASED.replace('7nm', '5nm'), 'base: expected a technology (published-7nm'],
    ['an unknown field', `${BASED}voltage: 1\n`, 'voltage: expected a known field'],
    [
      'an unknown action',
      `${BASED}figures: {tiles: {snyc: {value: 1}}}\n`,
      'figures.tiles.snyc: expected a known field',
    ],
    ['an unknown kind of machine', `${BASED}figures: {wafer: {}}\n`, 'figures.wafer: expected a known field'],
    ['a negative energy', sync('low: -1'), 'figures.tiles.sync.low: expected a number from 0'],
    ['a range that is none', sync('value: 21'), 'figures.tiles.sync: expected a range whose low ≤ value ≤ high'],
    ['an unknown basis', sync('basis: guessed'), 'figures.tiles.sync.basis'],
    ['a supply out of range', `${BASED}supplyV: 11\n`, 'supplyV: expected a number from 0.1 to 10'],
    [
      'no figures',
      `${HEAD}node: 7 nm\nsupplyV: 1\n`,
      'figures: expected figures of machines of kind tiles or systolic',
    ],
    [
      'a table without a base that lacks a figure',
      `${HEAD}node: 7 nm\nsupplyV: 1\nfigures: {tiles: {sync: {low: 1, value: 1, high: 1}}}\n`,
      'figures.tiles.multiply.fp8: expected a figure, or a base that has one',
    ],
    [
      'a kind of machine that the base does not have, in part',
      `${BASED}figures: {systolic: {clock: {}}}\n`,
      'figures.systolic',
    ],
  ])('%s', (_, text, message) => {
    expect(() => read(text)).toThrow(InputError);
    expect(() => read(text)).toThrow(message);
  });

  it('an unknown name, with what there is', () => {
    expect(() => technologyNamed('5nm', '--technology')).toThrow(
      '--technology: expected a technology (published-7nm) or a file that ends in .json, .yaml or .yml, got "5nm"',
    );
  });
});
