/** Units of every pair of formats that one text names: with choices, from a file; in a trace whole, with their name. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { network } from '../../models/networks/networks.js';
import { checkTraceUnit, traceUnit, unitsOfTrace } from '../../records/trace/units.js';
import { unitFile } from '../../records/unit.js';
import { unitSource } from '../../records/unit-named.js';
import { loweredTrace } from '../../traces/lowering/lower.js';
import { recipe } from '../../traces/training/recipes.js';
import { trainSmall } from '../traces/small-training.js';

const folder = mkdtempSync(join(tmpdir(), 'octile-unit-'));
afterAll(() => rmSync(folder, { recursive: true }));
const F143 = 'float8_e4m3fnuz';
const F152 = 'float8_e5m2fnuz';

/** A file of F143 × F143 of the IPU's unit, changed. */
function written(changes: object, name = 'mine.json'): string {
  const path = join(folder, name);
  const own = unitSource('ipu21-amp', 'test').unitFor(F143, F143);
  writeFileSync(path, JSON.stringify({ ...(unitFile(own) as object), ...changes }));
  return path;
}

describe('choices in a name', () => {
  it('hold for every pair', () => {
    const { name, unitFor } = unitSource('ipu21-amp:accumulator=float32', 'test');
    expect(name).toBe('ipu21-amp:accumulator=float32');
    for (const b of [F152, F143]) {
      expect(unitFor(F143, b).accumulator).toMatchObject({ format: 'float32', mantissaBits: 23 });
    }
    expect(unitFor('float16', 'float16').accumulator.format).toBe('float32');
    expect(unitSource('hopper:promotion=128', 'test').unitFor('float8_e4m3fn', 'float8_e5m2').promotion).toEqual({
      products: 128,
      format: 'float32',
    });
  });

  it.each([
    ['nope', 'test: expected a unit'],
    ['hopper:rounding=up', 'test: expected only what hopper leaves open'],
    ['hopper:promotion', 'test: expected accumulator'],
    ['hopper:promotion=x', 'test: expected a whole number'],
    ['missing.json', 'missing.json'],
  ])('%s is refused', (text, sentence) => {
    expect(() => unitSource(text, 'test')).toThrow(sentence);
  });

  it('that a pair cannot have are refused with it', () => {
    const { unitFor } = unitSource('hopper:promotion=48', 'test');
    expect(() => unitFor('float8_e4m3fn', 'float8_e4m3fn')).toThrow(
      'test: expected a promotion interval of whole steps',
    );
  });
});

describe('a file', () => {
  const { name, unitFor } = unitSource(written({ sum: { kind: 'float32' } }), 'test');

  it('is called as it is, without its folder', () => {
    expect(name).toBe('mine.json');
  });

  it('serves its own pair, and pairs of the same widths', () => {
    expect(unitFor(F143, F143).sum).toEqual({ kind: 'float32' });
    expect(unitFor(F143, F152)).toEqual({ ...unitFor(F143, F143), bFormat: F152 });
  });

  it('leaves other widths to the family, as far as there is one', () => {
    expect(unitFor('float16', 'float16')).toEqual(unitSource('ipu21-amp', 'test').unitFor('float16', 'float16'));
    const own = unitSource(written({ family: 'mine' }, 'own.json'), 'test');
    expect(() => own.unitFor('float16', 'float16')).toThrow('own.json family: expected a unit');
  });
});

describe('in a trace', () => {
  it('a family’s own unit is as the family says', () => {
    const source = unitSource('ipu21-amp', 'test');
    const entry = traceUnit(source.unitFor(F143, F143), source);
    expect(entry.named).toBeUndefined();
    checkTraceUnit(entry, 'units.0');
    expect(() => checkTraceUnit({ ...entry, productsPerStep: 16 }, 'units.0')).toThrow(
      'units.0.productsPerStep: expected 32',
    );
  });

  it('one with choices is whole, and comes out as it went in', () => {
    const source = unitSource('ipu21-amp:accumulator=float32', 'test');
    const unit = source.unitFor(F143, F143);
    const entry = traceUnit(unit, source);
    expect(entry.named).toBe('ipu21-amp:accumulator=float32');
    checkTraceUnit(entry, 'units.0');
    expect(unitsOfTrace({ units: [entry] }).unitFor(F143, F143)).toEqual(unit);
    const { accumulator: _, ...rest } = entry;
    expect(() => checkTraceUnit(rest as typeof entry, 'units.0')).toThrow('units.0 accumulator: expected');
  });

  it('of a step of shapes stands as it was named', () => {
    const options = { network: network('mlp', 'test'), recipe: recipe('fp8', {}, 'test'), batch: 8, toolVersion: '0' };
    const { record } = loweredTrace({ ...options, unit: 'ipu21-amp:accumulator=float32' }, 'test');
    expect(new Set(record.units.map(({ named }) => named))).toEqual(new Set(['ipu21-amp:accumulator=float32']));
    const formats = record.units.map(({ accumulator }) => (accumulator as { format: string }).format);
    expect(new Set(formats)).toEqual(new Set(['float32']));
  });
});

it('a training goes through the unit that is named: float16 and float32 partials differ', () => {
  const chosen = recipe('fp8', {}, 'test');
  const losses = [
    'ipu21-amp',
    'ipu21-amp:accumulator=float32',
    written(
      {
        sum: {
          kind: 'aligned',
          fractionBits: 4,
          cut: 'truncate',
          accumulatorAligned: 'with-products',
          productExponent: 'operands',
          subnormals: 'least-exponent',
          zeroProducts: 'left-out',
        },
      },
      'coarse.json',
    ),
  ].map(
    (text) =>
      trainSmall({ recipe: chosen, images: 96, unitFor: unitSource(text, 'test').unitFor }).record.steps.at(-1)?.loss,
  );
  expect(new Set(losses).size).toBe(3);
});
