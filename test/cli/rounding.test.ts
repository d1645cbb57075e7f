/** Every rounding and overflow rule, in every direction, as the command line takes it; codes counted by hand. */
import { describe, expect, it } from 'vitest';
import { ROUNDING_RULES, type RoundingRule } from '../../models/rounding.js';
import { outputOf } from './octile.js';

const view = new DataView(new ArrayBuffer(4));

/** float32 bits of a value, in hex. */
function bits(value: number): string {
  view.setFloat32(0, value);
  return view.getUint32(0).toString(16).padStart(8, '0');
}

/** Codes of values in F143, which has 1.0 = 40, 1.125 = 41, 1.25 = 42. */
function codes(values: readonly (number | string)[], rule: RoundingRule, words: readonly string[] = []): string[] {
  const input = values.map((value) => `${typeof value === 'string' ? value : bits(value)}\n`).join('');
  const options = ['convert', '--format', 'f143', '--rounding', rule, ...words];
  return outputOf(options, { input }).trimEnd().split('\n');
}

/** Quarter, tie and three quarters above 1.0 (an even code), and the tie above 1.125 (an odd one); then negated. */
const BETWEEN = [1 + 1 / 32, 1 + 2 / 32, 1 + 3 / 32, 1 + 6 / 32];
const VALUES = [...BETWEEN, ...BETWEEN.map((value) => -value)];

const PLAIN: Readonly<Record<Exclude<RoundingRule, `stochastic${string}`>, string>> = {
  'nearest-even': '40 40 41 42 c0 c0 c1 c2',
  'nearest-away': '40 41 41 42 c0 c1 c1 c2',
  'toward-zero': '40 40 40 41 c0 c0 c0 c1',
  up: '41 41 41 42 c0 c0 c0 c1',
  down: '40 40 40 41 c1 c1 c1 c2',
  'to-odd': '41 41 41 41 c1 c1 c1 c1',
};

describe('octile convert --rounding', () => {
  it.each(Object.entries(PLAIN))('%s', (rule, expected) => {
    expect(codes(VALUES, rule as RoundingRule).join(' ')).toBe(expected);
  });

  /**
   * Two random bits r on a fraction of 3/8 = 1.5/4: round half even gives 2, so r ≥ 2 moves away from zero; the
   * midpoint rule floors 3/8 · 8 = 3 and needs 3 + 2r + 1 ≥ 8, so r ≥ 2; truncation floors to 1, so r ≥ 3.
   * On 1/8: 0.5 to even is 0: never; 1 + 2r + 1 ≥ 8: r = 3; floored to 0: never.
   */
  it.each([
    ['stochastic', 3, '40 40 41 41'],
    ['stochastic-midpoint', 3, '40 40 41 41'],
    ['stochastic-truncate', 3, '40 40 40 41'],
    ['stochastic', 1, '40 40 40 40'],
    ['stochastic-midpoint', 1, '40 40 40 41'],
    ['stochastic-truncate', 1, '40 40 40 40'],
  ] as const)('%s of %i/8 with each of the two random bits', (rule, eighths, expected) => {
    const value = 1 + eighths / 64;
    const lines = (of: number) => [0, 1, 2, 3].map((r) => `${bits(of)} ${r}`);
    const random = ['--random-bits', '2'];
    expect(codes(lines(value), rule, random).join(' ')).toBe(expected);
    expect(codes(lines(-value), rule, random).join(' ')).toBe(expected.replaceAll('4', 'c'));
  });

  it('each rule is one of the above', () => {
    expect([...ROUNDING_RULES].sort()).toEqual(
      [...Object.keys(PLAIN), 'stochastic', 'stochastic-midpoint', 'stochastic-truncate'].sort(),
    );
  });
});

/** The largest value, 240 in steps of 16, and a quarter, a half and a whole step; infinity; the negatives. */
const LARGE = [244, 248, 256, Number.POSITIVE_INFINITY];
const BEYOND = [...LARGE, ...LARGE.map((value) => -value)];

