/** The options of commands that train, and what they become. */
import { availableParallelism } from 'node:os';
import type { Argv } from 'yargs';
import { numberOf, type Where } from '../../models/input-checks.js';
import { InputError } from '../../models/input-error.js';
import { USUAL_LEARNING_RATE } from '../../models/networks/graph.js';
import { NETWORKS } from '../../models/networks/networks.js';
import { OPTIMISERS, USUAL_ADAMW_RATE, USUAL_HYPER } from '../../models/optimisers/optimiser.js';
import { SCHEDULES, USUAL_SCHEDULE } from '../../models/optimisers/schedule.js';
import { DIVERGENCE_RULES } from '../../records/trace/training.js';
import {
  settingsFile,
  type TrainingSettings,
  trainingSettings,
  USUAL_EPOCHS,
  USUAL_SETTINGS,
  writtenRecipeOf,
} from '../../records/training-settings.js';
import { asNetworkTrains } from '../../records/usual-training.js';
import { DATASETS, datasetInputs, datasetUsage, STROKES } from '../../traces/data/datasets.js';
import { withOptions, writtenRecipe } from '../../traces/training/recipes.js';
import { packageVersion } from '../version.js';
import { type CaptureOptions, captureFrom, captureOptions } from './capture.js';
import { oneOf, optionName, wholeNumber } from './checks.js';
import { type RecipeChoices, recipeFiles, recipeOptions, recipeOptionsOf } from './recipe.js';

export interface TrainingOptions extends CaptureOptions, RecipeChoices {
  recipe?: string | undefined;
  network: string | undefined;
  data: string | undefined;
  'train-images': number | undefined;
  'test-images': number | undefined;
  sequence: number | undefined;
  unit: string | undefined;
  seed: number | undefined;
  epochs: number | undefined;
  steps: number | undefined;
  'evaluate-every': number | undefined;
  'when-diverged': string | undefined;
  batch: number | undefined;
  'learning-rate': number | undefined;
  'weight-decay': number | undefined;
  optimiser: string | undefined;
  momentum: number | undefined;
  beta1: number | undefined;
  beta2: number | undefined;
  epsilon: number | undefined;
  schedule: string | undefined;
  'warmup-steps': number | undefined;
  milestones: string | undefined;
  'divide-by': number | undefined;
  'clip-norm': number | undefined;
  'micro-batches': number | undefined;
  threads: number;
}

export function trainingOptions<T>(yargs: Argv<T>) {
  const described = recipeOptions(yargs)
    .option('network', {
      type: 'string',
      defaultDescription: USUAL_SETTINGS.network,
      describe: `${NETWORKS.map(({ name }) => name).join(', ')}, or a file`,
    })
    .option('data', {
      type: 'string',
      defaultDescription: USUAL_SETTINGS.data,
      describe: DATASETS.map((entry) => `${datasetUsage(entry)} (${entry.summary})`).join(', '),
    })
    .option('train-images', {
      type: 'number',
      describe: `to train on: so many strokes are made (${STROKES.train}), of files the first are taken (all)`,
    })
    .option('test-images', { type: 'number', describe: `to evaluate on, in the same way (${STROKES.test})` })
    .option('sequence', { type: 'number', describe: 'tokens of an example (the network’s own)' })
    .option('unit', {
      type: 'string',
      defaultDescription: USUAL_SETTINGS.unit,
      describe: 'dot-product unit of every product: a name, with choices behind colons, or a file',
    })
    .option('seed', {
      type: 'number',
      defaultDescription: String(USUAL_SETTINGS.seed),
      describe: 'of weights, order and random bits',
    })
    .option('epochs', {
      type: 'number',
      defaultDescription: `${USUAL_EPOCHS}, or the network’s own steps`,
      describe: 'passes over the examples to train on',
    })
    .option('steps', { type: 'number', describe: 'instead of epochs' })
    .option('batch', { type: 'number', defaultDescription: ownOr(USUAL_SETTINGS.batch), describe: 'examples a step' })
    .option('micro-batches', { type: 'number', describe: 'equal parts of a batch, whose gradients are added up (1)' })
    .option('learning-rate', {
      type: 'number',
      describe: `before the schedule (the network’s own: ${usualRates()}; of adamw ${USUAL_ADAMW_RATE})`,
    })
    .option('weight-decay', {
      type: 'number',
      defaultDescription: ownOr(USUAL_HYPER.weightDecay),
      describe: 'of weights, not of biases',
    })
    .option('optimiser', {
      type: 'string',
      defaultDescription: ownOr(USUAL_SETTINGS.optimiser.kind),
      describe: OPTIMISERS.join(', '),
    })
    .option('momentum', { type: 'number', describe: `of sgd-momentum and sgd-nesterov (${USUAL_HYPER.momentum})` })
    .option('beta1', { type: 'number', describe: `of adamw (${USUAL_HYPER.beta1})` })
    .option('beta2', { type: 'number', describe: `of adamw (${USUAL_HYPER.beta2})` })
    .option('epsilon', { type: 'number', describe: 'of adamw (1e-8)' })
    .option('clip-norm', { type: 'number', describe: 'norm to which all gradients of a step are clipped (not at all)' })
    .option('schedule', {
      type: 'string',
      defaultDescription: ownOr(USUAL_SETTINGS.schedule.kind),
      describe: `of the learning rate: ${SCHEDULES.join(', ')}`,
    })
    .option('milestones', {
      type: 'string',
      describe: `of schedule steps: shares of the steps, with commas (${USUAL_SCHEDULE.milestones.join(',')})`,
    })
    .option('divide-by', {
      type: 'number',
      describe: `of schedule steps: what the rate is divided by at each milestone (${USUAL_SCHEDULE.divideBy})`,
    })
    .option('warmup-steps', {
      type: 'number',
      describe: 'steps of a linear rise before the schedule (the network’s own, or 0)',
    })
    .option('evaluate-every', { type: 'number', describe: 'steps between evaluations on the way (at the end alone)' })
    .option('when-diverged', {
      type: 'string',
      defaultDescription: USUAL_SETTINGS.whenDiverged,
      describe: `when a loss is no finite number: ${DIVERGENCE_RULES.join(', ')}`,
    });
  return captureOptions(described).option('threads', {
    type: 'number',
    default: Math.min(8, availableParallelism()),
    defaultDescription: 'the cores, at most 8',
    describe: 'of the arithmetic; results do not depend on it',
  });
}

