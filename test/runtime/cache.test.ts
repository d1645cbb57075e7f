import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderCache, userCache } from '../../runtime/cache.js';

const temporary = () => mkdtempSync(join(tmpdir(), 'octile-cache-'));

/** How often it had to make a text, and what it gave. */
async function asked(cache: ReturnType<typeof folderCache>, keys: readonly string[]) {
  let made = 0;
  const texts: string[] = [];
  for (const key of keys) texts.push(await cache.text(key, async () => `text ${++made} of ${key}`));
  return { made, texts };
}

describe('a cache of texts', () => {
  it('makes a text once for each key', async () => {
    const cache = folderCache(temporary());
    expect(await asked(cache, ['a', 'b', 'a'])).toEqual({
      made: 2,
      texts: ['text 1 of a', 'text 2 of b', 'text 1 of a'],
    });
  });

  it('makes a damaged entry again', async () => {
    const folder = temporary();
    await asked(folderCache(folder), ['a']);
    const [entry = ''] = readdirSync(folder);
    const bytes = readFileSync(join(folder, entry));
    bytes[bytes.length - 9] = (bytes[bytes.length - 9] ?? 0) ^ 1;
    writeFileSync(join(folder, entry), bytes);
    expect((await asked(folderCache(folder), ['a'])).made).toBe(1);
  });

  it('is off where OCTILE_CACHE is empty, or the folder cannot be written', async () => {
    expect((await asked(userCache({ OCTILE_CACHE: '' }), ['a', 'a'])).made).toBe(2);
    expect((await asked(folderCache('/dev/null/octile'), ['a', 'a'])).made).toBe(2);
  });

  it('lies in OCTILE_CACHE where that says so', async () => {
    const folder = temporary();
    await asked(userCache({ OCTILE_CACHE: folder }), ['a']);
    expect(readdirSync(folder)).toHaveLength(1);
  });
});
