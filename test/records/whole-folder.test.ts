import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InputError } from '../../models/input-error.js';
import { writeInside } from '../../records/folder.js';
import type { ReplaceRule } from '../../records/place.js';
import { writeFolder } from '../../records/whole-folder.js';

let folder: string;
const at = (...parts: string[]) => join(folder, ...parts);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'octile-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const place = (path: string, replace: ReplaceRule) => ({ path, where: '--out', replace, remedy: 'force it' });

function write(path: string, replace: ReplaceRule = 'keep', text = 'text'): void {
  writeFolder(place(path, replace), (into) => {
    writeInside(into, 'one.txt', text);
    writeInside(into, 'deep/two.txt', text);
  });
}

/** A process that is gone. */
const GONE = spawnSync(process.execPath, ['-e', '']).pid;

function refusal(work: () => void): string {
  try {
    work();
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return 'nothing';
}

describe('a folder that Octile wrote', () => {
  it('lists its files as sha256sum checks them', () => {
    write(at('out'));
    // printf text | sha256sum
    const digest = '982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1';
    expect(readFileSync(at('out', 'octile.sha256'), 'utf8')).toBe(`${digest}  deep/two.txt\n${digest}  one.txt\n`);
  });

  it('takes digests from writers who know them, and reads other files', () => {
    const known = '0'.repeat(64);
    writeFolder(place(at('out'), 'keep'), (into, digests) => {
      writeInside(into, 'deep/known.txt', 'text');
      writeInside(into, 'read.txt', 'text');
      digests.set(join(into, 'deep/known.txt'), known);
    });
    const read = '982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1';
    expect(readFileSync(at('out', 'octile.sha256'), 'utf8')).toBe(`${known}  deep/known.txt\n${read}  read.txt\n`);
  });

  it('is replaced whole where that is asked for, and never otherwise', () => {
    write(at('out'));
    expect(refusal(() => write(at('out')))).toMatch(/^--out: expected an empty or new folder, got .*; force it$/);
    writeFolder(place(at('out'), 'replace'), (into) => writeInside(into, 'three.txt', 'new'));
    expect(readdirSync(at('out')).sort()).toEqual(['octile.sha256', 'three.txt']);
    expect(readdirSync(folder)).toEqual(['out']);
  });

  it.each([
    ['a file beside', () => writeFileSync(at('out', 'thesis.tex'), 'x'), 'Octile did not write thesis.tex'],
    ['a file below', () => writeFileSync(at('out', 'deep', 'a.tex'), 'x'), 'Octile did not write deep/a.tex'],
    ['a link', () => symlinkSync('one.txt', at('out', 'link')), 'Octile did not write link'],
    ['a file that was edited', () => writeFileSync(at('out', 'one.txt'), 'mine'), 'one.txt was changed since'],
    ['no list', () => rmSync(at('out', 'octile.sha256')), 'octile.sha256 is not in it'],
    [
      'a list of something else',
      () => writeFileSync(at('out', 'octile.sha256'), 'x'),
      'Octile did not write (one|deep/two).txt',
    ],
  ])('is not replaced with %s in it, and nothing is lost', (_, change, reason) => {
    write(at('out'));
    change();
    const before = readdirSync(at('out'), { recursive: true });
    let begun = 'not begun';
    const work = () =>
      writeFolder(place(at('out'), 'replace'), () => {
        begun = 'begun';
      });
    expect(refusal(work)).toMatch(new RegExp(`"; ${reason}.*; move it away yourself$`));
    expect(begun).toBe('not begun');
    expect(readdirSync(at('out'), { recursive: true })).toEqual(before);
  });

  it('is not replaced where a file came into it during the work', () => {
    write(at('out'));
    const work = () => writeFolder(place(at('out'), 'replace'), () => writeFileSync(at('out', 'late.txt'), 'x'));
    expect(refusal(work)).toContain('Octile did not write late.txt');
    expect(readdirSync(at('out')).sort()).toEqual(['deep', 'late.txt', 'octile.sha256', 'one.txt']);
    expect(readdirSync(folder)).toEqual(['out']);
  });

  it('stays as it was where the work fails', () => {
    write(at('out'));
    const fail = () =>
      writeFolder(place(at('out'), 'replace'), (into) => {
        writeInside(into, 'half.txt', 'half');
        throw new Error('half way');
      });
    expect(fail).toThrow('half way');
    expect(readFileSync(at('out', 'one.txt'), 'utf8')).toBe('text');
    expect(readdirSync(folder)).toEqual(['out']);
  });
});

describe('a link', () => {
  it('to such a folder stays, and the folder is replaced', () => {
    write(at('out'));
    symlinkSync('out', at('link'));
    write(at('link'), 'replace', 'new');
    expect(readFileSync(at('out', 'one.txt'), 'utf8')).toBe('new');
    expect(readdirSync(folder).sort()).toEqual(['link', 'out']);
  });

  it.each([
    ['that leads nowhere', 'nowhere', 'a link that leads nowhere'],
    ['to itself', 'link', 'links that lead in a circle'],
    ['to somebody’s folder', 'theirs', 'octile.sha256 is not in it'],
  ])('%s is refused before the work', (_, target, reason) => {
    mkdirSync(at('theirs'));
    writeFileSync(at('theirs', 'thesis.tex'), 'x');
    symlinkSync(target, at('link'));
    expect(refusal(() => write(at('link'), 'replace'))).toContain(reason);
    expect(readdirSync(folder).sort()).toEqual(['link', 'theirs']);
    expect(readFileSync(at('theirs', 'thesis.tex'), 'utf8')).toBe('x');
  });
});

describe('several processes', () => {
  const lock = () => at('.out.lock');
  const lockedBy = (pid: number) => mkdirSync(join(lock(), `${pid}@${hostname()}`), { recursive: true });

  it('one that writes keeps others away, and says who to wait for', () => {
    lockedBy(process.ppid);
    expect(refusal(() => write(at('out')))).toContain('a place that no other process writes');
    expect(existsSync(at('out'))).toBe(false);
    expect(readdirSync(folder)).toEqual(['.out.lock']);
  });

  it('the same place twice in one process', () => {
    const twice = () => writeFolder(place(at('out'), 'keep'), () => write(at('out')));
    expect(refusal(twice)).toContain('a place that no other process writes');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('one that was killed leaves nothing in the way', () => {
    lockedBy(GONE);
    mkdirSync(at(`.out.partial-${GONE}`));
    write(at('out'));
    expect(readdirSync(folder)).toEqual(['out']);
  });

  it('one of another host may still be there', () => {
    mkdirSync(join(lock(), `${GONE}@elsewhere`), { recursive: true });
    expect(refusal(() => write(at('out')))).toContain(`remove ${lock()} if it is no longer running`);
  });

  it('one that was killed between the old folder and the new one loses neither', () => {
    write(at('out'), 'keep', 'old');
    spawnSync('mv', [at('out'), at(`.out.partial-${GONE}-old`)]);
    expect(refusal(() => write(at('out')))).toContain('an empty or new folder');
    expect(readFileSync(at('out', 'one.txt'), 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['out']);
  });
});
