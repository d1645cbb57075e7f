/**
 * What depends on the commit: which shard of each proof is run again, and the seed of the property tests. The shard
 * is the number of commits up to here, first parents alone, modulo 256: 256 commits in a row run all of them.
 * A shallow clone does not know that number and takes the hash's first byte; without git, shard 0 and seed 0.
 */
import { execFileSync } from 'node:child_process';
import { SHARDS } from './proof.js';

export interface Commit {
  /** 40 hex digits. */
  readonly hash: string;
  /** Commits up to this one, first parents alone; undefined in a shallow clone. */
  readonly count: number | undefined;
}

/** Undefined where there is no checkout, or no git. */
export function currentCommit(root: string): Commit | undefined {
  try {
    const hash = git(root, ['rev-parse', 'HEAD']);
    const isShallow = git(root, ['rev-parse', '--is-shallow-repository']) === 'true';
    return {
      hash,
      count: isShallow ? undefined : Number(git(root, ['rev-list', '--first-parent', '--count', 'HEAD'])),
    };
  } catch {
    return undefined;
  }
}

/** @param words without the leading `git`. @throws where git is missing or refuses */
export function git(root: string, words: readonly string[]): string {
  return execFileSync('git', words, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
}

export function shardOf(commit: Commit | undefined): number {
  if (commit === undefined) return 0;
  return (commit.count ?? Number.parseInt(commit.hash.slice(0, 2), 16)) % SHARDS;
}

/** How the shard was chosen, in a few words. */
export function shardReason(commit: Commit | undefined): string {
  if (commit === undefined) return 'no git';
  return commit.count === undefined ? 'by the hash: a shallow clone' : `commit number ${commit.count}`;
}

/** 31 bits of the hash. */
export function seedOf(commit: Commit | undefined): number {
  return commit === undefined ? 0 : Number.parseInt(commit.hash.slice(0, 8), 16) & 0x7fffffff;
}
