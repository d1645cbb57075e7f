/** The options of commands that train, and what they become. */
import { availableParallelism } from 'node:os';
import type { Argv } from 'yargs';
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import { InputError } from '../../models/input-error.js';
import { MOST_LEARNING_RATE, type NetworkGraph, USUAL_LEARNING_RATE } from '../../models/networks/graph.js';
import { NETWORKS } from '../../models/networks/networks.js';
import { HYPER_RANGES, OPTIMISERS, type OptimiserRule } from '../../models/optimisers/optimiser.js';
import { STORAGE_FORMATS } from '../../models/recipes/storage.js';
import { unitFamily } from '../../models/units/families.js';
import { networkNamed } from '../../records/network.js';
import type { TrainStage } from '../../stages/train.js';
import { DATASETS, datasetInputs, datasetUsage, loadDataset, STROKES } from '../../traces/data/datasets.js';
import { RATE_SCHEDULE } from '../../traces/training/learning-rate.js';
import type { RecipeOptions } from '../../traces/training/recipes.js';
import { packageVersion } from '../version.js';
import { MOST_BATCH, oneOf, realNumber, wholeNumber } from './checks.js';

export interface TrainingOptions {
  network: string;
  data: string;
  'train-images': number | undefined;
  'test-images': number | undefined;
  unit: string;
  seed: number;
  epochs: number;
  batch: number;
  'learning-rate': number | undefined;
  'weight-decay': number;
  optimiser: string;
  momentum: number | undefined;
  beta1: number | undefined;
  beta2: number | undefined;
  epsilon: number | undefined;
  'captured-steps': number;
  threads: number;
  'activation-format': string | undefined;
  'activation-bias': number | undefined;
  'weight-format': string | undefined;
  'weight-bias': number | undefined;
  'gradient-format': string | undefined;
  'gradient-bias': number | undefined;
  'loss-scale': string;
  storage: string;
}

const LOSS_SCALES = ['fixed', 'none'] as const;

