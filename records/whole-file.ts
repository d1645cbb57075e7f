/** A file that is written piece by piece and appears whole or not at all. */
import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { InputError, shown } from '../models/input-error.js';
import type { WritePlace } from './folder.js';
import { markFinished, markPartial } from './partial-folders.js';

/**
 * Calls `fill` with a function that appends text, and gives the file its name when `fill` returns. When it
 * throws, or the process ends before, nothing is left behind and what was there still is.
 *
 * @throws InputError for a file that is there already (unless replaced), or a place that cannot be written
 */
export function writeWholeFile<T>(place: WritePlace, fill: (write: (text: string) => void) => T): T {
  const final = resolve(place.path);
  if (existsSync(final)) checkReplaced(final, place);
  const partial = join(dirname(final), `.${basename(final)}.partial-${process.pid}`);
  const file = openPartial(partial, place);
  let open = true;
  try {
    const result = fill((text) => writeSync(file, text));
    closeSync(file);
    open = false;
    renameSync(partial, final);
    return result;
  } catch (error) {
    if (open) closeSync(file);
    rmSync(partial, { force: true });
    throw error;
  } finally {
    markFinished(partial);
  }
}

function checkReplaced(final: string, { path, where, replace, remedy }: WritePlace): void {
  if (!statSync(final).isFile()) throw new InputError(where, 'a file', `the folder ${shown(path)}`);
  if (replace === 'replace') return;
  throw new InputError(where, 'a new file', `${shown(path)}, which exists`, remedy);
}

function openPartial(partial: string, { path, where }: WritePlace): number {
  try {
    mkdirSync(dirname(partial), { recursive: true });
    markPartial(partial);
    return openSync(partial, 'w');
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split(',')[0] ?? '') : String(error);
    throw new InputError(where, 'a file that can be written', shown(path), reason);
  }
}
