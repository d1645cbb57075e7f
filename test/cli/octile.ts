/** The command line as its users run it: a process of its own, with its output and exit code. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect } from 'vitest';

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
    stderr: expect.stringMatching(/^octile: [^\n]+: expected [^\n]+, got [^\n]+\n$/),
  });
  return stderr.slice('octile: '.length, -1);
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