/** The option that gives a field of settings, by the field's path. */
const OPTION_OF = {
  recipe: 'recipe',
  network: 'network',
  data: 'data',
  trainExamples: 'train-images',
  testExamples: 'test-images',
  sequence: 'sequence',
  unit: 'unit',
  epochs: 'epochs',
  steps: 'steps',
  evaluateEvery: 'evaluate-every',
  whenDiverged: 'when-diverged',
  batch: 'batch',
  microBatches: 'micro-batches',
  clipNorm: 'clip-norm',
  seed: 'seed',
  'capture.steps': 'capture-steps',
  'capture.layers': 'capture-layers',
  'capture.roles': 'capture-roles',
  'capture.limitBytes': 'capture-limit',
  'optimiser.kind': 'optimiser',
  'optimiser.learningRate': 'learning-rate',
  'optimiser.weightDecay': 'weight-decay',
  'optimiser.momentum': 'momentum',
  'optimiser.beta1': 'beta1',
  'optimiser.beta2': 'beta2',
  'optimiser.epsilon': 'epsilon',
  'schedule.kind': 'schedule',
  'schedule.milestones': 'milestones',
  'schedule.divideBy': 'divide-by',
  'schedule.warmupSteps': 'warmup-steps',
} as const satisfies Readonly<Record<string, keyof TrainingOptions>>;
type SettingField = keyof typeof OPTION_OF;

/** Settings, and what an error of a field names: the option that gave it, or the file. */
export interface NamedSettings {
  readonly settings: TrainingSettings;
  readonly where: Where;
  /** Of the recipe, where a file says it. */
  readonly files: readonly string[];
}

/** The settings of a file, where one is named, with what options say in their places. @throws InputError naming either */
export function settingsOf(options: TrainingOptions, file?: string): NamedSettings {
  const own: Readonly<Record<string, unknown>> = file === undefined ? {} : { ...settingsFile(file) };
  const where = (field: string) => {
    const option: keyof TrainingOptions | undefined = OPTION_OF[field.replace(/\.\d+$/, '') as SettingField];
    if (option !== undefined && (file === undefined || options[option] !== undefined)) return optionName(option);
    return file === undefined ? optionName(field) : `${file} ${field}`.trimEnd();
  };
  const given = Object.entries(OPTION_OF).flatMap(([field, option]): [string, unknown][] =>
    field.includes('.') || options[option] === undefined ? [] : [[field, options[option]]],
  );
  const said = { network: USUAL_SETTINGS.network, ...withoutLength(own, options), ...Object.fromEntries(given) };
  const fields = asNetworkTrains(said, where);
  const settings = trainingSettings(
    {
      ...fields,
      recipe: recipeFrom(options, fields.recipe, where),
      optimiser: optimiserFrom(options, fields.optimiser),
      schedule: scheduleFrom(options, fields.schedule),
      capture: captureFrom(options, fields.capture),
    },
    where,
  );
  return { settings, where, files: recipeFiles(options.recipe ?? fields.recipe) };
}

