/** The options of commands that train, and what they become. */
import { availableParallelism } from 'node:os';
import type { Argv } from 'yargs';
import { InputError, shown } from '../models/input-error.js';
import { NETWORKS, network } from '../models/networks/networks.js';
import type { TrainStage } from '../sweeps/stages.js';
import type { Dataset } from '../traces/data/dataset.js';
import { loadMnist } from '../traces/data/idx.js';
import { strokesDataset } from '../traces/data/strokes.js';
import type { RecipeOptions } from '../traces/training/recipes.js';
import { realNumber, wholeNumber } from './command.js';
import { packageVersion } from './version.js';

export interface TrainingOptions {
  network: string;
  data: string;
  unit: string;
  seed: number;
  epochs: number;
  batch: number;
  'learning-rate': number;
  momentum: number;
  'weight-decay': number;
  'captured-steps': number;
  threads: number;
  'activation-format': string | undefined;
  'activation-bias': number | undefined;
  'weight-format': string | undefined;
  'weight-bias': number | undefined;
  'gradient-format': string | undefined;
  'gradient-bias': number | undefined;
  'loss-scale': string;
}

/** Images of the shipped data set: enough to tell formats apart, little enough for a demonstration. */
const STROKES = { train: 6000, test: 2000 } as const;

export function trainingOptions<T>(yargs: Argv<T>) {
  return yargs
    .option('network', { type: 'string', default: 'mlp', describe: NETWORKS.map(({ name }) => name).join(', ') })
    .option('data', {
      type: 'string',
      default: 'strokes',
      describe: 'strokes (shipped), or mnist:FOLDER with the IDX files',
    })
    .option('unit', { type: 'string', default: 'ipu21-amp', describe: 'dot-product unit of every GEMM' })
    .option('seed', { type: 'number', default: 1, describe: 'of weights, order and random bits' })
    .option('epochs', { type: 'number', default: 3, describe: 'passes over the training images' })
    .option('batch', { type: 'number', default: 128, describe: 'images a step' })
    .option('learning-rate', { type: 'number', default: 0.05, describe: 'of SGD' })
    .option('momentum', { type: 'number', default: 0.9, describe: 'of SGD' })
    .option('weight-decay', { type: 'number', default: 0, describe: 'of SGD' })
    .option('captured-steps', { type: 'number', default: 1, describe: 'steps that go into the trace, evenly spread' })
    .option('threads', {
      type: 'number',
      default: Math.min(8, availableParallelism()),
      describe: 'of the arithmetic; results do not depend on it',
    })
    .option('activation-format', { type: 'string', describe: 'of recipe fp8 (f143)' })
    .option('activation-bias', { type: 'number', describe: 'the paper’s bias of activations (10)' })
    .option('weight-format', { type: 'string', describe: 'of recipe fp8 (f143)' })
    .option('weight-bias', { type: 'number', describe: 'the paper’s bias of weights (14)' })
    .option('gradient-format', { type: 'string', describe: 'of recipe fp8 (f152)' })
    .option('gradient-bias', {
      type: 'number',
      describe: 'the paper’s bias B of gradients: a loss scale of 2^(B − 16)',
    })
    .option('loss-scale', {
      type: 'string',
      default: 'fixed',
      choices: ['fixed', 'none'],
      describe: 'fixed: from the gradient bias',
    });
}

/** What every recipe of a run shares. */
export function trainStageOf(options: TrainingOptions): Omit<TrainStage, 'recipe'> {
  return {
    network: network(options.network, '--network'),
    dataset: loadDataset(options.data, wholeNumber('seed', options.seed, 0, 2 ** 32 - 1)),
    unit: options.unit,
    seed: options.seed,
    epochs: wholeNumber('epochs', options.epochs, 1, 10_000),
    batch: wholeNumber('batch', options.batch, 1, 4096),
    sgd: {
      learningRate: realNumber('learning-rate', options['learning-rate'], 0, 100),
      momentum: realNumber('momentum', options.momentum, 0, 1),
      weightDecay: realNumber('weight-decay', options['weight-decay'], 0, 1),
    },
    capturedSteps: wholeNumber('captured-steps', options['captured-steps'], 1, 100),
    threads: wholeNumber('threads', options.threads, 1, 64),
    toolVersion: packageVersion(),
  };
}

export function recipeOptionsOf(options: TrainingOptions): RecipeOptions {
  const given = {
    activationFormat: options['activation-format'],
    activationBias: options['activation-bias'],
    weightFormat: options['weight-format'],
    weightBias: options['weight-bias'],
    gradientFormat: options['gradient-format'],
    gradientBias: options['gradient-bias'],
  };
  const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as RecipeOptions;
  return { ...present, lossScale: options['loss-scale'] === 'none' ? 'none' : 'fixed' };
}

/** @param name `strokes` or `mnist:FOLDER` */
export function loadDataset(name: string, seed: number): Dataset {
  if (name === 'strokes') return strokesDataset(STROKES.train, STROKES.test, seed);
  const [kind, ...path] = name.split(':');
  if (kind === 'mnist' && path.length > 0) return loadMnist(path.join(':'));
  throw new InputError('--data', 'strokes or mnist:FOLDER', shown(name));
}
