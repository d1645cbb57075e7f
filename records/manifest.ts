/**
 * What Octile wrote into a folder: `octile.sha256`, a line a file, as `sha256sum --check` reads it. A folder is
 * replaced only while it holds what its list says and nothing else, so that no file of anybody else is lost.
 * Left out: empty folders.
 */
import { createHash } from 'node:crypto';
import { closeSync, type Dirent, openSync, readdirSync, readSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { readText } from './folder.js';

const MANIFEST = 'octile.sha256';

const LINE = /^([0-9a-f]{64}) {2}(.+)$/;
const CHUNK_BYTES = 2 ** 20;

/** SHA-256 of files by path, of those whose writer knows it: the others are read. */
export type Digests = Map<string, string>;

/** Lists every file of a folder that has been filled. */
export function writeManifest(folder: string, digests: Digests): void {
  const lines = entriesOf(folder).map((entry) => {
    const path = pathOf(entry, folder);
    const file = join(folder, path);
    return `${digests.get(file) ?? fileDigest(file)}  ${path}\n`;
  });
  writeFileSync(join(folder, MANIFEST), lines.sort((a, b) => (a.slice(66) < b.slice(66) ? -1 : 1)).join(''));
}

/** Why a folder is not Octile's alone, in words; undefined where it is. */
export function foreignIn(folder: string): string | undefined {
  const entries = entriesOf(folder);
  if (!entries.some((entry) => isManifest(entry, folder))) return `${MANIFEST} is not in it`;
  const listed = readManifest(folder);
  for (const entry of entries.filter((candidate) => !isManifest(candidate, folder))) {
    const path = pathOf(entry, folder);
    const digest = listed.get(path);
    if (digest === undefined) return `Octile did not write ${path}`;
    if (!entry.isFile() || fileDigest(join(folder, path)) !== digest) return `${path} was changed since`;
  }
  return undefined;
}

function readManifest(folder: string): Map<string, string> {
  const lines = readText(join(folder, MANIFEST)).split('\n');
  return new Map(
    lines.flatMap((line): [string, string][] => {
      const [, digest, path] = LINE.exec(line) ?? [];
      return digest === undefined || path === undefined ? [] : [[path, digest]];
    }),
  );
}

function entriesOf(folder: string): Dirent[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
}

function isManifest(entry: Dirent, folder: string): boolean {
  return entry.isFile() && pathOf(entry, folder) === MANIFEST;
}

function pathOf({ parentPath, name }: Dirent, folder: string): string {
  return relative(folder, join(parentPath, name)).split(sep).join('/');
}

function fileDigest(path: string): string {
  const hash = createHash('sha256');
  const chunk = Buffer.alloc(CHUNK_BYTES);
  const file = openSync(path, 'r');
  try {
    for (let bytes = readSync(file, chunk); bytes > 0; bytes = readSync(file, chunk)) {
      hash.update(chunk.subarray(0, bytes));
    }
  } finally {
    closeSync(file);
  }
  return hash.digest('hex');
}
