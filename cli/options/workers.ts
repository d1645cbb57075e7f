/** `--workers`: trainings at a time, each on a thread of its own. */
import { availableParallelism } from 'node:os';
import type { Argv } from 'yargs';
import { wholeNumber } from './checks.js';

const MOST_WORKERS = 64;

export interface WorkersOptions {
  workers: number;
}

export function workersOption<T>(yargs: Argv<T>) {
  return yargs.option('workers', {
    type: 'number',
    default: Math.min(MOST_WORKERS, availableParallelism()),
    defaultDescription: 'the cores',
    describe: 'trainings at a time, each on one thread; results do not depend on it',
  });
}

/** @throws InputError for a number out of range */
export function workersOf({ workers }: WorkersOptions): number {
  return wholeNumber('workers', workers, 1, MOST_WORKERS);
}
