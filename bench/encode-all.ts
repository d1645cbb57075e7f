/**
 * Encodes all 2^32 float32 patterns in the recorded formats, compares each code with its independent definition, and
 * writes the hashes to test/recorded/encode.json with the command and the commit. Minutes on one core.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createEngine } from '../sim/arithmetic/kernels/engine.js';
import { encodeShard, RECORDED_FORMATS, SHARDS } from './encode-shards.js';

const RECORD = 'test/recorded/encode.json';

const commit = execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
const engine = createEngine({ threads: 1 });
const streams = new Map(RECORDED_FORMATS.map((name) => [name, createHash('sha256')]));
const shards: string[] = [];
for (let shard = 0; shard < SHARDS; shard++) {
  const { sha256, wrong } = encodeShard(engine, shard, streams);
  if (wrong > 0) throw new Error(`shard ${shard}: ${wrong} codes are not the nearest`);
  shards.push(sha256);
}
engine.close();

const record = {
  command: 'npm run build && node dist/bench/encode-all.js',
  commit,
  rule: 'nearest-even, overflow special',
  patterns: 2 ** 32,
  streams: Object.fromEntries([...streams].map(([name, hash]) => [name, hash.digest('hex')])),
  shards,
};
writeFileSync(RECORD, `${JSON.stringify(record, null, 2)}\n`);
console.log(`${RECORD}: ${RECORDED_FORMATS.join(', ')}, 2^32 patterns each, every code the nearest`);
