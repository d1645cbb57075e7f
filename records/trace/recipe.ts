/**
 * A recipe: the format, scaling and rounding that each role of tensor is cast to before a product, the storage
 * format between products, the format of master weights, and the scaling of the loss.
 * Left out: which of these a version computes (traces/training/computed.ts); recipes as files (records/recipe.ts).
 */
import { z } from 'zod';
import { BLOCK_SCALE_RULES } from '../../models/formats/block-formats.js';
import { SCALE_GRANULARITIES } from '../../models/formats/scaling.js';
import { FIRST_LAYER_RULES, HADAMARD_SIZES, SIGN_RULES } from '../../models/recipes/choices.js';
import { STORAGE_FORMATS } from '../../models/recipes/storage.js';
import { isStochastic, OVERFLOW_RULES, ROUNDING_RULES } from '../../models/rounding.js';
import { name, real, size, whole } from '../schema.js';
import type { Role } from './tensor.js';

/** Of a power of two. */
const exponent = whole(-64, 64);
/** Binades left free above a tensor's largest magnitude. */
const margin = whole(0, 16);
const blockRule = z.enum(BLOCK_SCALE_RULES);
const randomBits = whole(1, 32);

/** Fields of each kind of scaling. */
export const SCALINGS = {
  /** value = code's value × 2^exponent, chosen before the run. */
  fixed: { kind: z.literal('fixed'), exponent },
  /** A power of two a tensor, from its own largest magnitude. */
  automatic: { kind: z.literal('automatic'), margin },
  /** A power of two a tensor, from the largest magnitude of its last `history` steps. */
  delayed: { kind: z.literal('delayed'), history: whole(1, 4096), margin },
  /** float32: the largest magnitude of a group ÷ the format's largest value. */
  float32: { kind: z.literal('float32'), group: z.enum(SCALE_GRANULARITIES) },
  /** A power of two for each 32 elements along the depth of the product. */
  mx: { kind: z.literal('mx'), rule: blockRule },
  /** An unsigned E4M3 for each 16 elements along the depth of the product, below a float32 scale of the tensor. */
  nvfp4: { kind: z.literal('nvfp4') },
};

const scaling = z.discriminatedUnion('kind', [
  z.looseObject(SCALINGS.fixed),
  z.looseObject(SCALINGS.automatic),
  z.looseObject(SCALINGS.delayed),
  z.looseObject(SCALINGS.float32),
  z.looseObject(SCALINGS.mx),
  z.looseObject(SCALINGS.nvfp4),
]);
export type Scaling = z.infer<typeof scaling>;

/** How a role rounds and what it does beyond the largest value. */
export const CASTING = {
  rounding: z.enum(ROUNDING_RULES),
  /** Of a stochastic rule. */
  randomBits: randomBits.optional(),
  overflow: z.enum(OVERFLOW_RULES),
};

const roleRule = z.looseObject({ format: name, scaling, ...CASTING });
export type RoleRule = z.infer<typeof roleRule>;

/** Roles that a recipe gives a format. */
export const RECIPE_ROLES = ['activation', 'weight', 'dx', 'dw'] as const satisfies readonly Role[];

/** Fields of each format of master weights, which the update writes. */
export const MASTERS = {
  float32: { format: z.literal('float32') },
  /** Rounded stochastically, so that changes below half a step count in the mean; the optimiser's states stay float32. */
  float16: { format: z.literal('float16'), rounding: z.enum(ROUNDING_RULES.filter(isStochastic)), randomBits },
};

const master = z.discriminatedUnion('format', [z.looseObject(MASTERS.float32), z.looseObject(MASTERS.float16)]);

/** Fields of each loss scaling. */
export const LOSS_SCALINGS = {
  none: { kind: z.literal('none') },
  /** A power of two. */
  fixed: { kind: z.literal('fixed'), exponent },
  /** From 2^exponent on: halved on any NaN, whose step is skipped, doubled after so many clean steps. */
  backoff: { kind: z.literal('backoff'), exponent, cleanSteps: size },
  /** From 2^exponent on: so that mean + `deviations` · deviation of log2 of max|dw| meets the largest value. */
  logmax: { kind: z.literal('logmax'), exponent, deviations: real(0, 64) },
};

const lossScaling = z.discriminatedUnion('kind', [
  z.looseObject(LOSS_SCALINGS.none),
  z.looseObject(LOSS_SCALINGS.fixed),
  z.looseObject(LOSS_SCALINGS.backoff),
  z.looseObject(LOSS_SCALINGS.logmax),
]);

/** What both operands of a weight gradient's product go through along k, so that it cancels in the product. */
export const WGRAD_TRANSFORMS = {
  /** Runs of k times a Hadamard matrix and random signs, drawn from the seed of the run. */
  hadamard: { kind: z.literal('hadamard'), size: z.literal(HADAMARD_SIZES), signs: z.enum(SIGN_RULES) },
};

const wgradTransform = z.discriminatedUnion('kind', [z.looseObject(WGRAD_TRANSFORMS.hadamard)]);
export type WgradTransform = z.infer<typeof wgradTransform>;

export const recipeSchema = z.looseObject({
  name,
  /** The format of stored activations and gradients, and of operands that the recipe leaves alone. */
  storage: z.enum(STORAGE_FORMATS),
  master,
  roles: z.looseObject({ activation: roleRule, weight: roleRule, dx: roleRule, dw: roleRule }),
  /** What operands go through before they are cast. */
  transform: z.looseObject({ wgrad: wgradTransform }).optional(),
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
