/**
 * Folders of records: written whole or not at all, read with limits, and never left by a path.
 * A folder is built beside its final place and renamed into it, so an interrupt leaves the old state.
 */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, isAbsolute, join, relative as relativePath, resolve, sep } from 'node:path';
import { InputError, shown } from '../models/input-error.js';
import { markFinished, markPartial } from './partial-folders.js';

/** Largest file that is read as a whole, in bytes. */
const MAX_FILE_BYTES = 2 ** 30;

const REPLACE_RULES = ['keep', 'replace'] as const;
/** What to do with a folder that already holds something: refuse, or replace it. */
export type ReplaceRule = (typeof REPLACE_RULES)[number];

/** A folder or file to write, and what errors of it say. */
export interface WritePlace {
  readonly path: string;
  /** What errors name: the option, or the key of a plan. */
  readonly where: string;
  readonly replace: ReplaceRule;
  /** How to have replaced what is there. */
  readonly remedy: string;
}

/**
 * Calls `fill` with an empty folder and moves that folder to its place when `fill` returns. When it throws,
 * or the process ends before, nothing is left behind and what was there is still there.
 */
export function writeFolder<T>(place: WritePlace, fill: (folder: string) => T): T {
  const final = resolve(place.path);
  checkPlace(final, place);
  const { partial, firstMade } = openPartial(final, place);
  try {
    const result = fill(partial);
    moveInto(partial, final);
    return result;
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    if (firstMade !== undefined) removeEmpty(dirname(final), firstMade);
    throw error;
  } finally {
    markFinished(partial);
  }
}

function checkPlace(final: string, { path, where, replace, remedy }: WritePlace): void {
  if (!existsSync(final)) return;
  if (`${process.cwd()}${sep}`.startsWith(final.endsWith(sep) ? final : final + sep)) {
    throw new InputError(where, 'a folder that does not hold the current one', shown(path));
  }
  if (!statSync(final).isDirectory()) throw new InputError(where, 'a folder', `the file ${shown(path)}`);
  if (readdirSync(final).length === 0 || replace === 'replace') return;
  throw new InputError(where, 'an empty or new folder', `${shown(path)} with files in it`, remedy);
}

/** The path of `relative` inside `folder`. @throws InputError where it leaves the folder */
function inside(folder: string, relative: string, where: string): string {
  const base = resolve(folder);
  const path = resolve(base, relative);
  if (!isAbsolute(relative) && path.startsWith(base + sep)) return path;
  throw new InputError(where, 'a path inside its folder', shown(relative));
}

/** As `inside`, for a file that is read: links do not lead out of the folder either. */
export function existingInside(folder: string, relative: string, where: string): string {
  const path = inside(folder, relative, where);
  if (existsSync(path)) inside(realpathSync(folder), relativePath(realpathSync(folder), realpathSync(path)), where);
  return path;
}

/** @throws InputError where the file is missing, unreadable, no file, or above `maxBytes` */
export function readBytes(path: string, maxBytes = MAX_FILE_BYTES): Buffer {
  let bytes: number;
  try {
    const status = statSync(path);
    if (!status.isFile()) throw new InputError(path, 'a file', status.isDirectory() ? 'a folder' : 'something else');
    bytes = status.size;
    if (bytes <= maxBytes) return readFileSync(path);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(path, 'a file that can be read', reasonOf(error));
  }
  throw new InputError(path, `at most ${maxBytes} bytes`, `${bytes} bytes`);
}

/** Largest text that is read as a whole, in bytes: strings cannot be much longer. */
const MAX_TEXT_BYTES = 2 ** 28;

export function readText(path: string, maxBytes = MAX_TEXT_BYTES): string {
  return readBytes(path, maxBytes).toString('utf8');
}

/** Writes a file of a folder that is being filled, making the folders between. */
export function writeInside(folder: string, relative: string, content: string | Uint8Array): void {
  const path = inside(folder, relative, 'output');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

interface Partial {
  readonly partial: string;
  /** The outermost of the folders that had to be made above it. */
  readonly firstMade: string | undefined;
}

function openPartial(final: string, { path, where }: WritePlace): Partial {
  try {
    const firstMade = mkdirSync(dirname(final), { recursive: true });
    const partial = join(dirname(final), `.${basename(final)}.partial-${process.pid}`);
    rmSync(partial, { recursive: true, force: true });
    markPartial(partial);
    mkdirSync(partial);
    return { partial, firstMade };
  } catch (error) {
    throw new InputError(where, 'a folder that can be written', shown(path), reasonOf(error));
  }
}

/** The old folder goes only once the new one is in its place. */
function moveInto(partial: string, final: string): void {
  const old = `${partial}-old`;
  if (existsSync(final)) renameSync(final, old);
  renameSync(partial, final);
  rmSync(old, { recursive: true, force: true });
}

/** Removes `folder` and those above it up to `last`, as far as they are empty. */
function removeEmpty(folder: string, last: string): void {
  for (let at = folder; at.startsWith(last) && readdirSync(at).length === 0; at = dirname(at)) rmdirSync(at);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'a read-only file system',
  ENOSPC: 'a full disk',
  ENOTDIR: 'a file where a folder should be',
  ENAMETOOLONG: 'too long a name',
};

function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? String(error);
  return REASONS[code] ?? code;
}
