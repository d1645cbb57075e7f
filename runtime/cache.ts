/**
 * A cache of texts on disk by the SHA-256 of what they follow from: entries never change, so that nothing is ever out of
 * date. An entry that is damaged is made again. The folder is OCTILE_CACHE, or octile in the user's cache folder; an
 * empty OCTILE_CACHE turns it off.
 */
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { makeFolder } from '../records/make-folder.js';

export interface TextCache {
  /** The text of `key`, made if it is not there. @param key all that it follows from */
  readonly text: (key: string, make: () => Promise<string>) => Promise<string>;
}

/** Remembers nothing. */
export const NO_CACHE: TextCache = { text: (_, make) => make() };

export function userCache(environment: Readonly<Record<string, string | undefined>> = process.env): TextCache {
  const { OCTILE_CACHE: chosen, XDG_CACHE_HOME: shared } = environment;
  if (chosen === '') return NO_CACHE;
  return folderCache(chosen ?? join(shared ?? join(homedir(), '.cache'), 'octile'));
}

/** A folder that cannot be written is as good as none. */
export function folderCache(folder: string): TextCache {
  const text: TextCache['text'] = async (key, make) => {
    const path = join(folder, `${digest(key)}.gz`);
    const known = entryAt(path);
    if (known !== undefined) return known;
    const made = await make();
    keep(folder, path, made);
    return made;
  };
  return { text };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** An entry is the digest of its text, then the text. */
function entryAt(path: string): string | undefined {
  try {
    const entry = gunzipSync(readFileSync(path)).toString('utf8');
    const end = entry.indexOf('\n');
    const text = entry.slice(end + 1);
    return digest(text) === entry.slice(0, end) ? text : undefined;
  } catch {
    return undefined;
  }
}

function keep(folder: string, path: string, text: string): void {
  try {
    makeFolder(folder);
    const whole = `${path}.${process.pid}`;
    writeFileSync(whole, gzipSync(`${digest(text)}\n${text}`));
    renameSync(whole, path);
  } catch {
    return;
  }
}
