/** `--checkpoint`, `--checkpoint-every` and `--resume`: where a training is kept on its way, and that it goes on. */
import type { Argv } from 'yargs';
import { checkpointAt } from '../../stages/checkpoints.js';
import type { CheckpointOptions } from '../../stages/training.js';
import { optionName, wholeNumber } from './checks.js';

export interface KeptOptions {
  checkpoint: string | undefined;
  'checkpoint-every': number | undefined;
  resume: boolean;
}

/** Steps between two writings. */
const USUAL_EVERY = 100;
const MOST_EVERY = 10_000_000;

export function keptOptions<T>(yargs: Argv<T>) {
  return yargs
    .option('checkpoint', { type: 'string', describe: 'file that keeps the run on its way' })
    .option('checkpoint-every', {
      type: 'number',
      defaultDescription: String(USUAL_EVERY),
      describe: 'steps between two writings of it',
    })
    .option('resume', {
      type: 'boolean',
      default: false,
      describe: 'go on from --checkpoint; where it is not there yet, begin',
    });
}

/** @throws InputError for a file that is there, unless the run goes on from it, or is no checkpoint */
export function keptOf(options: KeptOptions): CheckpointOptions | undefined {
  const { checkpoint: path, resume } = options;
  if (path === undefined) return undefined;
  const where = optionName('checkpoint');
  const every = wholeNumber('checkpoint-every', options['checkpoint-every'] ?? USUAL_EVERY, 1, MOST_EVERY);
  return { path, where, every, from: checkpointAt(path, where, resume ? 'go-on' : 'anew') };
}
