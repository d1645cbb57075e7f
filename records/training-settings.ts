/**
 * What decides a run of training, as one plain record: `octile.training-settings/1.0`, a file of YAML or JSON that a
 * person writes, or made from options of the command line. Fields that are left out are as their network is trained
 * (usual-training.ts), else have the usual values that stand here. Left out: what the names in it stand for (stages/training-of.ts).
 */
import { z } from 'zod';
import type { Where } from '../models/input-checks.js';
import { InputError } from '../models/input-error.js';
import { MOST_LEARNING_RATE, TRAINING_RANGES } from '../models/networks/graph.js';
import { HYPER_RANGES, USUAL_HYPER } from '../models/optimisers/optimiser.js';
import { USUAL_SCHEDULE } from '../models/optimisers/schedule.js';
import { recipeSpec } from './recipe.js';
import { checkVersion, name, parseRecordAt, real, SCHEMAS, whole } from './schema.js';
import { readWritten } from './text-record.js';
import { captureSchema } from './trace/capture.js';
import { clipNorm } from './trace/optimiser.js';
import { recipeSchema } from './trace/recipe.js';
import { divideBy, milestones } from './trace/schedule.js';
import { DIVERGENCE_RULES } from './trace/training.js';
import { asNetworkTrains } from './usual-training.js';

/** Least and most of each number. */
const SETTING_RANGES = {
  ...TRAINING_RANGES,
  trainExamples: [1, 1_000_000],
  testExamples: [1, 1_000_000],
  sequence: [1, 2 ** 20],
  epochs: [1, 10_000],
  evaluateEvery: [1, 10_000_000],
  microBatches: [1, 4096],
  warmupSteps: [0, 1_000_000],
  seed: [0, 2 ** 32 - 1],
} as const satisfies Readonly<Record<string, readonly [number, number]>>;

const learningRate = real(0, MOST_LEARNING_RATE).optional();
function hyper(name: keyof typeof HYPER_RANGES) {
  const [least, most] = HYPER_RANGES[name];
  return real(least, most).default(USUAL_HYPER[name]);
}

function ranged(name: keyof typeof SETTING_RANGES) {
  const [least, most] = SETTING_RANGES[name];
  return whole(least, most);
}

const sgd = { learningRate, momentum: hyper('momentum'), weightDecay: hyper('weightDecay') };

const optimiser = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sgd-momentum'), ...sgd }),
  z.strictObject({ kind: z.literal('sgd-nesterov'), ...sgd }),
  z.strictObject({
    kind: z.literal('adamw'),
    learningRate,
    beta1: hyper('beta1'),
    beta2: hyper('beta2'),
    epsilon: hyper('epsilon'),
    weightDecay: hyper('weightDecay'),
  }),
]);

const warmupSteps = ranged('warmupSteps').default(0);

const schedule = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('steps'),
    milestones: milestones.default(USUAL_SCHEDULE.milestones),
    divideBy: divideBy.default(USUAL_SCHEDULE.divideBy),
    warmupSteps,
  }),
  z.strictObject({ kind: z.literal('cosine'), warmupSteps }),
  z.strictObject({ kind: z.literal('constant'), warmupSteps }),
]);

const writtenRecipe = z.union([name, recipeSpec, recipeSchema]);
export type WrittenRecipe = z.infer<typeof writtenRecipe>;

export const trainingSettingsSchema = z.strictObject({
  schema: z.string(),
  /** A name of the catalogue, or a file. */
  network: name.default('mlp'),
  /** A name, or a name and the place of its files: `mnist:FOLDER`. */
  data: name.default('strokes'),
  /** Of data that are generated so many, of files the first; all of them where left out. */
  trainExamples: ranged('trainExamples').optional(),
  testExamples: ranged('testExamples').optional(),
  /** Tokens of an example; those that the network says where left out. */
  sequence: ranged('sequence').optional(),
  /** A name or a file, what differs from a named one, or as it stands in a trace. */
  recipe: writtenRecipe.default('fp8'),
  /** Dot-product unit of every product. */
  unit: name.default('ipu21-amp'),
  /** A learning rate that is left out is the network's own, of adamw USUAL_ADAMW_RATE. */
  optimiser: optimiser.prefault({ kind: 'sgd-momentum' }),
  /** Of the learning rate. */
  schedule: schedule.prefault({ kind: 'steps' }),
  /** To which the gradients of a step are clipped, all together; not at all where left out. */
  clipNorm: clipNorm.optional(),
  /** Passes over the examples to train on, USUAL_EPOCHS where neither is said; or steps. */
  epochs: ranged('epochs').optional(),
  steps: ranged('steps').optional(),
  /** Examples a step. */
  batch: ranged('batch').default(128),
  /** Equal parts of a batch, one after another, whose gradients are added up. */
  microBatches: ranged('microBatches').default(1),
  /** Of weights, generated data, order and random bits. */
  seed: ranged('seed').default(1),
  /** Steps behind each of which the network is evaluated on the way. */
  evaluateEvery: ranged('evaluateEvery').optional(),
  /** What becomes of a run whose loss is no finite number. */
  whenDiverged: z.enum(DIVERGENCE_RULES).default('go-on'),
  /** What goes into the trace. */
  capture: captureSchema.prefault({}),
});
/** Where neither epochs nor steps are said. */
export const USUAL_EPOCHS = 3;

export type TrainingSettings = z.infer<typeof trainingSettingsSchema>;

/** The usual values. */
export const USUAL_SETTINGS: TrainingSettings = trainingSettingsSchema.parse({ schema: SCHEMAS['training-settings'] });

/**
 * Fields by name, without the schema, as settings.
 * @param where of a field, by its path with dots
 * @throws InputError naming the field
 */
export function trainingSettings(fields: object, where: Where): TrainingSettings {
  const whole = { ...asNetworkTrains({ ...fields }, where), schema: SCHEMAS['training-settings'] };
  const settings = parseRecordAt(trainingSettingsSchema, whole, where);
  if (settings.epochs === undefined || settings.steps === undefined) return settings;
  throw new InputError(where('steps'), `nothing beside ${where('epochs')}`, String(settings.steps));
}

/** What a file says, not yet checked but for its version. @throws InputError naming the file */
export function settingsFile(path: string): object {
  const value = readWritten(path);
  checkVersion('training-settings', value, path);
  return value as object;
}

/** @throws InputError naming the field */
export function writtenRecipeOf(value: unknown, where: Where): WrittenRecipe {
  return parseRecordAt(writtenRecipe, value, where);
}
