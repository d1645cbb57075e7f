import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MAIN, outputOf, refusalOf, temporaryFolder } from './octile.js';

const folder = temporaryFolder();
const at = (...parts: string[]) => join(folder, ...parts);
const SIMULATE = ['simulate', '--network', 'mlp', '--batch', '8', '--tiles', '16'];
const PRODUCT = ['export', '--m', '12', '--k', '32', '--n', '16'];

describe('--force', () => {
  it('keeps a folder of somebody’s, whose name was a slip', () => {
    mkdirSync(at('mydocs'));
    writeFileSync(at('mydocs', 'thesis.tex'), 'x');
    expect(refusalOf([...SIMULATE, '--out', at('mydocs'), '--force'])).toContain(
      '--out: expected a folder that holds what Octile wrote and nothing else',
    );
    expect(readFileSync(at('mydocs', 'thesis.tex'), 'utf8')).toBe('x');
  });

  it('keeps what is read, by whatever name it is reached', () => {
    outputOf([...SIMULATE, '--out', at('run')]);
    symlinkSync('run', at('alias'));
    expect(refusalOf(['price', at('run'), '--out', at('alias'), '--force'])).toContain(
      '--out: expected a folder that does not hold what is read',
    );
    expect(existsSync(at('run', 'run.json'))).toBe(true);
  });

  it('does not train first where the place cannot be written', () => {
    symlinkSync('nowhere', at('dangling'));
    const train = ['train', '--epochs', '10000', '--train-images', '640', '--out', at('dangling'), '--force'];
    expect(refusalOf(train)).toContain('a link that leads nowhere');
  });
});

/** The exit codes and sentences of processes that run at once. */
function together(words: readonly string[], count: number): Promise<{ status: number | null; stderr: string }[]> {
  const one = () =>
    new Promise<{ status: number | null; stderr: string }>((done) => {
      const child = spawn(process.execPath, [MAIN, ...words], { stdio: ['ignore', 'ignore', 'pipe'] });
      let stderr = '';
      child.stderr.on('data', (chunk) => {
        stderr += chunk;
      });
      child.on('close', (status) => done({ status, stderr }));
    });
  return Promise.all(Array.from({ length: count }, one));
}

describe('several processes with one --out', () => {
  it('one wins, each other says so, and nothing else is left', async () => {
    const ended = await together([...SIMULATE, '--out', at('shared', 'run')], 4);
    expect(ended.map(({ status }) => status).sort()).toEqual([0, 2, 2, 2]);
    for (const { stderr } of ended.filter(({ status }) => status === 2)) {
      expect(stderr).toMatch(/^octile: --out: expected (a place that no other process|an empty or new folder)/);
    }
    expect(readdirSync(at('shared'))).toEqual(['run']);
    outputOf(['price', at('shared', 'run'), '--out', at('shared-priced')]);
  });
});

describe('a disk that is full', () => {
  /** A process that may write so many blocks of 1,024 bytes to a file. */
  function limited(blocks: number, words: readonly string[]) {
    const command = `trap '' XFSZ; ulimit -f ${blocks}; exec "$0" "$@"`;
    return spawnSync('bash', ['-c', command, process.execPath, MAIN, ...words], { encoding: 'utf8', cwd: folder });
  }

  it.each([
    ['a folder', [...SIMULATE, '--out', 'full'], '--out: expected a folder that can be written, got "full"'],
    ['two files', ['export', '--m', '64', '--k', '64', '--n', '64', '--perfetto', 'a', '--vcd', 'b'], '--vcd: '],
  ])('%s: one sentence, and nothing is left', (_, words, sentence) => {
    const before = readdirSync(folder);
    const { status, stdout, stderr } = limited(16, words);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^octile: [^\n]+: expected [^\n]+, got [^\n]+\n$/);
    expect(stderr).toContain(sentence);
    expect(stderr).toContain('a file that grew too large');
    expect(readdirSync(folder)).toEqual(before);
  });
});

describe('octile export', () => {
  it('makes no folders', () => {
    expect(refusalOf([...PRODUCT, '--vcd', 'new/x.vcd'], { cwd: folder })).toBe(
      '--vcd: expected a file in a folder that is there, got "new/x.vcd"',
    );
    expect(existsSync(at('new'))).toBe(false);
  });

  it.each([
    ['one of them exists', ['--vcd', 'v.vcd', '--perfetto', 'have.json'], '--perfetto: expected a new file'],
    ['they are one file', ['--vcd', 'v.vcd', '--perfetto', './v.vcd'], '--perfetto: expected another file than --vcd'],
    ['one is a device', ['--perfetto', 'p.json', '--vcd', '/dev/full'], '--vcd: expected a file, got "/dev/full", a'],
    ['one is somebody’s', ['--vcd', 'v.vcd', '--perfetto', 'have.json', '--force'], 'a file that Octile wrote'],
  ])('writes none of two files where %s', (_, words, sentence) => {
    writeFileSync(at('have.json'), 'mine');
    expect(refusalOf([...PRODUCT, ...words], { cwd: folder })).toContain(sentence);
    expect(readFileSync(at('have.json'), 'utf8')).toBe('mine');
    expect(readdirSync(folder).filter((name) => /v\.vcd|p\.json/.test(name))).toEqual([]);
  });
});
