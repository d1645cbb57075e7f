/** `octile vectors`: what a verification engineer does with nothing but --help. */
import { describe, expect, it } from 'vitest';
import { SOME_UNITS } from '../sim/vectors/units.js';
import { outputOf, refusalOf } from './octile.js';

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
