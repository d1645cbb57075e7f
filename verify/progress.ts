/**
 * Shards of a whole run that are done, a line each, in a file that belongs to one set of sources: a run that was
 * stopped goes on where it was, and starts anew where a source has changed since.
 */
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { canonicalLine, sha256 } from '../records/json.js';
import { makeFolder } from '../records/make-folder.js';
import type { Sources } from './sources.js';

export interface DoneShard {
  readonly cases: number;
  readonly sha256: string;
}

export interface Progress {
  /** Of shards 0, 1, 2 and so on. */
  readonly done: readonly DoneShard[];
  readonly add: (shard: DoneShard) => void;
  readonly remove: () => void;
}

export function openProgress(root: string, name: string, sources: Sources): Progress {
  const path = join(root, 'dist/verify/progress', `${name}.jsonl`);
  const header = sha256(canonicalLine(sources));
  const done = existsSync(path) ? shardsUnder(header, readFileSync(path, 'utf8')) : [];
  makeFolder(dirname(path));
  writeFileSync(path, [header, ...done.map(canonicalLine)].map((line) => `${line}\n`).join(''));
  return {
    done,
    add: ({ cases, sha256 }) => appendFileSync(path, `${canonicalLine({ cases, sha256 })}\n`),
    remove: () => rmSync(path, { force: true }),
  };
}

/** Whole lines alone: the last may have been cut off. */
function shardsUnder(header: string, text: string): DoneShard[] {
  const [first, ...lines] = text.split('\n').slice(0, -1);
  return first === header ? lines.map((line) => JSON.parse(line) as DoneShard) : [];
}
