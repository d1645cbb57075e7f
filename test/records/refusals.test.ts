/** Sentences that refuse a text or a record: one line, own words, the place, whatever the input holds. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { InputError, shown } from '../../models/input-error.js';
import { readText } from '../../records/folder.js';
import { parseJson } from '../../records/json.js';
import { name, parseRecord, real, size, whole } from '../../records/schema.js';
import { readWritten } from '../../records/text-record.js';

const folder = mkdtempSync(join(tmpdir(), 'octile-refusals-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return 'nothing';
}

const ofJson = (text: string) => refusal(() => parseJson(text, 'F'));

describe('JSON that breaks off, by line and column', () => {
  it.each([
    ['{\n  "m": 63,\n  "k":,\n  "n": 1}', 'F line 3 column 7: expected JSON, got ",\\n  \\"n\\": 1}"'],
    ['[1 2]', 'F column 4: expected JSON, got "2]"'],
    ['[1,]', 'F column 4: expected JSON, got "]"'],
    ['{"a":1,}', 'F column 8: expected JSON, got "}"'],
    ['{"a" 1}', 'F column 6: expected JSON, got "1}"'],
    ['{a: 1}', 'F column 2: expected JSON, got "a: 1}"'],
    ["{'a': 1}", 'F column 2: expected JSON, got "\'a\': 1}"'],
    ['[01]', 'F column 3: expected JSON, got "1]"'],
    ['[1]]', 'F column 4: expected JSON, got "]"'],
    ['nul', 'F column 1: expected JSON, got "nul"'],
    ['{"a":1', 'F column 7: expected JSON, got its end, too early'],
    ['["a\nb"]', 'F line 1 column 2: expected JSON, got "\\"a\\nb\\"]"'],
    ['["x', 'F column 2: expected JSON, got "\\"x"'],
    ['', 'F: expected JSON, got nothing'],
    [' \n', 'F: expected JSON, got nothing'],
  ])('%j', (text, sentence) => {
    expect(ofJson(text)).toBe(sentence);
  });

  it('is found wherever a valid text is cut', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (json, cut) => {
        expect(ofJson(json)).not.toMatch(/expected JSON,/);
        const text = json.slice(0, cut % (json.length + 1));
        const isValid = refusal(() => parseJson(text, 'F')) === 'nothing';
        if (!isValid) expect(ofJson(text)).toMatch(/^F( line \d+)?( column \d+)?: expected JSON, got .+$/);
      }),
    );
  });
});

describe('JSON that a parser takes and a reader should not', () => {
  it.each([
    ['{"a":1,"b":{"a":1},"a":2}', 'F: expected every name once, got "a" twice'],
    ['{"a":1,"\\u0061":2}', 'F: expected every name once, got "a" twice'],
    ['['.repeat(200_000), 'F: expected JSON nested at most 64 deep, got more'],
    [`${'{"a":'.repeat(65)}1${'}'.repeat(65)}`, 'F: expected JSON nested at most 64 deep, got more'],
  ])('%.20j', (text, sentence) => {
    expect(ofJson(text)).toBe(sentence);
  });

  it('64 levels are read, braces in texts are none, and so is a byte-order mark', () => {
    expect(parseJson(`\ufeff${'['.repeat(64)}${']'.repeat(64)}`, 'F')).toBeDefined();
    expect(parseJson('{"a":"[[{\\"a\\":","b":"a"}', 'F')).toEqual({ a: '[[{"a":', b: 'a' });
  });
});

function ofYaml(text: string): string {
  const path = join(folder, 'x.yaml');
  writeFileSync(path, text);
  return refusal(() => readWritten(path)).replaceAll(path, 'F');
}

describe('YAML', () => {
  it.each([
    ['tile: &t\n  workers: *t\n', 'F: expected values that end, got an anchor that holds itself'],
    ['a: &a [*a, *a]', 'F: expected values that end, got an anchor that holds itself'],
    ['name: !foo x', 'F: expected values without tags, got "!foo"'],
    ['name: !!js/function "x"', 'F: expected values without tags, got "tag:yaml.org,2002:js/function"'],
    ['a: 1\nb: 2\na: 3', 'F: expected every name once, got "a" twice'],
    ['a: 1\n---\nb: 2', 'F line 2: expected YAML, got a second document'],
    ['a: [1, 2\nb: 3', 'F line 2: expected YAML, got an indentation that does not fit'],
    ['a:\n\t- b', 'F line 2: expected YAML, got a tab as indentation'],
    ['- '.repeat(100_000), 'F line 1: expected YAML, got more than 64 levels'],
    [`${'['.repeat(65)}${']'.repeat(65)}`, 'F: expected YAML nested at most 64 deep, got more'],
    ['? {a: 1}\n: 2', 'F: expected names of fields, got a list, an object or an alias as one'],
    [
      `x: &x [${'1,'.repeat(9)}]\n${Array.from({ length: 20 }, (_, i) => `k${i}: *x`).join('\n')}`,
      'F: expected aliases',
    ],
  ])('%.30j is refused', (text, sentence) => {
    expect(ofYaml(text)).toContain(sentence);
  });

  it('of many fields takes no time that grows with their square', () => {
    // 1 MiB of them: 85,000² comparisons would outlast the test.
    const text = Array.from({ length: 85_000 }, (_, i) => `k${i}: 1`).join('\n');
    expect(ofYaml(text)).toBe('nothing');
  });

  it('with a byte-order mark, and text that is no UTF-8', () => {
    expect(ofYaml('\ufeffa: 1')).toBe('nothing');
    const path = join(folder, 'utf16.json');
    writeFileSync(path, Buffer.from('\ufeff{"a":1}', 'utf16le'));
    expect(refusal(() => readText(path))).toContain('expected text in UTF-8, got another encoding');
  });
});

describe('a record that does not fit', () => {
  const schema = z.strictObject({
    name,
    size: size.optional(),
    share: real(0, 1).optional(),
    either: z.union([whole(1, 9), z.literal('all')]).optional(),
    kind: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('a') }),
      z.strictObject({ kind: z.literal('b'), list: z.array(z.boolean()).min(1) }),
    ]),
    word: z.enum(['x', 'y']).optional(),
    text: z.string().max(3).optional(),
  });
  const good = { name: 'n', kind: { kind: 'a' } };

  it.each([
    [{ name: 1 }, 'F name: expected a text, got 1'],
    [{ name: undefined }, 'F name: expected a text, got nothing'],
    [{ name: '' }, 'F name: expected a text that is not empty, got ""'],
    [{ size: 0 }, 'F size: expected a whole number from 1 to 2^53 − 1, got 0'],
    [{ size: '0' }, 'F size: expected a whole number from 1 to 2^53 − 1, got "0"'],
    [{ size: Number.POSITIVE_INFINITY }, 'F size: expected a whole number from 1 to 2^53 − 1, got Infinity'],
    [{ share: 1.5 }, 'F share: expected a number from 0 to 1, got 1.5'],
    [{ either: 10 }, 'F either: expected a whole number from 1 to 9, got 10'],
    [{ either: 'some' }, 'F either: expected a whole number from 1 to 9 or all, got "some"'],
    [{ kind: { kind: 'c' } }, 'F kind.kind: expected one of a, b, got "c"'],
    [{ kind: { kind: 'b', list: [] } }, 'F kind.list: expected a list of at least 1 value, got a list of 0 values'],
    [{ kind: { kind: 'b', list: [1] } }, 'F kind.list.0: expected true or false, got 1'],
    [{ kind: null }, 'F kind: expected an object, got null'],
    [{ word: 'z' }, 'F word: expected one of x, y, got "z"'],
    [{ text: 'long' }, 'F text: expected a text of at most 3 characters, got "long"'],
    [{ other: 1 }, 'F other: expected a known field, got an unknown one'],
    [
      { ['a\n\u001b[31m'.repeat(99)]: 1 },
      /^F a\\n\\u001b\[31m.{1,120}\.\.\.: expected a known field, got an unknown one$/,
    ],
    [{ name: 'a\u001b]0;x\u0007' }, /^F name: expected a text on one line.*, got "a\\u001b\]0;x\\u0007"$/],
  ])('%.60j', (change, sentence) => {
    const message = refusal(() => parseRecord(schema, { ...good, ...change }, 'F'));
    if (typeof sentence === 'string') expect(message).toBe(sentence);
    else expect(message).toMatch(sentence);
  });
});

describe('a value as it is shown', () => {
  it.each([
    ['a"b\\c', '"a\\"b\\\\c"'],
    ['\u001b[31m\n\u009b\u007f', '"\\u001b[31m\\n\\u009b\\u007f"'],
    ['\u202edlrow\u2028\u200b\ufeff', '"\\u202edlrow\\u2028\\u200b\\ufeff"'],
    ['\ud800', '"\\ud800"'],
    ['x'.repeat(1e6), `"${'x'.repeat(57)}..."`],
    [[1, [2]], 'a list of 2 values'],
    [{ toString: 1 }, 'an object of 1 field'],
    [null, 'null'],
    [undefined, 'nothing'],
    [Number.NaN, 'NaN'],
  ])('%.40j', (value, text) => {
    expect(shown(value)).toBe(text);
  });

  it('is one printable line, whatever it is, and so is the sentence around it', () => {
    fc.assert(
      fc.property(fc.anything(), fc.string({ unit: 'binary' }), (value, where) => {
        const { message } = new InputError(where, where, shown(value), where);
        expect(message).toMatch(/^[^\p{Cc}\u2028-\u202e\u2066-\u2069]*$/u);
      }),
    );
  });
});
