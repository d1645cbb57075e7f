/** What the README says is there: commands, files, and tables as commands print them. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../cli/commands/all.js';
import { outputOf } from './cli/octile.js';
import { itWithShared, sharedFile } from './shared-data.js';

const CASES = 'data/ipu21-calibration.json';
const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const readme = readFileSync(at('README.md'), 'utf8');

const matches = (pattern: RegExp) => [...new Set([...readme.matchAll(pattern)].map(([, found]) => found as string))];

describe('the README', () => {
  it('names commands that there are', () => {
    const commands = COMMANDS.map(({ command }) => String(command).split(' ')[0]);
    const named = matches(/npx octile ([a-z]+)/g);
    expect(named.length).toBeGreaterThan(10);
    for (const command of named) expect(commands).toContain(command);
  });

  it('links to files that there are', () => {
    const files = matches(/\]\(((?!https?:)[^)#]+)\)/g);
    expect(files.length).toBeGreaterThan(5);
    expect(files.filter((file) => !existsSync(at(file)))).toEqual([]);
  });

  it('names tests that there are', () => {
    const paths = matches(/npx vitest run ((?:test\/[^`]+))`/g).flatMap((found) => found.split(' '));
    expect(paths.length).toBeGreaterThan(5);
    expect(paths.filter((path) => !existsSync(at(path)))).toEqual([]);
  });

  it('quotes the table of the benchmark as it is recorded', () => {
    const [machine, , ...table] = readFileSync(at('bench/results/kernels.md'), 'utf8').trim().split('\n');
    expect(readme).toContain(machine);
    expect(readme).toContain(table.join('\n'));
  });

  itWithShared(CASES)('quotes measured against simulated cycles as octile validate prints them', () => {
    const printed = outputOf(['validate', 'cycles', '--cases', sharedFile(CASES)]);
    expect(readme).toContain(printed.slice(0, printed.indexOf('\n\nof earlier kernels')));
  });
});
