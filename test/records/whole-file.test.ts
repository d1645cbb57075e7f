/** Files that appear whole or not at all: what is refused names the place that was asked for. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeWholeFiles } from '../../records/whole-file.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'octile-file-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = (path: string, where = '--out') =>
  ({
    path,
    where,
    replace: 'keep',
    remedy: 'force it',
    begins: 'a',
    fill: (write) => write('all of it'),
  }) satisfies Parameters<typeof writeWholeFiles>[0][number];

it('are written together', () => {
  writeWholeFiles([file(join(folder, 'one')), file(join(folder, 'two'))]);
  expect(readdirSync(folder)).toEqual(['one', 'two']);
  expect(readFileSync(join(folder, 'two'), 'utf8')).toBe('all of it');
});

it.runIf(process.platform === 'linux')(
  'of a place where nobody writes, the one that was named is said, and none is there',
  () => {
    const work = () => writeWholeFiles([file(join(folder, 'one')), file('/proc/rows.jsonl', '--rows')]);
    expect(work).toThrow(
      '--rows: expected a file that can be written, got "/proc/rows.jsonl"; the system says: no such file',
    );
    expect(readdirSync(folder)).toEqual([]);
  },
);
