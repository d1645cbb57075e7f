/**
 * The tile's three engines on 20,000 random tasks and machines: the closed form on shapes, the counting engine and
 * the stepping engine give the same counts, in 256 shards of consecutive cases.
 */
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { countTile } from '../../sim/tile/engines/counted.js';
import { createTile, runTile } from '../../sim/tile/engines/stepped.js';
import { closedForm } from '../../sim/tile/kernels/closed-forms.js';
import { programOf } from '../../sim/tile/kernels/programs.js';
import { type Proof, type ShardResult, shardRange } from '../proof.js';
import { tileCase } from './tile-cases.js';

const CASES = 20_000;

export const closedFormProof: Proof = {
  name: 'closed-form',
  claim: 'closed form = counted = stepped, on random tasks and machines',
  covers: { engines: ['closed form', 'counted', 'stepped'] },
  entry: 'verify/closed-form/proof.ts',
  loaded: [],
  open: () => ({ runShard: closedFormShard, close: () => undefined }),
};

function closedFormShard(shard: number): ShardResult {
  const { from, to } = shardRange(shard, CASES);
  const hash = createHash('sha256');
  const wrong: string[] = [];
  for (let index = from; index < to; index++) {
    const { line, equal } = closedFormCase(index);
    hash.update(`${line}\n`);
    if (!equal) wrong.push(`case ${index}: the engines differ, ${line}`);
  }
  return { cases: to - from, sha256: hash.digest('hex'), wrong };
}

/** The counts as a line, and whether all three engines agree on them. */
function closedFormCase(index: number): { line: string; equal: boolean } {
  const { task, machine } = tileCase(index);
  const program = programOf(task, machine);
  const counted = countTile(program);
  const formed = closedForm(task, machine);
  const stepped = runTile(createTile(program, machine));
  const equal = isDeepStrictEqual(formed, counted) && isDeepStrictEqual(formed, stepped);
  return { line: JSON.stringify({ index, task, equal, ...formed }), equal };
}
