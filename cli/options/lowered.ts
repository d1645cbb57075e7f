/** The options of commands that take one step of a network from shapes alone. */
import type { Argv } from 'yargs';
import { InputError } from '../../models/input-error.js';
import { withSequence } from '../../models/networks/check-graph.js';
import { OPTIMISERS } from '../../models/optimisers/optimiser.js';
import { STREAMED } from '../../models/parallel.js';
import { networkNamed } from '../../records/network.js';
import type { LoweredTraceOptions } from '../../traces/lowering/lower.js';
import { packageVersion } from '../version.js';
import { MOST_BATCH, oneOf, optionName, sequenceOf, wholeNumber } from './checks.js';

export interface LoweredOptions {
  network: string | undefined;
  recipe: string;
  batch: number;
  unit: string;
  sequence: number | undefined;
  training: boolean;
  inference: boolean;
  optimiser: string;
  stream: string;
}

export function loweredOptions<T>(yargs: Argv<T>) {
  return yargs
    .option('network', {
      type: 'string',
      describe: 'instead of a trace: one step of a network, shapes only; a name, or a file (JSON, YAML)',
    })
    .option('recipe', { type: 'string', default: 'fp8', describe: 'of --network: a name or a file' })
    .option('batch', { type: 'number', default: 128, describe: 'of --network' })
    .option('unit', { type: 'string', default: 'ipu21-amp', describe: 'of --network: a name, with choices, or a file' })
    .option('sequence', { type: 'number', describe: 'tokens of an example of --network (the network’s own)' })
    .option('training', {
      type: 'boolean',
      default: false,
      describe: 'of --network: a step of training, as without it',
    })
    .option('inference', { type: 'boolean', default: false, describe: 'of --network: forward alone, weights given' })
    .option('optimiser', {
      type: 'string',
      default: 'sgd-momentum',
      describe: `of training: what stands beside each parameter (${OPTIMISERS.join(', ')})`,
    })
    .option('stream', {
      type: 'string',
      default: 'none',
      describe: 'of --network: none, or states: parameters and the optimiser’s states live in the host’s memory',
    });
}

/** @throws InputError for an unknown network or recipe, or a batch out of range */
export async function loweredTraceOf(options: LoweredOptions, name: string): Promise<LoweredTraceOptions> {
  if (options.training && options.inference) {
    throw new InputError(optionName('inference'), 'no --training beside it', '--training');
  }
  const { recipe } = await import('../../traces/training/recipes.js');
  return {
    network: withSequence(networkNamed(name, '--network'), sequenceOf(options.sequence), optionName('sequence')),
    pass: options.inference ? 'inference' : 'training',
    optimiser: { kind: oneOf('optimiser', OPTIMISERS, options.optimiser) },
    recipe: recipe(options.recipe, {}, '--recipe'),
    unit: options.unit,
    stream: oneOf('stream', STREAMED, options.stream),
    batch: wholeNumber('batch', options.batch, 1, MOST_BATCH),
    toolVersion: packageVersion(),
  };
}
