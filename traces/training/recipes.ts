/**
 * Recipes: the format, scale and rounding of each role, and the loss scale.
 * Source: Noune et al. 2022 (formats per role; biases of activations and weights as for ResNet-32).
 * On this machine partial sums are float16 and casts go through float16, so a gradient bias B becomes a
 * loss scale of 2^(B − 16) with scale 0, for fp8 and fp16 alike; the paper finds the two equivalent.
 * The paper's B of 31 to 34 belongs to its networks: the weight gradients of the small networks here
 * reach 2^0 and more early in training, and 2^16 is NaN in a float16 partial.
 */

import type { FloatFormat } from '../../models/formats/format.js';
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import { InputError, shown } from '../../models/input-error.js';
import type { StorageFormat } from '../../models/recipes/storage.js';
import type { Recipe, RoleRule } from '../../records/trace/recipe.js';
import type { Role } from '../../records/trace/tensor.js';
import { firstLossScale } from './loss-scaling/all.js';

/** What a user may set; a bias is the paper's, of the role's format. */
export interface RecipeOptions {
  readonly activationFormat?: string;
  readonly activationBias?: number;
  readonly weightFormat?: string;
  readonly weightBias?: number;
  readonly gradientFormat?: string;
  /** The paper's bias of gradients, carried by the loss scale. */
  readonly gradientBias?: number;
  readonly lossScale?: 'fixed' | 'none';
  /** Of tensors between products. */
  readonly storage?: StorageFormat;
}

export const RECIPE_NAMES = ['fp8', 'fp16'] as const;
export type RecipeName = (typeof RECIPE_NAMES)[number];

/** Activations and weights: Noune et al. 2022, ResNet-32. Gradients: chosen here, a loss scale of 2^10. */
const DEFAULT_BIASES = { activation: 10, weight: 14, gradient: 26 } as const;
/** IPU21 F152; a gradient bias above it is carried by the loss scale. */
const GRADIENT_HARDWARE_BIAS = 16;

/** @param where what an error names */
export function recipe(name: string, options: RecipeOptions, where: string): Recipe {
  const known = RECIPE_NAMES.find((candidate) => candidate === name);
  if (known === undefined) throw new InputError(where, `a recipe (${RECIPE_NAMES.join(', ')})`, shown(name));
  const exponent = (options.gradientBias ?? DEFAULT_BIASES.gradient) - GRADIENT_HARDWARE_BIAS;
  const lossScaling =
    options.lossScale === 'none' ? ({ kind: 'none' } as const) : ({ kind: 'fixed', exponent } as const);
  if (lossScaling.kind === 'fixed' && Math.abs(exponent) > 64) {
    throw new InputError(`${where} gradient bias`, 'a bias from −48 to 80', String(options.gradientBias));
  }
  const storage = options.storage ?? 'float16';
  const base = { storage, firstLayer: 'storage', lossScaling } as const;
  if (known === 'fp16') {
    const rule = roleRule(resolveFloatFormat('float16', where), 0);
    return { ...base, name, roles: { activation: rule, weight: rule, dx: rule, dw: rule } };
  }
  const format = (given: string | undefined, fallback: string) => resolveFloatFormat(given ?? fallback, where);
  const gradient = roleRule(format(options.gradientFormat, 'f152'), 0);
  return {
    ...base,
    name,
    roles: {
      activation: biased(
        format(options.activationFormat, 'f143'),
        options.activationBias ?? DEFAULT_BIASES.activation,
        where,
      ),
      weight: biased(format(options.weightFormat, 'f143'), options.weightBias ?? DEFAULT_BIASES.weight, where),
      dx: gradient,
      dw: gradient,
    },
  };
}

/** One line for people: role by role, format and scale. */
export function recipeSummary(given: Recipe): string {
  const roles = (['activation', 'weight', 'dx', 'dw'] as const satisfies readonly Role[]).map((role) => {
    const rule = given.roles[role];
    return `${role} ${rule.format}${rule.scaleExponent === 0 ? '' : ` × 2^${rule.scaleExponent}`}`;
  });
  return `${roles.join(', ')}; loss scale 2^${firstLossScale(given).exponent}`;
}

/** A bias other than the format's own is a power-of-two scale: s = own bias − bias. */
function biased(format: FloatFormat, bias: number, where: string): RoleRule {
  const scaleExponent = format.bias - bias;
  if (!Number.isInteger(scaleExponent) || scaleExponent < -32 || scaleExponent > 31) {
    throw new InputError(
      `${where} bias`,
      `a bias whose scale lies in −32…31 (${format.bias - 31} to ${format.bias + 32})`,
      String(bias),
    );
  }
  return roleRule(format, scaleExponent);
}

function roleRule(format: FloatFormat, scaleExponent: number): RoleRule {
  return { format: format.name, scaleExponent, rounding: 'nearest-even', overflow: 'saturate' };
}