describe('octile convert --overflow', () => {
  it.each([
    // Judged on the rounded value: 244 is still 240 but where it goes up; 248 is a tie between 240 (7f) and 256.
    ['nearest-even', 'special', '7f 80 80 80 ff 80 80 80'],
    ['nearest-away', 'special', '7f 80 80 80 ff 80 80 80'],
    // Rules that round toward zero give the largest finite value, but for infinity itself.
    ['toward-zero', 'special', '7f 7f 7f 80 ff ff ff 80'],
    ['up', 'special', '80 80 80 80 ff ff ff 80'],
    ['down', 'special', '7f 7f 7f 80 80 80 80 80'],
    ['to-odd', 'special', '7f 7f 80 80 ff ff 80 80'],
    ['nearest-even', 'saturate', '7f 7f 7f 7f ff ff ff ff'],
    ['up', 'saturate', '7f 7f 7f 7f ff ff ff ff'],
    ['down', 'saturate', '7f 7f 7f 7f ff ff ff ff'],
    ['toward-zero', 'saturate', '7f 7f 7f 7f ff ff ff ff'],
  ] as const)('%s, %s', (rule, overflow, expected) => {
    expect(codes(BEYOND, rule, ['--overflow', overflow]).join(' ')).toBe(expected);
  });

  it('is infinity where a format has one: E5M2’s 7c and fc', () => {
    const input = [65536, -65536, Number.POSITIVE_INFINITY].map((value) => `${bits(value)}\n`).join('');
    expect(outputOf(['convert', '--format', 'e5m2'], { input })).toBe('7c\nfc\n7c\n');
    expect(outputOf(['convert', '--format', 'e5m2', '--overflow', 'saturate'], { input })).toBe('7b\nfb\n7b\n');
  });
});

describe('octile dot --rounding', () => {
  // 2048 + 0.5, + 1 (a tie, even below), + 1.5, 2050 + 1 (a tie, odd below) and the negatives; float16 has 6800, 6801.
  const rows = [
    ['38', '6800'],
    ['40', '6800'],
    ['44', '6800'],
    ['40', '6801'],
    ['b8', 'e800'],
    ['c0', 'e800'],
    ['c4', 'e800'],
    ['c0', 'e801'],
  ].map(([a, c]) => JSON.stringify({ a, b: '40', c }));

  it.each([
    ['nearest-even', '6800 6800 6801 6802 e800 e800 e801 e802'],
    ['nearest-away', '6800 6801 6801 6802 e800 e801 e801 e802'],
    ['toward-zero', '6800 6800 6800 6801 e800 e800 e800 e801'],
    ['up', '6801 6801 6801 6802 e800 e800 e800 e801'],
    ['down', '6800 6800 6800 6801 e801 e801 e801 e802'],
    ['to-odd', '6801 6801 6801 6801 e801 e801 e801 e801'],
  ] as const)('%s', (rule, expected) => {
    const answers = outputOf(['dot', '--unit', 'ipu21-amp', '--rounding', rule], { input: `${rows.join('\n')}\n` });
    expect(
      answers
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).d)
        .join(' '),
    ).toBe(expected);
  });

  it.each(['stochastic', 'stochastic-midpoint', 'stochastic-truncate'])('%s takes r for each pass', (rule) => {
    // Half a step and two random bits: 2 + r ≥ 4, and 4 + 2r + 1 ≥ 8: from r = 2 on, all three.
    const input = [0, 1, 2, 3].map((r) => `${JSON.stringify({ a: '40', b: '40', c: '6800', r: `${r}` })}\n`).join('');
    const answers = outputOf(['dot', '--unit', 'ipu21-amp', '--rounding', rule, '--random-bits', '2'], { input });
    expect(answers).toBe('{"d":"6800"}\n{"d":"6800"}\n{"d":"6801"}\n{"d":"6801"}\n');
  });
});
