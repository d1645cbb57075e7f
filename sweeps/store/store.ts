/**
 * The folder of a sweep: `points.json` (what is to be run, every setting in it) and `shards/*.jsonl` (what was). It can
 * be read at any moment; one process at a time writes it. Left out: who runs the points (sweeps/run).
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { InputError, shown } from '../../models/input-error.js';
import { readText } from '../../records/folder.js';
import { canonicalText, parseJson } from '../../records/json.js';
import { lockedUntil } from '../../records/lock.js';
import { makeFolder } from '../../records/make-folder.js';
import { findPlace } from '../../records/place.js';
import { checkVersion, parseRecord } from '../../records/schema.js';
import { type ShardLine, type SweepPoints, sweepPointsSchema } from '../../records/sweep-results.js';
import { refusedBySystem } from '../../records/system-error.js';
import { writeWholeFiles } from '../../records/whole-file.js';
import { readShard } from './shard.js';

const POINTS = 'points.json';
const SHARDS = 'shards';

/** Results by hash. */
export type Done = ReadonlyMap<string, ShardLine>;

/**
 * Makes the folder or takes it up again, and calls `work` while no other process writes it. Points of another plan of
 * the same name are replaced, what is done of them stays.
 *
 * @throws InputError for a folder of something else, of another sweep or version, or that another process writes
 */
export async function inStore<T>(
  place: { readonly folder: string; readonly where: string },
  points: SweepPoints,
  work: () => Promise<T>,
): Promise<T> {
  const { folder, where } = place;
  try {
    makeFolder(folder);
  } catch (error) {
    throw refusedBySystem(error, where, 'a folder that can be written', folder);
  }
  return lockedUntil(findPlace({ path: folder, where, replace: 'keep', remedy: '' }), async () => {
    checkSame(folder, where, points);
    makeFolder(join(folder, SHARDS));
    writePoints(folder, where, points);
    return work();
  });
}

export function shardPath(folder: string, name: string): string {
  return join(folder, SHARDS, `${name}.jsonl`);
}

/** @throws InputError for a folder that no sweep is in */
export function readPoints(folder: string, where: string): SweepPoints {
  const path = join(folder, POINTS);
  if (!existsSync(path)) throw new InputError(where, 'a folder that `octile sweep run` wrote', shown(folder));
  const value = parseJson(readText(path), path);
  checkVersion('sweep-points', value, path);
  return parseRecord(sweepPointsSchema, value, path);
}

/** What is done, of whatever plan. */
export function readDone(folder: string): Done {
  const shards = join(folder, SHARDS);
  const names = existsSync(shards) ? readdirSync(shards).filter((name) => name.endsWith('.jsonl')) : [];
  const lines = names.sort().flatMap((name) => readShard(join(shards, name)));
  return new Map(lines.map((line) => [line.hash, line]));
}

function checkSame(folder: string, where: string, { name, tool }: SweepPoints): void {
  if (!existsSync(join(folder, POINTS))) {
    const others = readdirSync(folder);
    if (others.length === 0) return;
    throw new InputError(where, 'a new folder, or one of this sweep', `${shown(folder)} with other files in it`);
  }
  const known = readPoints(folder, where);
  if (known.name !== name) {
    throw new InputError(where, `a folder of the sweep ${shown(name)}`, `${shown(folder)}, of ${shown(known.name)}`);
  }
  if (known.tool === tool) return;
  const remedy = 'results of two versions are not put together: name another folder';
  throw new InputError(where, `results of version ${tool}`, `those of ${known.tool}`, remedy);
}

function writePoints(folder: string, where: string, points: SweepPoints): void {
  const place = { path: join(folder, POINTS), where, replace: 'replace', remedy: '', begins: '{' } as const;
  writeWholeFiles([{ ...place, fill: (write) => write(canonicalText(points)) }]);
}
