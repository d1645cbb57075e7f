/**
 * Results of long runs, recorded so that a short one can check them: the cases fall into 256 shards, each with the
 * SHA-256 of its lines, and the recorded sum is the SHA-256 of all lines. A test runs one shard again, chosen
 * by the commit, so that over many commits all of them are run.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';

export const SHARDS = 256;

/** What stands in test/recorded. */
export interface RecordedResult {
  readonly command: string;
  readonly commit: string;
  readonly cases: number;
  /** Cases in which what was compared was equal. */
  readonly equal: number;
  /** Of all lines. */
  readonly sha256: string;
  /** Of the lines of each shard. */
  readonly shards: readonly string[];
}

/** A case as a line of the result, without its end, and whether what was compared is equal. */
export type RunCase = (index: number) => { readonly line: string; readonly equal: boolean };

export interface ShardResult {
  readonly equal: number;
  readonly sha256: string;
}

/** The cases of a shard: [from, to). */
export function shardRange(shard: number, cases: number): { from: number; to: number } {
  return { from: Math.floor((shard * cases) / SHARDS), to: Math.floor(((shard + 1) * cases) / SHARDS) };
}

/** @param seen every line, for a sum over all */
export function runCases(from: number, to: number, runCase: RunCase, seen?: (line: string) => void): ShardResult {
  const hash = createHash('sha256');
  let equal = 0;
  for (let index = from; index < to; index++) {
    const result = runCase(index);
    const line = `${result.line}\n`;
    hash.update(line);
    seen?.(line);
    equal += result.equal ? 1 : 0;
  }
  return { equal, sha256: hash.digest('hex') };
}

/** All shards of `cases` cases. */
export function recordCases(command: string, cases: number, runCase: RunCase): RecordedResult {
  const hash = createHash('sha256');
  const shards = Array.from({ length: SHARDS }, (_, shard) => {
    const { from, to } = shardRange(shard, cases);
    return runCases(from, to, runCase, (line) => hash.update(line));
  });
  return {
    command,
    commit: currentCommit() ?? 'unknown',
    cases,
    equal: shards.reduce((sum, { equal }) => sum + equal, 0),
    sha256: hash.digest('hex'),
    shards: shards.map(({ sha256 }) => sha256),
  };
}

/** The commit's hash where there is a checkout with git. */
export function currentCommit(): string | undefined {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

/** By the commit's last byte; shard 0 without git. */
export function shardOfCommit(commit: string | undefined): number {
  return commit === undefined ? 0 : Number.parseInt(commit.slice(-2), 16) % SHARDS;
}
