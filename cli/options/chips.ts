/** The options of a step that is dealt over several chips. */
import type { Argv } from 'yargs';
import { PARALLEL_WAYS } from '../../models/parallel.js';
import type { ChipsRule } from '../../traces/lowering/chips/lower-chips.js';
import { MOST_BATCH, oneOf, wholeNumber } from './checks.js';

export interface ChipsOptions {
  chips: number | undefined;
  parallel: string;
  'micro-batches': number;
}

export function chipsOptions<T>(yargs: Argv<T>) {
  return yargs
    .option('chips', { type: 'number', describe: 'deal the step of --network over so many chips' })
    .option('parallel', {
      type: 'string',
      default: 'data',
      describe: 'of --chips: data (a batch each), tensor (columns and rows of products), pipeline (layers)',
    })
    .option('micro-batches', {
      type: 'number',
      default: 1,
      describe: 'of a pipeline: parts of the batch, one after another',
    });
}

/** @param mostChips of the machine @throws InputError for a number out of range */
export function chipsOf(options: ChipsOptions, mostChips: number): ChipsRule | undefined {
  if (options.chips === undefined) return undefined;
  return {
    chips: wholeNumber('chips', options.chips, 2, mostChips),
    parallel: oneOf('parallel', PARALLEL_WAYS, options.parallel),
    microBatches: wholeNumber('micro-batches', options['micro-batches'], 1, MOST_BATCH),
  };
}
