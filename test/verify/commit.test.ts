/** What the commit chooses: a shard and a seed. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { currentCommit, seedOf, shardOf, shardReason } from '../../verify/commit.js';
import { temporaryFolder } from '../cli/octile.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const hash = 'ff00000100000000000000000000000000000000';

describe('the shard of a commit', () => {
  it('is another for each of 256 commits in a row', () => {
    const shards = Array.from({ length: 256 }, (_, i) => shardOf({ hash, count: 1000 + i }));
    expect(new Set(shards).size).toBe(256);
    expect(Math.max(...shards)).toBe(255);
  });

  it('is chosen by the hash in a shallow clone, which does not know the number', () => {
    expect(shardOf({ hash, count: undefined })).toBe(255);
    expect(shardReason({ hash, count: undefined })).toMatch(/shallow clone/);
  });

  it('is the first without git', () => {
    const commit = currentCommit(temporaryFolder());
    expect(commit).toBeUndefined();
    expect(shardOf(commit)).toBe(0);
    expect(shardReason(commit)).toBe('no git');
  });

  it('is known in this checkout', () => {
    const commit = currentCommit(ROOT);
    if (commit === undefined) return;
    expect(commit.hash).toMatch(/^[0-9a-f]{40}$/);
    expect(shardOf(commit)).toBeLessThan(256);
  });
});

it('the seed of a commit is 31 bits of its hash, and 0 without git', () => {
  expect(seedOf({ hash, count: 1 })).toBe(0x7f000001);
  expect(seedOf(undefined)).toBe(0);
});
