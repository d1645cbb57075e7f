/**
 * Files that are written piece by piece and appear whole or not at all, several of them together. Each is built
 * beside its place and renamed into it.
 */
import { closeSync, existsSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { InputError, shown } from '../models/input-error.js';
import { besides, locked } from './lock.js';
import { type FoundPlace, findPlace, kindOf, type WritePlace } from './place.js';
import { refusedBySystem } from './system-error.js';
import { markFinished, markMoved, markPartial } from './unfinished.js';

export interface WholeFile extends WritePlace {
  /** How such a file begins: what begins otherwise is not Octile's, and is not replaced. */
  readonly begins: string;
  readonly fill: (write: (content: string | Uint8Array) => void) => void;
}

type Found = WholeFile & FoundPlace;

/**
 * Fills each file by a function that appends text or bytes, and gives all their names when all are filled. When one throws,
 * or the process ends before, nothing is left behind and what was there still is.
 *
 * @throws InputError for one place twice, a file that is there already (unless replaced), a folder that is not there
 */
export function writeWholeFiles(files: readonly WholeFile[]): void {
  const found = files.map((file): Found => ({ ...file, ...findPlace(file) }));
  found.forEach((file, i) => {
    checkPlace(file);
    const same = found.slice(0, i).find(({ final }) => final === file.final);
    if (same !== undefined) throw new InputError(file.where, `another file than ${same.where}`, shown(file.path));
  });
  writeNext(found, []);
}

/** Holds each file's lock until all have their names. */
function writeNext([file, ...others]: readonly Found[], written: readonly Found[]): void {
  if (file === undefined) {
    publish(written);
    return;
  }
  try {
    locked(file, () => writeOne(file, () => writeNext(others, [...written, file])));
  } catch (error) {
    throw refusedBySystem(error, file.where, 'a file that can be written', file.path);
  }
}

function writeOne(file: Found, next: () => void): void {
  const partial = partialOf(file);
  markPartial(partial);
  try {
    fillPartial(partial, file);
    next();
  } finally {
    rmSync(partial, { force: true });
    markFinished(partial);
  }
}

function checkPlace({ final, status, path, where, replace, remedy, begins }: Found): void {
  if (!existsSync(dirname(final))) throw new InputError(where, 'a file in a folder that is there', shown(path));
  if (status === undefined) return;
  if (!status.isFile()) throw new InputError(where, 'a file', `${shown(path)}, ${kindOf(status)}`);
  if (replace === 'keep') throw new InputError(where, 'a new file', `${shown(path)}, which exists`, remedy);
  if (status.size === 0 || beginningOf(final, begins.length) === begins) return;
  throw new InputError(where, 'a file that Octile wrote', shown(path), 'move it away yourself');
}

function beginningOf(path: string, length: number): string {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(length);
    return bytes.toString('utf8', 0, readSync(file, bytes));
  } finally {
    closeSync(file);
  }
}

function fillPartial(partial: string, { fill }: Found): void {
  const file = openSync(partial, 'w');
  try {
    fill((content) => writeWhole(file, content));
  } finally {
    closeSync(file);
  }
}

/** A system may take a part of it only. */
function writeWhole(file: number, content: string | Uint8Array): void {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

function partialOf({ final }: Found): string {
  return besides(final, `partial-${process.pid}`);
}

function oldOf(file: Found): string {
  return `${partialOf(file)}-old`;
}

/** All files get their names, or what was there before is put back. */
function publish(files: readonly Found[]): void {
  try {
    for (const file of files) {
      checkPlace({ ...file, ...findPlace(file) });
      moveAway(file);
      renameSync(partialOf(file), file.final);
    }
  } catch (error) {
    for (const file of files.filter((candidate) => !existsSync(partialOf(candidate)))) rmSync(file.final);
    for (const file of files.filter((candidate) => existsSync(oldOf(candidate)))) renameSync(oldOf(file), file.final);
    throw error;
  }
  for (const file of files) rmSync(oldOf(file), { force: true });
}

function moveAway(file: Found): void {
  if (!existsSync(file.final)) return;
  markMoved(oldOf(file), file.final);
  renameSync(file.final, oldOf(file));
}
