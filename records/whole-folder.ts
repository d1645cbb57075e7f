/**
 * A folder that is written whole or not at all: it is built beside its place and renamed into it, so that an
 * interrupt or a failure leaves the old state. Its list of files (manifest.ts) goes with it.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InputError, shown } from '../models/input-error.js';
import { besides, isAlive, locked } from './lock.js';
import { makeFolder } from './make-folder.js';
import { type Digests, foreignIn, writeManifest } from './manifest.js';
import { type FoundPlace, findPlace, followed, isMountPoint, kindOf, liesIn, type WritePlace } from './place.js';
import { refusedBySystem } from './system-error.js';
import { markFinished, markMoved, markPartial } from './unfinished.js';

/**
 * Calls `fill` with an empty folder, and with digests to which it may add, and moves that folder to its place when `fill`
 * returns. When it throws, or the process ends before, nothing is left behind and what was there is still there.
 *
 * @throws InputError before `fill` is called, for a place that is not free and not Octile's own, or that another
 * process writes
 */
export function writeFolder<T>(place: WritePlace, fill: (folder: string, digests: Digests) => T): T {
  const found = findPlace(place);
  checkPlace(found);
  const firstMade = makeParents(found);
  try {
    return locked(found, () => filled(found, fill));
  } catch (error) {
    if (firstMade !== undefined) removeEmpty(dirname(found.final), firstMade);
    throw refusedBySystem(error, place.where, 'a folder that can be written', place.path);
  }
}

function checkPlace(found: FoundPlace): void {
  const { final, status, path, where, replace, remedy } = found;
  if (status === undefined) return;
  if (liesIn(followed(process.cwd()), final)) {
    throw new InputError(where, 'a folder that does not hold the current one', shown(path));
  }
  if (!status.isDirectory()) throw new InputError(where, 'a folder', `${shown(path)}, ${kindOf(status)}`);
  if (isMountPoint(found)) {
    throw new InputError(where, 'a folder that can be replaced', `${shown(path)}, a mount point`, 'name one inside it');
  }
  if (readdirSync(final).length === 0) return;
  if (replace === 'keep')
    throw new InputError(where, 'an empty or new folder', `${shown(path)} with files in it`, remedy);
  checkOwn(found);
}

/** @throws InputError for a folder that holds anything but what Octile wrote into it */
function checkOwn({ final, path, where }: FoundPlace): void {
  const foreign = foreignIn(final);
  if (foreign === undefined) return;
  const remedy = `${foreign}; move it away yourself`;
  throw new InputError(where, 'a folder that holds what Octile wrote and nothing else', shown(path), remedy);
}

/** @returns the outermost of the folders that had to be made */
function makeParents({ final, path, where }: FoundPlace): string | undefined {
  try {
    return makeFolder(dirname(final));
  } catch (error) {
    throw refusedBySystem(error, where, 'a folder that can be written', path);
  }
}

function filled<T>(found: FoundPlace, fill: (folder: string, digests: Digests) => T): T {
  const partial = besides(found.final, `partial-${process.pid}`);
  recover(found.final);
  markPartial(partial);
  try {
    mkdirSync(partial);
    const digests: Digests = new Map();
    const result = fill(partial, digests);
    writeManifest(partial, digests);
    moveInto(partial, found);
    return result;
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    throw error;
  } finally {
    markFinished(partial);
  }
}

/** What processes that are gone left beside the place: an old folder goes back, the rest is removed. */
function recover(final: string): void {
  const prefix = besides(final, 'partial-').slice(dirname(final).length + 1);
  for (const name of readdirSync(dirname(final)).filter((candidate) => candidate.startsWith(prefix))) {
    const [pid, old] = name.slice(prefix.length).split('-');
    if (Number(pid) !== process.pid && isAlive(Number(pid))) continue;
    const left = join(dirname(final), name);
    if (old !== undefined && !existsSync(final)) renameSync(left, final);
    rmSync(left, { recursive: true, force: true });
  }
}

/** The old folder goes only once the new one is in its place. */
function moveInto(partial: string, found: FoundPlace): void {
  const { final } = found;
  checkPlace({ ...found, ...findPlace({ ...found, path: final }), path: found.path });
  const old = `${partial}-old`;
  const isReplaced = existsSync(final) && readdirSync(final).length > 0;
  if (isReplaced) moveAway(final, old);
  try {
    renameSync(partial, final);
  } catch (error) {
    if (isReplaced) renameSync(old, final);
    throw error;
  }
  rmSync(old, { recursive: true, force: true });
  markFinished(old);
}

function moveAway(final: string, old: string): void {
  markMoved(old, final);
  renameSync(final, old);
}

/** Removes `folder` and those above it up to `last`, as far as they are empty. */
function removeEmpty(folder: string, last: string): void {
  for (let at = folder; at.startsWith(last) && readdirSync(at).length === 0; at = dirname(at)) rmdirSync(at);
}
