/**
 * A recipe as a file: `octile.recipe/1.0`, JSON or YAML: a built-in recipe and what differs from it. Every field counts or
 * is refused. Left out: what follows from what is not said (traces/training/recipes/changed.ts).
 */
import { z } from 'zod';
import {
  BACKOFF_CLEAN_STEPS,
  LOGMAX_DEVIATIONS,
  USUAL_HADAMARD_SIZE,
  USUAL_LOSS_SCALE,
  USUAL_RANDOM_BITS,
} from '../models/recipes/choices.js';
import { checkVersion, name, parseRecord, SCHEMAS, whole } from './schema.js';
import { readWritten } from './text-record.js';
import { CASTING, LOSS_SCALINGS, MASTERS, recipeSchema, SCALINGS, WGRAD_TRANSFORMS } from './trace/recipe.js';

/** Of a format; a spelled format has as many (models/formats/resolve.ts). */
const bias = whole(-500, 500);

/** Scalings without a margin leave no binade free. */
const scaling = z.discriminatedUnion('kind', [
  z.strictObject(SCALINGS.fixed),
  z.strictObject({ ...SCALINGS.automatic, margin: SCALINGS.automatic.margin.default(0) }),
  z.strictObject({ ...SCALINGS.delayed, margin: SCALINGS.delayed.margin.default(0) }),
  z.strictObject(SCALINGS.float32),
  z.strictObject(SCALINGS.mx),
  z.strictObject(SCALINGS.nvfp4),
]);

/** A bias is the paper's, of the format: the scale is 2^(own bias − bias). */
const role = z.strictObject({
  format: name.optional(),
  bias: bias.optional(),
  scaling: scaling.optional(),
  rounding: CASTING.rounding.optional(),
  randomBits: CASTING.randomBits,
  overflow: CASTING.overflow.optional(),
});
export type RoleSpec = z.infer<typeof role>;

const master = z.discriminatedUnion('format', [
  z.strictObject(MASTERS.float32),
  z.strictObject({
    format: MASTERS.float16.format,
    rounding: MASTERS.float16.rounding.default('stochastic'),
    randomBits: MASTERS.float16.randomBits.default(USUAL_RANDOM_BITS),
  }),
]);

const first = LOSS_SCALINGS.fixed.exponent.default(USUAL_LOSS_SCALE);
export const lossScalingSpec = z.discriminatedUnion('kind', [
  z.strictObject(LOSS_SCALINGS.none),
  z.strictObject(LOSS_SCALINGS.fixed),
  z.strictObject({
    kind: LOSS_SCALINGS.backoff.kind,
    exponent: first,
    cleanSteps: LOSS_SCALINGS.backoff.cleanSteps.default(BACKOFF_CLEAN_STEPS),
  }),
  z.strictObject({
    kind: LOSS_SCALINGS.logmax.kind,
    exponent: first,
    deviations: LOSS_SCALINGS.logmax.deviations.default(LOGMAX_DEVIATIONS),
  }),
]);

/** `none` takes away what the recipe has that is extended. */
const wgradTransform = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: WGRAD_TRANSFORMS.hadamard.kind,
    size: WGRAD_TRANSFORMS.hadamard.size.default(USUAL_HADAMARD_SIZE),
    signs: WGRAD_TRANSFORMS.hadamard.signs.default('run'),
  }),
  z.strictObject({ kind: z.literal('none') }),
]);

const { storage, firstLayer, highLayers } = recipeSchema.shape;
const changes = {
  /** That of the recipe that it extends unless said. */
  name: name.optional(),
  storage: storage.optional(),
  master: master.optional(),
  roles: z
    .strictObject({
      activation: role.optional(),
      weight: role.optional(),
      dx: role.optional(),
      dw: role.optional(),
    })
    .optional(),
  transform: z.strictObject({ wgrad: wgradTransform }).optional(),
  firstLayer: firstLayer.optional(),
  highLayers: highLayers.optional(),
  lossScaling: lossScalingSpec.optional(),
};

/** What differs from a recipe. */
const recipeChanges = z.strictObject(changes);
export type RecipeChanges = z.infer<typeof recipeChanges>;

/** As it stands in other records. */
export const recipeSpec = z.strictObject({ extends: name, ...changes });
export type RecipeSpec = z.infer<typeof recipeSpec>;

export const recipeFileSchema = z.strictObject({ schema: z.string(), extends: name, ...changes });

/** @throws InputError naming the file and the field */
export function recipeFromFile(path: string): RecipeSpec {
  const value = readWritten(path);
  checkVersion('recipe', value, path);
  const { schema: _, ...spec } = parseRecord(recipeFileSchema, value, path);
  return spec;
}

/** A recipe as `recipeFromFile` reads it back. */
export function recipeFile(spec: RecipeSpec): unknown {
  return { schema: SCHEMAS.recipe, ...spec };
}
