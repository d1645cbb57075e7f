/** Units from files: whole, or as changes to one that Octile knows. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { InputError } from '../../models/input-error.js';
import { UNIT_FAMILIES, unitFamily } from '../../models/units/families.js';
import { canonicalText } from '../../records/json.js';
import { unitFile, unitFromFile } from '../../records/unit.js';

const folder = mkdtempSync(join(tmpdir(), 'octile-unit-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const E4M3 = 'aFormat: float8_e4m3fn\nbFormat: float8_e4m3fn\n';
const HEAD = `schema: octile.unit/1.0\nbase: hopper\n${E4M3}`;
const AMP = 'schema: octile.unit/1.0\nbase: ipu21-amp\naFormat: float8_e4m3fnuz\nbFormat: float8_e4m3fnuz\n';
const read = (text: string) => unitFromFile(file('unit.yaml', text));

it.each(UNIT_FAMILIES)('$name, printed as a file, is read back as it was', (family) => {
  for (const [a, b] of family.pairs) {
    const unit = family.resolve(a, b, {}, 'test');
    expect(unitFromFile(file(`${family.name}.json`, canonicalText(unitFile(unit))))).toEqual(unit);
  }
});

describe('a base gives what the file does not', () => {
  const hopper = unitFamily('hopper', 'test').resolve('float8_e4m3fn', 'float8_e4m3fn', {}, 'test');

  it('fields of the sum and the accumulator one by one', () => {
    const found = read(`${HEAD}family: mine\nsum: {fractionBits: 14}\naccumulator: {mantissaBits: 14}\n`);
    expect(found).toEqual({
      ...hopper,
      family: 'mine',
      sum: { ...hopper.sum, fractionBits: 14 },
      accumulator: { ...hopper.accumulator, mantissaBits: 14 },
    });
  });

  it('a sum of another kind as a whole', () => {
    expect(read(`${HEAD}sum: {kind: exact}\npromotion: {products: 64, format: float32}\n`)).toEqual({
      ...hopper,
      sum: { kind: 'exact' },
      promotion: { products: 64, format: 'float32' },
    });
  });
});

describe('is refused, with file and field', () => {
  it.each([
    ['another kind of record', 'schema: octile.machine/1.0\n', 'schema: expected octile.unit/1'],
    ['nothing', '', 'schema: expected octile.unit/1'],
    ['a list', '- 1\n', 'schema: expected octile.unit/1'],
    ['an unknown base', HEAD.replace('hopper', 'hoper'), 'base: expected a unit (ipu21-amp'],
    [
      'a misspelt field, where it is missing',
      canonicalText(
        unitFile(unitFamily('hopper', 'test').resolve('float8_e4m3fn', 'float8_e4m3fn', {}, 'test')),
      ).replace('fractionBits', 'fractonBits'),
      'sum.fractionBits: expected a whole number from 0 to 256, got nothing; "fractonBits" beside it is no known field',
    ],
    ['operands that the base does not take', HEAD.replaceAll('e4m3fn', 'e4m3fnuz'), 'aFormat, bFormat: expected a com'],
    ['a base without operands', 'schema: octile.unit/1.0\nbase: hopper\n', 'aFormat: expected'],
    ['a field that no unit has', `${HEAD}product: 3\n`, 'product: expected a known field'],
    ['a field that no sum has', `${HEAD}sum: {fractionbits: 3}\n`, 'sum.fractionbits: expected a known field'],
    ['an unknown sum', `${HEAD}sum: {kind: magic}\n`, 'sum.kind: expected'],
    ['a sum of another kind in part', `${HEAD}sum: {kind: grouped}\n`, 'sum.groupProducts: expected'],
    ['a sum that is a text', `${HEAD}sum: exact\n`, 'sum: expected'],
    ['no products', `${HEAD}productsPerStep: 0\n`, 'productsPerStep: expected'],
    ['half a product', `${HEAD}productsPerStep: 1.5\n`, 'productsPerStep: expected'],
    ['a huge number', `${HEAD}productsPerStep: 1e300\n`, 'productsPerStep: expected'],
    ['a text for a number', `${HEAD}productsPerStep: many\n`, 'productsPerStep: expected'],
    ['too many bits', `${HEAD}sum: {fractionBits: 100000}\n`, 'sum.fractionBits: expected'],
    ['an unknown rounding', `${HEAD}accumulator: {rounding: upish}\n`, 'accumulator.rounding: expected'],
    ['an unknown format', `${HEAD}accumulator: {format: float9}\n`, 'accumulator.format: expected a format name'],
    ['an integer accumulator', `${HEAD}accumulator: {format: "int8:step=2^0"}\n`, 'expected a floating-point format'],
    [
      'an accumulator without NaN',
      `${HEAD}accumulator: {format: "1.5.6:nan=none", mantissaBits: 6}\n`,
      'expected a format with a NaN',
    ],
    ['NaN of ones where that is a number', `${HEAD}accumulator: {format: "1.5.13"}\n`, 'whose top code is NaN'],
    ['an accumulator without sign', `${HEAD}accumulator: {format: float8_e8m0fnu}\n`, 'expected a signed format'],
    ['more bits than the format', `${HEAD}accumulator: {mantissaBits: 12, format: float16}\n`, 'at most the 10'],
    ['stochastic without bits', `${AMP}accumulator: {rounding: stochastic}\n`, 'expected at least 1 for stochastic'],
    ['bits without a stochastic rule', `${AMP}accumulator: {randomBits: 4}\n`, 'expected 0 for nearest-even'],
    [
      'promotion amid a step',
      `${HEAD}promotion: {products: 40, format: float32}\n`,
      'whole steps of 32 products, got 40',
    ],
    ['scales the wrong way round', `${HEAD}scaleRange: [3, -3]\n`, 'scaleRange: expected the least sum before'],
    ['one scale', `${HEAD}scaleRange: [3]\n`, 'scaleRange'],
    [
      'an odd number of products, even and odd',
      `${HEAD}productsPerStep: 3\nsum: {kind: two-stage, productBits: 24, sumBits: 31, accumulatorBits: 24, order: even-odd}\n`,
      'an even number of products',
    ],
    [
      'groups that do not fill a step',
      `${HEAD}sum: {kind: grouped, groupProducts: 24, fractionBits: 35}\n`,
      'whole groups of 24',
    ],
    [
      'scales amid a group',
      `${HEAD}sum: {kind: grouped, groupProducts: 16, fractionBits: 35}\nblockScale: {format: float8_e8m0fnu, block: 24}\n`,
      'whole groups of 16',
    ],
    ['text that is no YAML', `${HEAD} sum: [\n`, 'expected YAML'],
  ])('%s', (_, text, message) => {
    expect(() => read(text)).toThrow(InputError);
    expect(() => read(text)).toThrow(message);
    expect(() => read(text)).toThrow(/unit\.yaml/);
  });
});