/** Epochs or steps of options replace whichever of them a file says. */
function withoutLength(fields: Readonly<Record<string, unknown>>, { epochs, steps }: TrainingOptions) {
  if (epochs === undefined && steps === undefined) return fields;
  const { epochs: _, steps: __, ...others } = fields;
  return others;
}

/** What settings do not decide. */
export function runOptionsOf(options: TrainingOptions) {
  return { threads: wholeNumber('threads', options.threads, 1, 64), toolVersion: packageVersion() };
}

/** A usual value, where the network says none. */
function ownOr(usual: string | number): string {
  return `the network’s own, or ${usual}`;
}

/** What networks of the catalogue train with. */
function usualRates(): string {
  const own = NETWORKS.flatMap(({ name, learningRate }) =>
    learningRate === undefined ? [] : [`${name} ${learningRate}`],
  );
  return [...own, `others ${USUAL_LEARNING_RATE}`].join(', ');
}

/** Options of the optimiser on a file's, which counts where both are of one kind. Those of another kind are refused. */
function optimiserFrom(options: TrainingOptions, own: unknown): unknown {
  const given = HYPER_OPTIONS.filter(({ option }) => options[option] !== undefined);
  if (given.length === 0 && options.optimiser === undefined) return own;
  const fields = { kind: USUAL_SETTINGS.optimiser.kind, ...(own as object | undefined) };
  const kind = oneOf('optimiser', OPTIMISERS, options.optimiser ?? fields.kind);
  const other = given.find(({ of }) => of !== undefined && !of.some((name) => name === kind));
  if (other !== undefined)
    throw new InputError(optionName(other.option), `--optimiser ${other.of?.join(' or ')}`, kind);
  const values = given.map(({ option, field }) => [field, options[option]]);
  return { ...(fields.kind === kind ? fields : {}), kind, ...Object.fromEntries(values) };
}

/** Numbers of optimisers, and whose they are where not everybody's. */
const HYPER_OPTIONS = [
  { option: 'learning-rate', field: 'learningRate', of: undefined },
  { option: 'weight-decay', field: 'weightDecay', of: undefined },
  { option: 'momentum', field: 'momentum', of: ['sgd-momentum', 'sgd-nesterov'] },
  { option: 'beta1', field: 'beta1', of: ['adamw'] },
  { option: 'beta2', field: 'beta2', of: ['adamw'] },
  { option: 'epsilon', field: 'epsilon', of: ['adamw'] },
] as const;

/** Options of the schedule on a file's, which counts where both are of one kind. */
function scheduleFrom(options: TrainingOptions, own: unknown): unknown {
  const given = {
    milestones: options.milestones?.split(',').map(numberOf),
    divideBy: options['divide-by'],
    warmupSteps: options['warmup-steps'],
  };
  const values = Object.entries(given).filter(([, value]) => value !== undefined);
  if (values.length === 0 && options.schedule === undefined) return own;
  const fields = { kind: USUAL_SETTINGS.schedule.kind, ...(own as object | undefined) };
  const kind = oneOf('schedule', SCHEDULES, options.schedule ?? fields.kind);
  return { ...(fields.kind === kind ? fields : {}), kind, ...Object.fromEntries(values) };
}

/** The recipe that an option or the file names, with the options on top. */
function recipeFrom(options: TrainingOptions, own: unknown, where: Where): unknown {
  const changes = recipeOptionsOf(options);
  const named = options.recipe ?? own ?? USUAL_SETTINGS.recipe;
  if (Object.keys(changes).length === 0) return named;
  const at = (field: string) => where(field === '' ? 'recipe' : `recipe.${field}`);
  return withOptions(writtenRecipe(writtenRecipeOf(named, at), at), changes, optionName);
}

/** Files and folders that a command reads that trains so. */
export function inputsOf({ settings: { data }, where, files }: NamedSettings): string[] {
  return [...datasetInputs(data, where('data')), ...files];
}