export function trainingOptions<T>(yargs: Argv<T>) {
  return yargs
    .option('network', {
      type: 'string',
      default: 'mlp',
      describe: `${NETWORKS.map(({ name }) => name).join(', ')}, or a file`,
    })
    .option('data', {
      type: 'string',
      default: 'strokes',
      describe: DATASETS.map((entry) => `${datasetUsage(entry)} (${entry.summary})`).join(', '),
    })
    .option('train-images', { type: 'number', describe: `of strokes, to train on (${STROKES.train})` })
    .option('test-images', { type: 'number', describe: `of strokes, to evaluate on (${STROKES.test})` })
    .option('unit', { type: 'string', default: 'ipu21-amp', describe: 'dot-product unit of every GEMM' })
    .option('seed', { type: 'number', default: 1, describe: 'of weights, order and random bits' })
    .option('epochs', { type: 'number', default: 3, describe: 'passes over the training images' })
    .option('batch', { type: 'number', default: 128, describe: 'images a step' })
    .option('learning-rate', {
      type: 'number',
      describe: `at first; ${RATE_SCHEDULE} (the network’s own: ${usualRates()})`,
    })
    .option('weight-decay', { type: 'number', default: 0, describe: 'of weights, not of biases' })
    .option('optimiser', { type: 'string', default: 'sgd-momentum', describe: OPTIMISERS.join(', ') })
    .option('momentum', { type: 'number', describe: 'of sgd-momentum (0.9)' })
    .option('beta1', { type: 'number', describe: 'of adamw (0.9)' })
    .option('beta2', { type: 'number', describe: 'of adamw (0.999)' })
    .option('epsilon', { type: 'number', describe: 'of adamw (1e-8)' })
    .option('captured-steps', { type: 'number', default: 1, describe: 'steps that go into the trace, evenly spread' })
    .option('threads', {
      type: 'number',
      default: Math.min(8, availableParallelism()),
      defaultDescription: 'the cores, at most 8',
      describe: 'of the arithmetic; results do not depend on it',
    })
    .option('activation-format', { type: 'string', describe: 'of recipe fp8 (f143)' })
    .option('activation-bias', {
      type: 'number',
      describe: 'the paper’s bias of activations (10 for f143, 24 for f152)',
    })
    .option('weight-format', { type: 'string', describe: 'of recipe fp8 (f143)' })
    .option('weight-bias', { type: 'number', describe: 'the paper’s bias of weights (14 for f143, 28 for f152)' })
    .option('gradient-format', { type: 'string', describe: 'of recipe fp8 (f152)' })
    .option('gradient-bias', {
      type: 'number',
      describe: 'the paper’s bias B of gradients: a loss scale of 2^(B − own bias), 16 for f152, 8 for f143 (2^10)',
    })
    .option('storage', {
      type: 'string',
      default: 'float16',
      describe: `of tensors between products: ${STORAGE_FORMATS.join(', ')}`,
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
  const network = networkNamed(options.network, '--network');
  const settings = {
    network,
    unit: options.unit,
    unitWhere: '--unit',
    seed: wholeNumber('seed', options.seed, 0, 2 ** 32 - 1),
    epochs: wholeNumber('epochs', options.epochs, 1, 10_000),
    batch: wholeNumber('batch', options.batch, 1, MOST_BATCH),
    optimiser: optimiserOf(options, network),
    capturedSteps: wholeNumber('captured-steps', options['captured-steps'], 1, 100),
    threads: wholeNumber('threads', options.threads, 1, 64),
    toolVersion: packageVersion(),
  };
  const where = { dataset: '--data', train: '--train-images', test: '--test-images' };
  const dataset = loadDataset({ dataset: options.data, sizes: sizesOf(options), seed: settings.seed, where });
  checkBatch(options.batch, dataset.sizes.train);
  return { ...settings, dataset };
}

/** Both numbers are named: either may be the usual one. */
function checkBatch(batch: number, images: number): void {
  if (batch <= images) return;
  const remedy = `there are ${images} images to train on, which --train-images or --data says`;
  throw new InputError('--batch', `a whole number from 1 to ${images}`, String(batch), remedy);
}

/** What networks of the catalogue train with. */
function usualRates(): string {
  const own = NETWORKS.flatMap(({ name, learningRate }) =>
    learningRate === undefined ? [] : [`${name} ${learningRate}`],
  );
  return [...own, `others ${USUAL_LEARNING_RATE}`].join(', ');
}

/** Options of one optimiser are refused beside another. */
function optimiserOf(
  options: TrainingOptions,
  { learningRate: own = USUAL_LEARNING_RATE }: NetworkGraph,
): OptimiserRule {
  const kind = oneOf('optimiser', OPTIMISERS, options.optimiser);
  const learningRate = realNumber('learning-rate', options['learning-rate'] ?? own, 0, MOST_LEARNING_RATE);
  const weightDecay = realNumber('weight-decay', options['weight-decay'], ...HYPER_RANGES.weightDecay);
  const given = (option: 'momentum' | 'beta1' | 'beta2' | 'epsilon', of: OptimiserRule['kind'], usual: number) => {
    const value = options[option];
    if (value !== undefined && kind !== of) throw new InputError(`--${option}`, `--optimiser ${of}`, kind);
    const [least, most] = HYPER_RANGES[option];
    return realNumber(option, value ?? usual, least, most);
  };
  const momentum = given('momentum', 'sgd-momentum', 0.9);
  const beta1 = given('beta1', 'adamw', 0.9);
  const beta2 = given('beta2', 'adamw', 0.999);
  const epsilon = given('epsilon', 'adamw', 1e-8);
  return kind === 'adamw'
    ? { kind, learningRate, beta1, beta2, epsilon, weightDecay }
    : { kind, learningRate, momentum, weightDecay };
}

/** Sizes that a generated data set is asked for. */
function sizesOf(options: TrainingOptions) {
  const size = (option: 'train-images' | 'test-images') =>
    options[option] === undefined ? undefined : wholeNumber(option, options[option], 1, STROKES.most);
  return { train: size('train-images'), test: size('test-images') };
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
  const lossScale = oneOf('loss-scale', LOSS_SCALES, options['loss-scale']);
  return { ...present, lossScale, storage: oneOf('storage', STORAGE_FORMATS, options.storage) };
}

function floatFormat(option: 'activation-format' | 'weight-format' | 'gradient-format', options: TrainingOptions) {
  const name = options[option];
  return name === undefined ? undefined : resolveFloatFormat(name, `--${option}`).name;
}

function bias(option: 'activation-bias' | 'weight-bias' | 'gradient-bias', options: TrainingOptions) {
  const value = options[option];
  return value === undefined ? undefined : wholeNumber(option, value, -500, 500);
}

/** Files and folders that a command with --data reads. */
export function inputsOf({ data }: { readonly data: string }): string[] {
  return datasetInputs(data, '--data');
}
