/**
 * A place to write, looked at before any work: where it really lies, what stands there, and whether it can be
 * replaced. Left out: writing (whole-folder.ts, whole-file.ts), what Octile itself wrote (manifest.ts).
 */
import { lstatSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import { InputError, shown } from '../models/input-error.js';
import { refusedBySystem } from './system-error.js';

const REPLACE_RULES = ['keep', 'replace'] as const;
/** What to do with a place that already holds something: refuse, or replace what Octile wrote there. */
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

/** A place with its absolute path, links followed; `status` is undefined where nothing is yet. */
export interface FoundPlace extends WritePlace {
  readonly final: string;
  readonly status: Stats | undefined;
}

/** @throws InputError for a link that leads nowhere, or a path that cannot be followed */
export function findPlace(place: WritePlace): FoundPlace {
  const { path, where } = place;
  const given = resolve(path);
  try {
    if (lstatSync(given, { throwIfNoEntry: false }) === undefined) return { ...place, final: given, status: undefined };
    if (lstatSync(given).isSymbolicLink() && statSync(given, { throwIfNoEntry: false }) === undefined) {
      throw new InputError(where, 'a place that is there or new', `${shown(path)}, a link that leads nowhere`);
    }
    const final = realpathSync(given);
    return { ...place, final, status: statSync(final) };
  } catch (error) {
    throw refusedBySystem(error, where, 'a place that can be written', path);
  }
}

/** Whether one path is the other or lies in it; both absolute, links followed. */
export function liesIn(path: string, folder: string): boolean {
  return `${path}${sep}`.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** A path with its links followed, as far as it is there. */
export function followed(path: string): string {
  const absolute = resolve(path);
  try {
    return realpathSync(absolute);
  } catch {
    return absolute;
  }
}

/** Whether another file system begins at this folder, which can then not be renamed. */
export function isMountPoint({ final, status }: FoundPlace): boolean {
  return status !== undefined && statSync(dirname(final)).dev !== status.dev;
}

/** What stands at a place, for errors. */
export function kindOf(status: Stats): string {
  if (status.isFile()) return 'a file';
  if (status.isDirectory()) return 'a folder';
  if (status.isFIFO()) return 'a pipe';
  if (status.isSocket()) return 'a socket';
  return 'a device';
}
