/** `octile vectors`: what a verification engineer does with nothing but --help. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SOME_UNITS } from '../sim/vectors/units.js';
import { octile, outputOf, refusalOf, temporaryFolder } from './octile.js';

describe('octile vectors generate', () => {
  it.each(SOME_UNITS)('writes rows that octile dot reads and finds right: %s %s', (unit, format) => {
    for (const level of ['1', '2']) {
      const words = ['--unit', unit, '--a-format', format, '--level', level, '--count', '200'];
      const rows = outputOf(['vectors', 'generate', ...words]);
      expect(rows.trimEnd().split('\n').length).toBe(200);
      outputOf(['dot', '--unit', unit, '--a-format', format], { input: rows });
    }
  });

  it('writes hex for a bench of so many products: a, b, c and d', () => {
    const words = ['--unit', 'ampere', '--format', 'hex', '--k', '8', '--count', '40'];
    const lines = outputOf(['vectors', 'generate', ...words])
      .trimEnd()
      .split('\n');
    for (const line of lines) expect(line).toMatch(/^[0-9a-f]{32} [0-9a-f]{32} [0-9a-f]{8} [0-9a-f]{8}$/);
  });

  it('refuses an answering unit of other rows, and levels that there are not', () => {
    const words = ['vectors', 'generate', '--unit', 'hopper'];
    expect(refusalOf([...words, '--answered-by', 'ipu21-amp'])).toMatch(/^--a-format|^--answered-by/);
    expect(refusalOf([...words, '--level', '3'])).toBe('--level: expected a whole number from 1 to 2, got 3');
    expect(refusalOf([...words, '--force'])).toMatch(/^--force: expected --out beside it/);
  });
});

/** A unit file of one's own with a planted bug, found with nothing but what --help says. */
describe('octile vectors check', () => {
  const folder = temporaryFolder();
  const record = JSON.parse(outputOf(['units', 'hopper', '--a-format', 'e4m3', '--record']));
  const planted = (name: string, changes: object): string => {
    writeFileSync(join(folder, name), JSON.stringify({ ...record, ...changes }));
    return name;
  };
  const wrongRows = (device: string) => {
    const words = ['vectors', 'generate', '--unit', 'hopper', '--answered-by', device, '--count', '1500'];
    return outputOf(words, { cwd: folder });
  };

  it.each([
    ['a cut one bit too high', { sum: { ...record.sum, fractionBits: 12 } }, 'F were 12 in place of 13'],
    [
      'rounding for truncation',
      { accumulator: { ...record.accumulator, rounding: 'nearest-even' } },
      'results were rounded nearest-even in place of toward-zero',
    ],
    ['half as many products a step', { productsPerStep: 16 }, 'a step took 16 products in place of 32'],
    [
      'an accumulator added late',
      { promotion: { products: 32, format: 'float32' } },
      'every 32 products were summed from zero and added, nearest-even, to the accumulator',
    ],
    ['another NaN', { accumulator: { ...record.accumulator, nan: 'quiet' } }, 'NaN were written quiet'],
  ])('names %s', (_, changes, name) => {
    const device = planted('mine.json', changes);
    const { status, stdout, stderr } = octile(['vectors', 'check', '--unit', 'hopper'], { input: wrongRows(device) });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^octile: [\d,]+ of 1,500 answers differ from hopper, first row \d+/);
    expect(stdout).toContain(`as if ${name}: explains all`);
  });

  it('says that all is right where it is, also of rows of hex, and of answers apart', () => {
    const words = ['--unit', 'hopper', '--count', '100'];
    const hex = outputOf(['vectors', 'generate', ...words, '--format', 'hex']);
    const right = '100 rows, all answered as hopper does\n';
    expect(outputOf(['vectors', 'check', '--unit', 'hopper'], { input: hex })).toBe(right);
    outputOf(['vectors', 'generate', ...words, '--out', 'rows.jsonl'], { cwd: folder });
    const rows = readFileSync(join(folder, 'rows.jsonl'), 'utf8');
    const answers = outputOf(['dot', '--unit', 'hopper'], { input: rows });
    const check = ['vectors', 'check', '--unit', 'hopper', '--rows', 'rows.jsonl'];
    expect(outputOf(check, { cwd: folder, input: answers })).toBe(right);
    expect(refusalOf(check, { cwd: folder, input: '00000000\n' })).toBe(
      'standard input: expected 100 answers, one for each row of rows.jsonl, got 1',
    );
  });

  it('refuses rows without an answer, with their line', () => {
    const input = '{"a":"38","b":"38"}\n';
    expect(refusalOf(['vectors', 'check', '--unit', 'hopper'], { input })).toMatch(
      /^standard input line 1: expected d, the device’s answer/,
    );
  });
});

describe('octile fingerprint', () => {
  const folder = temporaryFolder();
  const answersOf = (unit: string, format: string) => {
    const rows = outputOf(['fingerprint', '--formats', format]);
    const answers = outputOf(['dot', '--unit', unit, '--a-format', format], { input: rows });
    writeFileSync(join(folder, 'answers.jsonl'), answers);
    return outputOf(['fingerprint', '--answers', 'answers.jsonl', '--json'], { cwd: folder });
  };

  it.each([
    ['volta', 'float16', ['volta']],
    ['ampere', 'float16', ['turing', 'ampere', 'ada']],
    ['cdna1', 'float16', ['cdna1']],
    ['cdna3', 'float16', ['cdna3']],
    ['hopper', 'e4m3', ['hopper']],
    ['blackwell-mma', 'e4m3', ['hopper-mma', 'blackwell-mma']],
    ['fma', 'bfloat16', ['fma']],
  ])('%s %s is named, and no other', (unit, format, names) => {
    const match = JSON.parse(answersOf(unit, format));
    expect(match.fits.map(({ units }: { units: string[] }) => units)).toEqual([names]);
    expect(match.rows).toBeLessThanOrEqual(24);
    for (const { tells } of match.others) expect(tells.expected).not.toBe(tells.got);
  });

  it('says that no unit fits, and refuses rows of its own', () => {
    const rows = outputOf(['fingerprint', '--formats', 'float16']).trimEnd().split('\n');
    const answers = rows.map((row) => JSON.stringify({ id: JSON.parse(row).id, d: '12345678' }));
    writeFileSync(join(folder, 'none.jsonl'), answers.join('\n'));
    const none = octile(['fingerprint', '--answers', 'none.jsonl'], { cwd: folder });
    expect([none.status, none.stderr]).toEqual([1, 'octile: no unit fits the answers\n']);
    writeFileSync(join(folder, 'other.jsonl'), '{"id":"float16 float16 float32 1","d":"00000000","c":"12345678"}\n');
    expect(refusalOf(['fingerprint', '--answers', 'other.jsonl'], { cwd: folder })).toMatch(
      /^other.jsonl line 1 c: expected the row’s own/,
    );
    expect(refusalOf(['fingerprint', '--formats', 'float4_e2m1fn,tf32', '--accumulator', 'tf32'])).toMatch(
      /^--accumulator: expected formats of units/,
    );
  });
});
