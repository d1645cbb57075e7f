/** A text as numbers of characters: vocabulary, parts, windows, labels. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { loadText, textDataset } from '../../../traces/data/text.js';
import { temporaryFolder } from '../../cli/octile.js';
import { itWithShared, sharedFile } from '../../shared-data.js';

/** 100 characters, 00 to 49 as two digits each: 90 to train on, 10 to test. */
const TEXT = Array.from({ length: 50 }, (_, i) => String(i).padStart(2, '0')).join('');
const digits = (numbers: ArrayLike<number> | undefined) => [...(Array.from(numbers ?? []) as number[])].join('');

describe('windows of a text', () => {
  const text = textDataset(TEXT, { sequence: 4, seed: 1 }, 'test');

  it('the last tenth tests: whole windows that have a character behind them', () => {
    // 90 ÷ 4 is 22, one of them for a later first character; of ten two, as the ninth has the label of the eighth.
    expect([text.sizes, text.classes, text.labels, text.shape]).toEqual([{ train: 21, test: 2 }, 10, 4, ['sequence']]);
  });

  it('of the test start at its first character, and are labelled with the characters behind', () => {
    const { inputs, labels, size } = text.batch('test', [0, 1], { storage: 'float16', epoch: 0 });
    expect(size).toBe(2);
    expect(digits(inputs)).toBe(TEXT.slice(90, 98));
    expect(digits(labels)).toBe(TEXT.slice(91, 99));
  });

  it('of an epoch lie side by side, from a first character that is its own', () => {
    const starts = Array.from({ length: 40 }, (_, epoch) => {
      const all = Array.from({ length: text.sizes.train }, (_w, window) => window);
      const { inputs, labels } = text.batch('train', all, { storage: 'float16', epoch });
      const from = TEXT.indexOf(digits(inputs));
      expect(digits(labels)).toBe(TEXT.slice(from + 1, from + 1 + 84));
      return from;
    });
    expect([...new Set(starts)].sort()).toEqual([0, 1, 2, 3]);
  });

  it('characters are numbered by code point, beyond the first plane too', () => {
    const { classes, batch } = textDataset('𝄞bé𝄞bé𝄞bé𝄞bé'.repeat(3), { sequence: 3, seed: 1 }, 'test');
    expect(classes).toBe(3);
    expect(digits(batch('test', [0], { storage: 'float16', epoch: 0 }).labels)).toMatch(/012|120|201/);
  });
});

describe('files', () => {
  const folder = temporaryFolder();
  const write = (name: string, bytes: Uint8Array | string) => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
  const reading = { sequence: 4, seed: 1 };

  it('packed or not are the same', () => {
    const [plain, packed] = [write('a.txt', TEXT), write('a.gz', gzipSync(TEXT))];
    const read = (path: string) => loadText(path, reading).batch('test', [1], { storage: 'float16', epoch: 0 });
    expect(read(packed)).toEqual(read(plain));
  });

  itWithShared('data/text/tinyshakespeare.txt')('tinyshakespeare has 65 characters', () => {
    const { classes, sizes } = loadText(sharedFile('data/text/tinyshakespeare.txt'), { sequence: 64, seed: 1 });
    // 1,115,394 characters, 1,003,854 of them to train on: 15,685 windows and 14 characters, less one; 111,539 ÷ 64.
    expect([classes, sizes]).toEqual([65, { train: 15_684, test: 1742 }]);
  });

  it.each([
    ['bytes that are no text', Uint8Array.of(0x61, 0xff, 0xfe), 'expected text in UTF-8'],
    ['an empty file', '', 'expected 2 to 256 different characters, got 0'],
    ['one character', 'a'.repeat(100), 'expected 2 to 256 different characters, got 1'],
    ['many characters', String.fromCodePoint(...Array.from({ length: 300 }, (_, i) => 0x100 + i)), 'got 300; replace'],
    ['a short text', 'ab', 'expected at least 8 characters to train, for windows of 4, got 1'],
    ['a short last tenth', 'ab'.repeat(20), 'expected at least 5 characters to test, for windows of 4, got 4'],
    ['a packed file cut off', gzipSync(TEXT).subarray(0, 20), 'got a file that ends early'],
  ])('refuses %s', (_, content, sentence) => {
    expect(() => loadText(write('refused', content), reading)).toThrow(sentence);
  });
});
