/** The project's own fuzzer: a shard at each commit, and that it bites. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { InputError } from '../../models/input-error.js';
import { byteReaders } from '../../verify/fuzz/byte-readers.js';
import { checkAmounts, outcomeOf, sentenceFault } from '../../verify/fuzz/contract.js';
import { choicesOf } from '../../verify/fuzz/draw.js';
import { fuzz } from '../../verify/fuzz/fuzz.js';
import { mutatedRecord } from '../../verify/fuzz/mutate.js';

it('every reader and command line, given damaged input, refuses it in a sentence or makes something sound of it', async () => {
  const { taken, refused, faults } = await fuzz({ seed: inject('propertySeed'), cases: 1500 });
  expect(faults).toEqual([]);
  // Damage that is always refused, or never, would not look far into a reader.
  expect(taken).toBeGreaterThan(150);
  expect(refused).toBeGreaterThan(500);
});

describe('of bytes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'octile-bytes-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(byteReaders(folder))(
    '$name: sound input is taken, what is hostile refused',
    async ({ sound, read, hostile }) => {
      expect(await outcomeOf(() => read(JSON.stringify(sound)))).toBe('taken');
      for (const input of hostile) expect([input, await outcomeOf(() => read(input))]).toEqual([input, 'refused']);
    },
  );
});

describe('the contract is broken by', () => {
  const fault = { fault: expect.any(String) };

  it('any other error', async () => {
    expect(await outcomeOf(() => JSON.parse('{'))).toEqual(fault);
    expect(await outcomeOf(() => Promise.reject(new RangeError('deep')))).toEqual(fault);
    expect(await outcomeOf(() => checkAmounts({ a: [{ b: Number.NaN }] }))).toEqual(fault);
    expect(await outcomeOf(() => checkAmounts({ a: -1 }))).toEqual(fault);
    expect(await outcomeOf(() => checkAmounts({ a: [0, 1e300] }))).toBe('taken');
    expect(
      await outcomeOf(() => {
        throw new InputError('F', 'a', 'b');
      }),
    ).toBe('refused');
  });

  it.each([
    'F: expected a, got b\nc',
    'F: expected a, got \u001b[31m',
    'F: expected a, got \u202e',
    'F: expected Invalid input: expected string, got 1',
    'F: expected a, got [object Object]',
    'F: expected Too small: expected number to be >=1, got "0"',
    'something went wrong',
    `F: expected a, got ${'b'.repeat(30_000)}`,
  ])('%.60j', (sentence) => {
    expect(sentenceFault(sentence)).toEqual(fault);
  });

  it('not by a sentence', () => {
    expect(sentenceFault('F line 3: expected a × b, got "\\u001b"; do so')).toBeUndefined();
  });
});

it('a seed and a number give the same damage again, other numbers others', () => {
  const record = { a: 1, b: [1, 2, { c: 'x' }], d: { e: null } };
  const damaged = Array.from({ length: 200 }, (_, i) => JSON.stringify(mutatedRecord(record, choicesOf(5, i))));
  expect(damaged).toEqual(damaged.map((_, i) => JSON.stringify(mutatedRecord(record, choicesOf(5, i)))));
  expect(new Set(damaged).size).toBeGreaterThan(120);
});
