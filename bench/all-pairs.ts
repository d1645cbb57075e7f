/**
 * Every pair of 8-bit codes through every unit's reference, compared with the independent definition; writes the
 * hashes to test/recorded/pairs.json with the command and the commit. Minutes on one core.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { ACCUMULATED, PAIR_SHARDS, pairShard, pairUnits } from './pair-shards.js';

const RECORD = 'test/recorded/pairs.json';

const commit = execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
const shards: string[] = [];
for (let shard = 0; shard < PAIR_SHARDS; shard++) {
  const { sha256, wrong } = pairShard(shard);
  if (wrong.length > 0) throw new Error(`shard ${shard}: ${wrong.length} wrong, ${wrong.slice(0, 3).join('; ')}`);
  shards.push(sha256);
}

const record = {
  command: 'npm run build && node dist/bench/all-pairs.js',
  commit,
  units: pairUnits().length,
  accumulated: ACCUMULATED,
  shards,
};
writeFileSync(RECORD, `${JSON.stringify(record, null, 2)}\n`);
console.log(`${RECORD}: ${record.units} units, every pair of codes as defined`);
