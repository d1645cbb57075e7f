/**
 * A recipe: the format, scaling and rounding that each role of tensor is cast to before a product, the storage
 * format between products, the format of master weights, and the scaling of the loss.
 * Left out: which of these a version computes (traces/training/computed.ts); recipes as files (records/recipe.ts).
 */
import { z } from 'zod';
import { BLOCK_SCALE_RULES } from '../../models/formats/block-formats.js';
import { SCALE_GRANULARITIES } from '../../models/formats/scaling.js';
import { FIRST_LAYER_RULES, MASTER_FORMATS, STORAGE_FORMATS, WGRAD_TRANSFORMS } from '../../models/recipes/storage.js';
import { isStochastic, OVERFLOW_RULES, ROUNDING_RULES } from '../../models/rounding.js';
import { name, real, size, whole } from '../schema.js';
import type { Role } from './tensor.js';

/** Of a power of two. */
const exponent = whole(-64, 64);
/** Binades left free above a tensor's largest magnitude. */
const margin = whole(0, 16);
const blockRule = z.enum(BLOCK_SCALE_RULES);
const randomBits = whole(1, 32);

const scaling = z.discriminatedUnion('kind', [
  /** value = code's value × 2^exponent, chosen before the run. */
  z.looseObject({ kind: z.literal('fixed'), exponent }),
  /** A power of two a tensor, from its own largest magnitude. */
  z.looseObject({ kind: z.literal('automatic'), margin }),
  /** A power of two a tensor, from the largest magnitude of its last `history` steps. */
  z.looseObject({ kind: z.literal('delayed'), history: whole(1, 4096), margin }),
  /** float32: the largest magnitude of a group ÷ the format's largest value. */
  z.looseObject({ kind: z.literal('float32'), group: z.enum(SCALE_GRANULARITIES) }),
  /** A power of two for each 32 elements along the depth of the product. */
  z.looseObject({ kind: z.literal('mx'), rule: blockRule }),
  /** An unsigned E4M3 for each 16 elements along the depth of the product, below a float32 scale of the tensor. */
  z.looseObject({ kind: z.literal('nvfp4'), rule: blockRule }),
]);
export type Scaling = z.infer<typeof scaling>;

const roleRule = z.looseObject({
  format: name,
  scaling,
  rounding: z.enum(ROUNDING_RULES),
  /** Of a stochastic rule. */
  randomBits: randomBits.optional(),
  overflow: z.enum(OVERFLOW_RULES),
});
export type RoleRule = z.infer<typeof roleRule>;

/** Roles that a recipe gives a format. */
export const RECIPE_ROLES = ['activation', 'weight', 'dx', 'dw'] as const satisfies readonly Role[];

/** What the update writes its result in: float32, or float16 rounded stochastically. */
const master = z.discriminatedUnion('format', [
  z.looseObject({ format: z.literal(MASTER_FORMATS[0]) }),
  z.looseObject({
    format: z.literal(MASTER_FORMATS[1]),
    rounding: z.enum(ROUNDING_RULES.filter(isStochastic)),
    randomBits,
  }),
]);

const lossScaling = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('none') }),
  /** A power of two. */
  z.looseObject({ kind: z.literal('fixed'), exponent }),
  /** From 2^exponent on: halved on any NaN, whose step is skipped, doubled after so many clean steps. */
  z.looseObject({ kind: z.literal('backoff'), exponent, cleanSteps: size }),
  /** From 2^exponent on: so that mean + `deviations` · deviation of log2 of max|dw| meets the largest value. */
  z.looseObject({ kind: z.literal('logmax'), exponent, deviations: real(0, 64) }),
]);

export const recipeSchema = z.looseObject({
  name,
  /** The format of stored activations and gradients, and of operands that the recipe leaves alone. */
  storage: z.enum(STORAGE_FORMATS),
  master,
  roles: z.looseObject({ activation: roleRule, weight: roleRule, dx: roleRule, dw: roleRule }),
  /** What operands go through before they are cast. */
  transform: z.looseObject({ wgrad: z.enum(WGRAD_TRANSFORMS) }).optional(),
  firstLayer: z.enum(FIRST_LAYER_RULES),
  /** Ids of layers, or patterns of ids, whose operands stay in the storage format. */
  highLayers: z.array(name),
  lossScaling,
});
export type LossScaling = z.infer<typeof lossScaling>;
export type Recipe = z.infer<typeof recipeSchema>;

/** The power of two of a role whose scale is chosen before the run. */
export function fixedExponent({ scaling }: Pick<RoleRule, 'scaling'>): number {
  if (scaling.kind === 'fixed') return scaling.exponent;
  throw new Error(`scaling ${scaling.kind} is no fixed one`);
}
