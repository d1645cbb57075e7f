/** Folders with those above them, also where the file system refuses them. */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { makeFolder } from '../../records/make-folder.js';

const folder = mkdtempSync(join(tmpdir(), 'octile-make-folder-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('makes what is missing and says the topmost', () => {
  const path = join(folder, 'a', 'b', 'c');
  expect(makeFolder(path)).toBe(join(folder, 'a'));
  expect(statSync(path).isDirectory()).toBe(true);
  expect(makeFolder(path)).toBeUndefined();
});

it('a file in the way is an error of the system', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(() => makeFolder(join(folder, 'file'))).toThrow(/EEXIST/);
  expect(() => makeFolder(join(folder, 'file', 'under'))).toThrow(/EEXIST|ENOTDIR/);
});

it.runIf(process.platform === 'linux')('a file system without new folders is one too, at once', () => {
  expect(() => makeFolder('/proc/octile/x')).toThrow(/ENOENT|EACCES/);
});
