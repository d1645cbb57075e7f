/** The options of commands that train, and what they become. */
import { availableParallelism } from 'node:os';
import type { Argv } from 'yargs';
import { resolveFloatFormat } from '../models/formats/resolve.js';
import { InputError, shown } from '../models/input-error.js';
import { NETWORKS, network } from '../models/networks/networks.js';
import { unitFamily } from '../models/units/families.js';
import type { TrainStage } from '../sweeps/stages.js';
import type { Dataset } from '../traces/data/dataset.js';
import { loadMnist } from '../traces/data/idx.js';
import { strokesDataset } from '../traces/data/strokes.js';
import type { RecipeOptions } from '../traces/training/recipes.js';
import { oneOf, realNumber, wholeNumber } from './command.js';
import { packageVersion } from './version.js';

export interface TrainingOptions {
  network: string;
  data: string;
  'train-images': number | undefined;
  'test-images': number | undefined;
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
const STROKES = { train: 6000, test: 2000, most: 1_000_000 } as const;

const LOSS_SCALES = ['fixed', 'none'] as const;

export function trainingOptions<T>(yargs: Argv<T>) {
  return yargs
    .option('network', { type: 'string', default: 'mlp', describe: NETWORKS.map(({ name }) => name).join(', ') })
    .option('data', {
      type: 'string',
      default: 'strokes',
      describe: 'strokes (shipped), or mnist:FOLDER with the IDX files',
    })
    .option('train-images', { type: 'number', describe: `of strokes, to train on (${STROKES.train})` })
    .option('test-images', { type: 'number', describe: `of strokes, to evaluate on (${STROKES.test})` })
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
      describe: `${LOSS_SCALES.join(', ')}; fixed: from the gradient bias`,
    });
}

/** What every recipe of a run shares; the data, which take longest, are loaded once the rest is right. */
export function trainStageOf(options: TrainingOptions): Omit<TrainStage, 'recipe'> {
  unitFamily(options.unit, '--unit');
  const settings = {
    network: network(options.network, '--network'),
    unit: options.unit,
    seed: wholeNumber('seed', options.seed, 0, 2 ** 32 - 1),
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
  const dataset = loadDataset(options);
  wholeNumber('batch', options.batch, 1, dataset.train.size);
  return { ...settings, dataset };
}

/** @throws InputError naming the option */
export function recipeOptionsOf(options: TrainingOptions): RecipeOptions {
  const given = {
    activationFormat: floatFormat('activation-format', options),
    activationBias: bias('activation-bias', options),
    weightFormat: floatFormat('weight-format', options),
    weightBias: bias('weight-bias', options),
    gradientFormat: floatFormat('gradient-format', options),
    gradientBias: bias('gradient-bias', options),
  };
  const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as RecipeOptions;
  return { ...present, lossScale: oneOf('loss-scale', LOSS_SCALES, options['loss-scale']) };
}

function floatFormat(option: 'activation-format' | 'weight-format' | 'gradient-format', options: TrainingOptions) {
  const name = options[option];
  return name === undefined ? undefined : resolveFloatFormat(name, `--${option}`).name;
}

function bias(option: 'activation-bias' | 'weight-bias' | 'gradient-bias', options: TrainingOptions) {
  const value = options[option];
  return value === undefined ? undefined : wholeNumber(option, value, -500, 500);
}

/** What a command with --data reads. */
export function inputsOf({ data }: { readonly data: string }): string[] {
  const [, ...path] = data.split(':');
  return path.length === 0 ? [] : [path.join(':')];
}

/** `--data`: `strokes`, in the sizes asked for, or `mnist:FOLDER`, whose files set the sizes. */
function loadDataset(options: TrainingOptions): Dataset {
  const { data, 'train-images': train, 'test-images': test } = options;
  if (data === 'strokes') {
    return strokesDataset(
      wholeNumber('train-images', train ?? STROKES.train, 1, STROKES.most),
      wholeNumber('test-images', test ?? STROKES.test, 1, STROKES.most),
      wholeNumber('seed', options.seed, 0, 2 ** 32 - 1),
    );
  }
  for (const [option, size] of [
    ['train-images', train],
    ['test-images', test],
  ] as const) {
    if (size !== undefined) throw new InputError(`--${option}`, 'nothing beside --data mnist:FOLDER', String(size));
  }
  const [kind, ...path] = data.split(':');
  if (kind === 'mnist' && path.join(':') !== '') return loadMnist(path.join(':'));
  throw new InputError('--data', 'strokes or mnist:FOLDER', shown(data));
}
