/** The command line as its users run it: a process of its own, with its output and exit code. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, vi } from 'vitest';
import { runCommandLine } from '../../cli/run.js';

export const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string;
  readonly cwd?: string;
}

const REFUSAL = /^octile: [^\n]+: expected [^\n]+, got [^\n]+\n$/;

/** Where commands run that are not told where: nothing is written into the checkout. */
const scratch = temporaryFolder();

export function octile(words: readonly string[], { input = '', cwd = scratch }: RunOptions = {}): Ended {
  const settings = { input, encoding: 'utf8', maxBuffer: 2 ** 28, cwd } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...words], settings);
  return { status, stdout, stderr };
}

/** The output of a run that must succeed and say nothing on standard error. */
export function outputOf(words: readonly string[], options: RunOptions = {}): string {
  const { status, stdout, stderr } = octile(words, options);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

/** The one sentence of a run that must be refused, without `octile: ` and the newline. */
export function refusalOf(words: readonly string[], options: RunOptions = {}): string {
  const { status, stderr } = octile(words, options);
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: expect.stringMatching(REFUSAL),
  });
  return stderr.slice('octile: '.length, -1);
}

/** What a command prints that reads and writes no file, in this process: a hundred processes take a minute. */
export async function printedHere(words: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await octileHere(words);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

/** As refusalOf, in this process; for words that are refused before anything is read or written. */
export async function refusalHere(words: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await octileHere(words);
  expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: '', stderr: expect.stringMatching(REFUSAL) });
  return stderr.slice('octile: '.length, -1);
}

async function octileHere(words: readonly string[]): Promise<Ended> {
  const written = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((chunk) => {
      written[name] += chunk;
      return true;
    }),
  );
  // yargs prints help and version by this.
  const log = vi.spyOn(console, 'log').mockImplementation((text) => {
    written.stdout += `${text}\n`;
  });
  try {
    return { status: await runCommandLine(words), ...written };
  } finally {
    for (const spy of [...spies, log]) spy.mockRestore();
  }
}

/** An empty folder that is removed after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'octile-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The smallest run of training that has everything in it. */
export const SMALL_TRAINING = [
  ...['--network', 'mlp', '--train-images', '64', '--test-images', '20'],
  ...['--epochs', '1', '--batch', '16', '--seed', '7'],
] as const;
