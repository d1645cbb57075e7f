/** Units as the command line names them: families, choices, files. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chosenUnit } from '../../cli/options/unit.js';
import { describeUnit } from '../../models/units/describe.js';
import { UNIT_FAMILIES } from '../../models/units/families.js';
import { outputOf, refusalOf, temporaryFolder } from './octile.js';

const folder = temporaryFolder();
const named = (text: string) => ({ text, where: '--unit' });

/** The answer of `octile dot` to one row. */
function answer(words: readonly string[], row: object): string {
  return JSON.parse(outputOf(['dot', ...words], { input: `${JSON.stringify(row)}\n`, cwd: folder })).d;
}

describe('what is inside an AMP pass is open to choice', () => {
  // 64 + 2^7·2^-1 + 2^-9·2^-1 = 128 + 2^-10. Float16's next value after 128 (5800) is 128 + 2^-3 (5801).
  const row = { a: '7802', b: '3838', c: '5400' };

  it.each([
    [[], '5800'],
    [['--rounding', 'up'], '5801'],
    // 20 bits below 2^6 is 2^-14: kept. 15 bits below is 2^-9: cut.
    [['--rounding', 'up', '--internal', '20'], '5801'],
    [['--rounding', 'up', '--internal', '15'], '5800'],
    [['--rounding', 'up', '--internal', 'float32'], '5801'],
    [['--rounding', 'up', '--internal', 'exact'], '5801'],
  ])('%j gives %s', (words, expected) => {
    expect(answer(['--unit', 'ipu21-amp', ...words], row)).toBe(expected);
  });

  it('float32 inside rounds 1 + 2^-30 to 1, which exact sums round up', () => {
    // F152: 2^0·2^0 and 2^-15·2^-15.
    const small = { a: '4004', b: '4004' };
    const words = ['--unit', 'ipu21-amp', '--a-format', 'f152', '--rounding', 'up'];
    expect(answer(words, small)).toBe('3c01');
    expect(answer([...words, '--internal', 'float32'], small)).toBe('3c00');
  });

  it('a phase of eight passes rounds once', () => {
    // 2048 + 8 · 1, one a pass: float16 has steps of 2 from 2048 on.
    const pass = (code: string) => `${code}${'00'.repeat(31)}`.repeat(8);
    const ones = { a: pass('40'), b: pass('40'), c: '6800' };
    expect(answer(['--unit', 'ipu21-amp'], ones)).toBe('6800');
    expect(answer(['--unit', 'ipu21-amp', '--rounding-after', 'pass'], ones)).toBe('6800');
    expect(answer(['--unit', 'ipu21-amp', '--rounding-after', 'phase'], ones)).toBe('6804');
  });

  it('overflow is NaN or clipped', () => {
    // 240 · 240 · 2 = 115200 is beyond float16.
    const large = { a: '7f7f', b: '7f7f' };
    expect(answer(['--unit', 'ipu21-amp'], large)).toBe('7e00');
    expect(answer(['--unit', 'ipu21-amp', '--overflow', 'clip'], large)).toBe('7bff');
  });
});

