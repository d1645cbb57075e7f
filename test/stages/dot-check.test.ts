/** Rows that say what answer they expect, and who they are. */
import { describe, expect, it } from 'vitest';
import { resolveUnit } from '../../models/units/resolve-unit.js';
import { createTally } from '../../stages/streams/dot-check.js';
import { dotStream } from '../../stages/streams/dot-lines.js';
import { linesOf } from '../../stages/streams/line-block.js';
import { octile } from '../cli/octile.js';

const unit = resolveUnit({ family: 'ipu21-amp', a: 'f143' });
// 1 · 1 + 2 · 1 = 3 in F143 with a float16 partial: 0x4200; and 3 + NaN.
const row = { a: '4048', b: '4040' };
const nan = { a: '8048', b: '4040' };

/** Answers on both ways, which must be equal, and the tally of one. */
function answers(rows: readonly object[]) {
  const text = rows.map((given) => `${JSON.stringify(given)}\n`).join('');
  const block = { bytes: Buffer.from(text), firstLine: 11 };
  const [fast, plain] = [createTally(), createTally()];
  const together = dotStream({ unit, scale: 0 }, fast).block(block)?.toString();
  const line = dotStream({ unit, scale: 0 }, plain).line;
  const each = linesOf(block).map((given, i) => line(given, 11 + i));
  expect(together).toBe(`${each.join('\n')}\n`);
  expect(fast).toEqual(plain);
  return { lines: each.map((answer) => JSON.parse(answer) as object), tally: fast };
}

describe('octile dot on rows with d and id', () => {
  it('repeats the id, says what was expected where it differs, and counts', () => {
    const { lines, tally } = answers([
      { ...row, d: '4200', id: 'first' },
      { ...row, id: 7 },
      row,
      { ...row, d: '4201', id: 'wrong' },
      { ...row, c: '3c00', d: '4200' },
    ]);
    expect(lines).toEqual([
      { id: 'first', d: '4200' },
      { id: 7, d: '4200' },
      { d: '4200' },
      { id: 'wrong', d: '4200', expected: '4201' },
      { d: '4400', expected: '4200' },
    ]);
    expect(tally).toEqual({
      compared: 3,
      different: 2,
      first: { line: 14, id: 'wrong', expected: '4201', got: '4200' },
    });
  });

  it('takes any NaN for a NaN, and none for an infinity', () => {
    const { tally } = answers(['7e00', 'fe01', '7c01', '7c00'].map((d) => ({ ...nan, d })));
    expect(tally).toMatchObject({ compared: 4, different: 1, first: { line: 14, expected: '7c00' } });
  });

  it('ends with 1 and a sentence where answers differ, with 0 where none does', async () => {
    const run = (d: string) =>
      octile(['dot', '--unit', 'ipu21-amp'], { input: JSON.stringify({ ...row, d, id: 'x' }) });
    expect(run('4200')).toMatchObject({ status: 0, stderr: '' });
    expect(run('4300')).toMatchObject({
      status: 1,
      stdout: '{"id":"x","d":"4200","expected":"4300"}\n',
      stderr: 'octile: 1 of 1 answers differ from d, first on line 1 (id "x"): expected 4300, got 4200\n',
    });
  });

  it.each([
    [{ ...row, d: '42' }, 'line 1 d: expected 4 hex digits, got "42"'],
    [{ ...row, d: 'wxyz' }, 'line 1 d: expected 4 hex digits'],
    [{ ...row, d: 1 }, 'line 1 d: expected a string of 4 hex digits, got 1'],
    [{ ...row, id: {} }, 'line 1 id: expected a number, or a string of at most 200 characters'],
    [{ ...row, id: 'x'.repeat(201) }, 'line 1 id: expected a number, or a string'],
  ])('refuses %j', (given, sentence) => {
    const { status, stderr } = octile(['dot', '--unit', 'ipu21-amp'], { input: JSON.stringify(given) });
    expect(status).toBe(2);
    expect(stderr).toContain(sentence);
  });
});
