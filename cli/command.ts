/** What every command of the command line shares: options with their checks, and how it ends. */
import { resolve, sep } from 'node:path';
import type { Argv, CommandModule } from 'yargs';
import { InputError, shown } from '../models/input-error.js';
import { writeFolder } from '../records/folder.js';

/** Exit codes: done, failed, wrong use or bad input. */
export const EXIT = { done: 0, failed: 1, wrongUse: 2 } as const;

export type Command<Options> = CommandModule<object, Options>;

/** A whole number within limits. @throws InputError naming the option */
export function wholeNumber(option: string, value: unknown, least: number, most: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw new InputError(`--${option}`, `a whole number from ${least} to ${most}`, given(value));
}

/** A finite number within limits. @throws InputError naming the option */
export function realNumber(option: string, value: unknown, least: number, most: number): number {
  if (typeof value === 'number' && value >= least && value <= most) return value;
  throw new InputError(`--${option}`, `a number from ${least} to ${most}`, given(value));
}

/** One of a closed set. @throws InputError naming the option */
export function oneOf<T extends string>(option: string, allowed: readonly T[], value: unknown): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  throw new InputError(`--${option}`, `one of ${allowed.join(', ')}`, given(value));
}

/** What was given, in an error. */
function given(value: unknown): string {
  return value === undefined ? 'nothing' : shown(value);
}

/** `--out` and `--force`, for commands that write a folder. */
export function outputOptions<T>(yargs: Argv<T>, command: string) {
  return yargs
    .option('out', { type: 'string', default: `octile-out/${command}`, describe: 'folder to write' })
    .option('force', { type: 'boolean', default: false, describe: 'replace the folder if it holds something' });
}

/**
 * Fills the folder of --out: it appears whole or not at all (records/folder.ts).
 * @param inputs files and folders that the command reads: --force does not replace them
 * @throws InputError for a folder that holds something (unless forced) or an input
 */
export function writeOutput<T>(
  { out, force }: { readonly out: string; readonly force: boolean },
  inputs: readonly string[],
  fill: (folder: string) => T,
): T {
  for (const input of inputs) {
    if (!`${resolve(input)}${sep}`.startsWith(`${resolve(out)}${sep}`)) continue;
    throw new InputError('--out', 'a folder that does not hold what is read', shown(out), `${shown(input)} lies in it`);
  }
  return writeFolder(out, force ? 'replace' : 'keep', fill);
}

/** Standard output, for results. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
