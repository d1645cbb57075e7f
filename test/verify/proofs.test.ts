/** The recorded proofs: one shard of each, chosen by the commit, is run again; what their records say of themselves. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../records/json.js';
import { currentCommit, shardOf, shardReason } from '../../verify/commit.js';
import { type Proof, SHARDS, shardRange } from '../../verify/proof.js';
import { PROOFS } from '../../verify/proofs.js';
import { recordCommand } from '../../verify/record.js';
import { checkShard } from '../../verify/run.js';
import { falseClaims, stateOf, VERBS, type Verb } from '../../verify/state.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const commit = currentCommit(ROOT);
const shard = shardOf(commit);
const states = PROOFS.map((proof) => stateOf(ROOT, proof));

describe.each(states)('$proof.name, $verb', ({ proof, record, changed }) => {
  it(`gives in shard ${shard} (${shardReason(commit)}) what is defined and recorded`, () => {
    expect(checkShard(proof, record, shard)).toEqual([]);
  });

  it('is recorded by the command that makes the record again, with what it covers', () => {
    expect(record.command).toBe(recordCommand(proof.name));
    expect(record.result.sha256).toBe(sha256(record.result.shards.map((digest) => `${digest}\n`).join('')));
  });

  it('says which sources are not as they were when it was recorded', () => {
    if (changed.length === 0) return;
    const [first, ...others] = changed;
    console.warn(`${proof.name}: ${VERBS[1]} (${first} and ${others.length} more differ); ${record.command}`);
  });
});

describe('what the documents say of the records', () => {
  const documents = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /^(?!node_modules|dist|coverage)[^.].*\.md$/.test(path));

  it.each(documents)('holds: %s', (path) => {
    expect(falseClaims(readFileSync(`${ROOT}/${path}`, 'utf8'), states)).toEqual([]);
  });

  it('does not hold where a record of older sources is called one of these, or the other way round', () => {
    const proof = PROOFS[0] as Proof;
    const line = (said: string) => `| encode | ${said} | [record](verify/records/${proof.name}.json) |`;
    const claimed = (said: string, verb: Verb) => falseClaims(line(said), [{ proof, verb }]);
    expect(claimed(VERBS[0], VERBS[0])).toEqual([]);
    expect(claimed(VERBS[0], VERBS[1])).toEqual([line(VERBS[0])]);
    expect(claimed(VERBS[1], VERBS[0])).toEqual([line(VERBS[1])]);
    expect(claimed('equal', VERBS[1])).toEqual([]);
  });
});

describe('shards', () => {
  it('cover numbered cases once', () => {
    expect(shardRange(0, 20_000).from).toBe(0);
    expect(shardRange(SHARDS - 1, 20_000).to).toBe(20_000);
    for (let next = 1; next < SHARDS; next++) {
      expect(shardRange(next, 20_000).from).toBe(shardRange(next - 1, 20_000).to);
    }
  });
});
