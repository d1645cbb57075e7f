/** `--out` and `--force`, and the folder that they become. */
import type { Argv } from 'yargs';
import { InputError, shown } from '../../models/input-error.js';
import type { Digests } from '../../records/manifest.js';
import { followed, liesIn } from '../../records/place.js';
import { writeFolder } from '../../records/whole-folder.js';
import { optionName } from './checks.js';

export interface OutputOptions {
  out: string;
  force: boolean;
}

/** What replaces what is there, as a remedy in errors. */
export const FORCE_REMEDY = 'add --force to replace it';

const FORCE_HELP = 'replace the folder, where Octile wrote all of it';

/** For commands that write a folder. */
export function outputOptions<T>(yargs: Argv<T>, command: string) {
  return yargs
    .option('out', { type: 'string', default: `octile-out/${command}`, describe: 'folder to write' })
    .option('force', { type: 'boolean', default: false, describe: FORCE_HELP });
}

/** For commands that print a record that comes along or is made again, and may write it. */
export function recordOptions<T>(yargs: Argv<T>) {
  return yargs
    .option('out', { type: 'string', describe: 'folder for the record and its figure (PNG, SVG, CSV)' })
    .option('force', { type: 'boolean', default: false, describe: FORCE_HELP })
    .option('json', { type: 'boolean', default: false, describe: 'the record as JSON' });
}

/**
 * Fills the folder of --out: it appears whole or not at all (records/folder.ts).
 * @param inputs files and folders that the command reads: --force does not replace them
 * @throws InputError for a folder that holds something (unless forced) or an input
 */
export function writeOutput<T>(
  { out, force }: Readonly<OutputOptions>,
  inputs: readonly string[],
  fill: (folder: string, digests: Digests) => T,
): T {
  const where = optionName('out');
  for (const input of inputs) {
    if (!liesIn(followed(input), followed(out))) continue;
    throw new InputError(where, 'a folder that does not hold what is read', shown(out), `${shown(input)} lies in it`);
  }
  return writeFolder({ path: out, where, replace: force ? 'replace' : 'keep', remedy: FORCE_REMEDY }, fill);
}
