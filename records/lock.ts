/**
 * One process at a time writes a place. The lock is a folder beside it that holds its owner's name: it is put there
 * by one renaming, which fails where a lock is, and so is never seen half made. A lock whose process is gone is taken.
 * Left out: whether a process of another host is gone.
 */
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { InputError, shown } from '../models/input-error.js';
import { makeFolder } from './make-folder.js';
import type { FoundPlace } from './place.js';
import { markFinished, markLock } from './unfinished.js';

/** Locks that this process holds. */
const held = new Set<string>();

/** Calls `work` while no other process writes the place, whose folder is there. @throws InputError where one does */
export function locked<T>(place: FoundPlace, work: () => T): T {
  const giveUp = hold(place);
  try {
    return work();
  } finally {
    giveUp();
  }
}

/** As `locked`, until what `work` promises is there. */
export async function lockedUntil<T>(place: FoundPlace, work: () => Promise<T>): Promise<T> {
  const giveUp = hold(place);
  try {
    return await work();
  } finally {
    giveUp();
  }
}

/** Takes the lock. @returns what gives it up */
function hold(place: FoundPlace): () => void {
  const lock = besides(place.final, 'lock');
  const owner = join(lock, ownerName());
  markLock(owner);
  try {
    takeLock(lock, place);
  } catch (error) {
    markFinished(owner);
    throw error;
  }
  held.add(lock);
  return () => {
    if (held.delete(lock)) giveBack(lock);
    markFinished(owner);
  };
}

/** A name beside a place, hidden: `.trace.lock`. */
export function besides(final: string, what: string): string {
  return join(dirname(final), `.${basename(final)}.${what}`);
}

/** Whether a process of this host, by number, is still there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function takeLock(lock: string, place: FoundPlace): void {
  const own = `${lock}-${process.pid}`;
  makeFolder(join(own, ownerName()));
  try {
    if (tryRename(own, lock)) return;
    removeStale(lock, place);
    if (!tryRename(own, lock)) throw inUse(lock, place);
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

/** False where something is there already. */
function tryRename(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

/** By a renaming, which one of several processes does; what was taken wrongly is put back. */
function removeStale(lock: string, place: FoundPlace): void {
  if (!isStale(lock)) throw inUse(lock, place);
  const taken = `${lock}-${process.pid}-stale`;
  if (!tryRename(lock, taken)) throw inUse(lock, place);
  if (!isStale(taken)) {
    tryRename(taken, lock);
    throw inUse(lock, place);
  }
  rmSync(taken, { recursive: true, force: true });
}

function isStale(lock: string): boolean {
  const [host, pid] = ownerOf(lock);
  if (host !== hostname()) return false;
  return pid === process.pid ? !held.has(lock) : !isAlive(pid);
}

function ownerName(): string {
  return `${process.pid}@${hostname()}`;
}

/** Of nobody known where the lock has just been given back. */
function ownerOf(lock: string): [host: string, pid: number] {
  const [owner = ''] = existsSync(lock) ? readdirSync(lock) : [];
  const [pid = '', host = ''] = owner.split('@');
  return [host, Number(pid)];
}

function inUse(lock: string, { path, where }: FoundPlace): InputError {
  const remedy = `wait for it, or remove ${lock} if it is no longer running`;
  return new InputError(
    where,
    'a place that no other process writes',
    `${shown(path)}, which another one does`,
    remedy,
  );
}

/** Moved away first: from then on it is free, and nothing of another owner is removed. */
function giveBack(lock: string): void {
  const own = `${lock}-${process.pid}`;
  if (tryRename(lock, own)) rmSync(own, { recursive: true, force: true });
}
