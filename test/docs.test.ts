/** What README and docs say is there: commands and what they print, links, tests, measured cases. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../cli/commands/all.js';
import { outputOf } from './cli/octile.js';
import { itWithShared, sharedFile } from './shared-data.js';

const CASES = 'data/ipu21-calibration.json';
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const textOf = (path: string) => readFileSync(join(ROOT, path), 'utf8');

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => join('docs', path)),
];

function matches(path: string, pattern: RegExp): string[] {
  return [...new Set([...textOf(path).matchAll(pattern)].map(([, found]) => found as string))];
}

/** Pages run train, simulate and draw; on a busy machine that takes a while. */
const TIMEOUT_MS = 900_000;

function checked(...paths: string[]): string {
  return spawnSync(process.execPath, ['build-docs.mjs', '--check', ...paths], { cwd: ROOT, encoding: 'utf8' }).stdout;
}

describe('README and docs', () => {
  it(
    'are as npm run docs writes them: each output as its command prints it, the reference as the program is',
    () => {
      expect(checked()).toBe('');
    },
    TIMEOUT_MS,
  );

  it.each(pages)('%s names commands that there are', (path) => {
    const commands = COMMANDS.map(({ command }) => String(command).split(' ')[0]);
    const named = matches(path, /(?:npx |`)octile ([a-z]+)/g);
    expect(named.filter((command) => !commands.includes(command))).toEqual([]);
  });

  it.each(pages)('%s links to files that there are', (path) => {
    const files = matches(path, /\]\(((?!https?:)[^)#]+)(?:#[^)]*)?\)/g);
    expect(files.filter((file) => !existsSync(join(ROOT, dirname(path), file)))).toEqual([]);
  });

  it('reach every page from the README, by links', () => {
    const reached = new Set(['README.md']);
    for (const page of reached) {
      if (!page.endsWith('.md')) continue;
      for (const link of matches(page, /\]\(((?!https?:)[^)#]+)(?:#[^)]*)?\)/g)) reached.add(join(dirname(page), link));
    }
    expect(pages.filter((page) => !reached.has(page) && !page.startsWith('docs/examples'))).toEqual([]);
  });

  it('name tests that there are', () => {
    const paths = matches('docs/accuracy.md', /npx vitest run ((?:test\/[^`]+))`/g).flatMap((found) =>
      found.split(' '),
    );
    expect(paths.length).toBeGreaterThan(5);
    expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('the README shows what there is to do in outputs, and how to test', () => {
    const readme = textOf('README.md');
    expect(matches('README.md', /^\$ .*?(npm start|octile [a-z]+)/gm).length).toBeGreaterThanOrEqual(5);
    expect(readme).toContain('npm ci && npm test');
    expect(readme).toContain('npm ci && npm start');
  });

  it('the reading guide names files that there are', () => {
    const files = matches('docs/reading-guide.md', /`([a-z0-9/-]+\/(?:[a-z0-9.-]+\.ts)?)`/g);
    expect(files.length).toBeGreaterThan(20);
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  itWithShared(CASES)('quote measured against simulated cycles as octile validate prints them', () => {
    const printed = outputOf(['validate', 'cycles', '--cases', sharedFile(CASES)]);
    expect(textOf('docs/accuracy.md')).toContain(printed.slice(0, printed.indexOf('\n\nof earlier kernels')));
  });
});
