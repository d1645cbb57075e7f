/** The options of commands that take one step of a network from shapes alone. */
import type { Argv } from 'yargs';
import { networkNamed } from '../../records/network.js';
import type { LoweredTraceOptions } from '../../traces/lowering/lower.js';
import { packageVersion } from '../version.js';
import { MOST_BATCH, wholeNumber } from './checks.js';

export interface LoweredOptions {
  network: string | undefined;
  recipe: string;
  batch: number;
  unit: string;
}

export function loweredOptions<T>(yargs: Argv<T>) {
  return yargs
    .option('network', {
      type: 'string',
      describe: 'instead of a trace: one step of a network, shapes only; a name, or a file (JSON, YAML)',
    })
    .option('recipe', { type: 'string', default: 'fp8', describe: 'of --network' })
    .option('batch', { type: 'number', default: 128, describe: 'of --network' })
    .option('unit', { type: 'string', default: 'ipu21-amp', describe: 'of --network' });
}

/** @throws InputError for an unknown network or recipe, or a batch out of range */
export async function loweredTraceOf(options: LoweredOptions, name: string): Promise<LoweredTraceOptions> {
  const { recipe } = await import('../../traces/training/recipes.js');
  return {
    network: networkNamed(name, '--network'),
    recipe: recipe(options.recipe, {}, '--recipe'),
    unit: options.unit,
    batch: wholeNumber('batch', options.batch, 1, MOST_BATCH),
    toolVersion: packageVersion(),
  };
}
