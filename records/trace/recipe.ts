/**
 * A recipe: the format, scale and rounding that each role of tensor is cast to before a product, the storage
 * format between products, and the scaling of the loss.
 */
import { z } from 'zod';
import { STORAGE_FORMATS } from '../../models/recipes/storage.js';
import { OVERFLOW_RULES, ROUNDING_RULES } from '../../models/rounding.js';
import { name, whole } from '../schema.js';

const roleRule = z.looseObject({
  format: name,
  scaleExponent: whole(-64, 64),
  rounding: z.enum(ROUNDING_RULES),
  overflow: z.enum(OVERFLOW_RULES),
});
export type RoleRule = z.infer<typeof roleRule>;

const lossScaling = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('none') }),
  /** A power of two. */
  z.looseObject({ kind: z.literal('fixed'), exponent: whole(-64, 64) }),
]);

export const recipeSchema = z.looseObject({
  name,
  /** The format of stored activations and gradients, and of operands that the recipe leaves alone. */
  storage: z.enum(STORAGE_FORMATS),
  roles: z.looseObject({ activation: roleRule, weight: roleRule, dx: roleRule, dw: roleRule }),
  /** Whether the first layer's input and the gradient at its output stay in the storage format. */
  firstLayer: z.enum(['storage', 'cast']),
  lossScaling,
});
export type LossScaling = z.infer<typeof lossScaling>;
export type Recipe = z.infer<typeof recipeSchema>;
