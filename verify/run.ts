/** Running a proof: the shard of a commit against the record, or all shards into a new record. */
import { InputError } from '../models/input-error.js';
import { git } from './commit.js';
import { openProgress } from './progress.js';
import { type Proof, SHARDS, type ShardResult } from './proof.js';
import { type ProofRecord, recordCommand, resultOf, writeRecord } from './record.js';
import { currentSources } from './state.js';

/** What is wrong with one shard: cases that are not as defined, or another hash than the recorded one. */
export function checkShard(proof: Proof, { result }: ProofRecord, shard: number): readonly string[] {
  const { runShard, close } = proof.open();
  try {
    const { wrong, sha256 } = runShard(shard);
    const isRecorded = sha256 === result.shards[shard];
    const remedy = `if the change is meant, ${recordCommand(proof.name)}`;
    return isRecorded ? wrong : [...wrong, `${proof.name} shard ${shard}: SHA-256 ${sha256}; ${remedy}`];
  } finally {
    close();
  }
}

/**
 * Every shard that is not done yet, then the record.
 * @param report called after each shard with the number done
 * @returns cases that are not as defined; empty where the record was written
 * @throws InputError where a source is not as committed, since the record names the commit
 */
export function recordProof(root: string, proof: Proof, report: (done: number) => void): readonly string[] {
  const sources = currentSources(root, proof);
  const commit = committed(root, Object.keys(sources));
  const progress = openProgress(root, proof.name, sources);
  const { runShard, close } = proof.open();
  const shards: Pick<ShardResult, 'cases' | 'sha256'>[] = [...progress.done];
  try {
    for (let shard = shards.length; shard < SHARDS; shard++) {
      const result = runShard(shard);
      if (result.wrong.length > 0) return result.wrong;
      shards.push(result);
      progress.add(result);
      report(shards.length);
    }
  } finally {
    close();
  }
  writeRecord(root, proof.name, { commit, sources, result: resultOf(proof, shards) });
  progress.remove();
  return [];
}

/** The commit that the sources are of. */
function committed(root: string, paths: readonly string[]): string {
  const changed = git(root, ['status', '--porcelain', '--', ...paths]);
  if (changed === '') return git(root, ['rev-parse', 'HEAD']);
  const [first, ...rest] = changed.split('\n');
  throw new InputError(
    'npm run verify',
    'sources as committed',
    `${first} and ${rest.length} more`,
    'commit them first',
  );
}
