/** The recorded comparison of the tile's three engines: one of its 256 shards, run again. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { closedFormCase } from '../../bench/closed-form-case.js';
import { currentCommit, type RecordedResult, runCases, shardOfCommit, shardRange } from '../../bench/recorded.js';

const recorded = JSON.parse(readFileSync(new URL('./closed-form.json', import.meta.url), 'utf8')) as RecordedResult;

it('20,000 tasks and machines were recorded, all equal', () => {
  expect(recorded.cases).toBe(20_000);
  expect(recorded.equal).toBe(20_000);
  expect(new Set(recorded.shards).size).toBe(256);
});

it('the shard of this commit gives the recorded bytes', () => {
  const shard = shardOfCommit(currentCommit());
  const { from, to } = shardRange(shard, recorded.cases);
  const result = runCases(from, to, closedFormCase);
  expect(result.equal, `shard ${shard}`).toBe(to - from);
  expect(result.sha256, `shard ${shard}; after a change of a kernel record again: ${recorded.command}`).toBe(
    recorded.shards[shard],
  );
});

it('shards cover the cases once, and without git the first is run', () => {
  expect(shardRange(0, 20_000).from).toBe(0);
  expect(shardRange(255, 20_000).to).toBe(20_000);
  for (let shard = 1; shard < 256; shard++) {
    expect(shardRange(shard, 20_000).from).toBe(shardRange(shard - 1, 20_000).to);
  }
  expect(shardOfCommit(undefined)).toBe(0);
  expect(shardOfCommit('00000000000000000000000000000000000000ff')).toBe(255);
});
