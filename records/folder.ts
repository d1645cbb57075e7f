/**
 * Files of records: read whole with limits, and never left by a path. Left out: folders that are written whole
 * (whole-folder.ts), what the files mean.
 */
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, relative as relativePath, resolve, sep } from 'node:path';
import { InputError, shown } from '../models/input-error.js';
import { makeFolder } from './make-folder.js';
import { lengthOf, type Pieces } from './pieces.js';
import { kindOf } from './place.js';
import { refusedBySystem } from './system-error.js';

/** Largest file that is read as a whole, in bytes. */
const MAX_FILE_BYTES = 2 ** 30;

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
  try {
    const status = statSync(path);
    if (!status.isFile()) throw new InputError(path, 'a file', kindOf(status));
    if (status.size > maxBytes) throw new InputError(path, `at most ${maxBytes} bytes`, `${status.size} bytes`);
    return readFileSync(path);
  } catch (error) {
    throw refusedBySystem(error, path, 'a file that can be read');
  }
}

/** Largest text that is read as a whole, in bytes: strings cannot be much longer. */
const MAX_TEXT_BYTES = 2 ** 28;

/** UTF-8 as it stands, a byte-order mark included. @throws InputError for another encoding */
export function readText(path: string, maxBytes = MAX_TEXT_BYTES): string {
  const bytes = readBytes(path, maxBytes);
  if (isUtf8(bytes)) return bytes.toString('utf8');
  throw new InputError(path, 'text in UTF-8', 'another encoding, or no text');
}

/** Writes a file of a folder that is being filled, making the folders between. */
export function writeInside(folder: string, relative: string, content: string | Uint8Array): void {
  writeFileSync(madeInside(folder, relative), content);
}

/** What a file is known by. */
export interface WrittenFile {
  readonly bytes: number;
  readonly sha256: string;
}

/** As `writeInside`, of bytes one after the other. */
export function writePieces(folder: string, relative: string, pieces: Pieces): WrittenFile {
  const file = openSync(madeInside(folder, relative), 'w');
  const hash = createHash('sha256');
  try {
    for (const piece of pieces) {
      hash.update(piece);
      writeFileSync(file, piece);
    }
  } finally {
    closeSync(file);
  }
  return { bytes: lengthOf(pieces), sha256: hash.digest('hex') };
}

/** The path of a file that may be written now. */
function madeInside(folder: string, relative: string): string {
  const path = inside(folder, relative, 'output');
  makeFolder(dirname(path));
  return path;
}