describe('a unit may carry its choices in its name', () => {
  it('behind colons, as the options say them', () => {
    const spelled = chosenUnit(named('ipu21-amp:internal=13:rounding-after=phase'));
    expect(spelled).toEqual(chosenUnit(named('ipu21-amp'), { internal: '13', 'rounding-after': 'phase' }));
    expect(spelled).toMatchObject({ stepsPerRounding: 8, sum: { kind: 'aligned', fractionBits: 13 } });
  });

  const promoted = UNIT_FAMILIES.filter(({ choices }) => choices.includes('promotion'));

  it.each(promoted)('$name takes a promotion interval and shows it in words', ({ name }) => {
    const unit = chosenUnit(named(`${name}:promotion=128`));
    expect(unit.promotion).toEqual({ products: 128, format: 'float32' });
    expect(describeUnit(unit).join(' ')).toContain('Every 128 products');
  });

  it.each([
    ['hopper:', 'each once, as key=value behind colons, got "hopper:"'],
    ['hopper:promotion', 'each once, as key=value'],
    ['hopper:promotion=64:promotion=64', 'each once, as key=value'],
    ['hopper:frob=1', 'each once, as key=value'],
    ['hopper:promotion=65', 'a promotion interval of whole steps (a multiple of 32 products), got 65'],
    ['hopper:promotion=x', '--promotion: expected a whole number from 1 to 16777216, got "x"'],
    ['hopper:rounding=up', 'only what hopper leaves open (accumulator, promotion), got rounding "up"'],
    ['ipu21-amp:internal=0', '--internal: expected exact, float32, or 1 to 64 fraction bits, got "0"'],
    ['ipu21-amp:internal=13.5', '--internal: expected exact, float32, or 1 to 64'],
    ['ipu21-amp:rounding-after=8', '--rounding-after: expected one of pass, phase, got "8"'],
    ['ipu21-amp:rounding=stochastic:random-bits=40', '--random-bits: expected a whole number from 1 to 32, got 40'],
  ])('%s is refused', (text, message) => {
    expect(() => chosenUnit(named(text))).toThrow(message);
  });
});

describe('a unit may be a file', () => {
  const path = join(folder, 'mine.json');
  const record = JSON.parse(outputOf(['units', 'hopper', '--a-format', 'e4m3', '--record']));
  writeFileSync(path, JSON.stringify({ ...record, sum: { ...record.sum, fractionBits: 12 } }));

  it('as octile units --record prints it, changed', () => {
    // 1 + 2^-6·2^-7: 13 bits below 1 is kept by Hopper, cut by 12 bits.
    const row = { a: '3808', b: '3804' };
    const expected = 1 + 2 ** -6 * 2 ** -7;
    const bits = new DataView(new ArrayBuffer(4));
    bits.setFloat32(0, expected);
    expect(answer(['--unit', 'hopper'], row)).toBe(bits.getUint32(0).toString(16));
    expect(answer(['--unit', path], row)).toBe('3f800000');
  });

  it('is described in words', () => {
    expect(outputOf(['units', path])).toContain('at 12 bits below the largest of their exponents');
    expect(JSON.parse(outputOf(['units', path, '--json']))).toMatchObject({ sum: { fractionBits: 12 } });
  });

  it('says everything itself', () => {
    expect(refusalOf(['dot', '--unit', path, '--rounding', 'up'])).toContain('--rounding: expected no choice beside');
    expect(refusalOf(['dot', '--unit', path, '--a-format', 'e5m2'])).toContain('--a-format: expected float8_e4m3fn');
    expect(refusalOf(['dot', '--unit', join(folder, 'none.json')])).toContain('none.json');
  });

  it('has a schema that octile schemas prints', () => {
    const schema = JSON.parse(outputOf(['schemas', 'unit']));
    expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(Object.keys(record)));
  });
});

describe('octile units says which fast twin a unit has', () => {
  it('in a column for every pair, and in words', () => {
    const text = outputOf(['units', 'cdna3']);
    expect(text).toMatch(/^tf32 .* SIMD$/m);
    expect(text).toContain('Its fast twin is SIMD.');
    expect(outputOf(['units', 'exsdotp'])).toMatch(/^float16 .* scalar$/m);
    expect(outputOf(['units', 'hopper', '--promotion', '128'])).toContain('Its fast twin is SIMD.');
    expect(outputOf(['units', 'ipu21-amp', '--promotion', '128'])).toContain('Its fast twin is scalar.');
  });

  it('or none, where products are beyond float64', () => {
    const words = ['units', 'exact', '--a-format', '1.4.3:bias=500', '--b-format', '1.4.3:bias=500'];
    expect(outputOf(words)).toContain('It has no fast twin: it runs in the reference.');
  });

  it('in JSON', () => {
    const { units } = JSON.parse(outputOf(['units', 'exsdotp', '--json']));
    expect(new Set(units.map(({ fastTwin }: { fastTwin: string }) => fastTwin))).toEqual(new Set(['scalar']));
  });
});
