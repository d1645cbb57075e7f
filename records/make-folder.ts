/** Making a folder with those above it. */
import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * As `mkdirSync` with `recursive`, which never returns where a file system says "no such file" of a folder that it refuses, as
 * /proc does (Node 20 asks for the folder above, which is there, and then again).
 * @returns the topmost folder that was made; undefined where all were there
 */
export function makeFolder(path: string): string | undefined {
  if (isFolder(path)) return undefined;
  const above = dirname(resolve(path));
  const topmost = above === resolve(path) ? undefined : makeFolder(above);
  try {
    mkdirSync(path);
  } catch (error) {
    if (!isFolder(path)) throw error;
    return topmost;
  }
  return topmost ?? path;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
