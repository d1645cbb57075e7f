/**
 * Recipes: the format, scale and rounding of each role, and the loss scale.
 * Source: Noune et al. 2022 (formats per role; biases of activations and weights as for ResNet-32).
 * On this machine partial sums are float16 and casts go through float16, so a gradient bias B becomes a
 * loss scale of 2^(B − own bias) with scale 0 (own bias: 16 for F152, 8 for F143); the paper finds the two
 * equivalent. The fp16 recipe has the loss scale of F152, so that the two differ in operands alone.
 * The paper's B of 31 to 34 belongs to its networks: the weight gradients of the small networks here
 * reach 2^0 and more early in training, and 2^16 is NaN in a float16 partial.
 */

import { bitsOf, type FloatFormat, maxFiniteExponent } from '../../models/formats/format.js';
import { resolveFloatFormat, spelledBias } from '../../models/formats/resolve.js';
import type { Where } from '../../models/input-checks.js';
import { InputError, shown } from '../../models/input-error.js';
import type { StorageFormat } from '../../models/recipes/storage.js';
import type { Recipe, RoleRule } from '../../records/trace/recipe.js';

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

/** Without a bias: gradients are scaled by 2^10 before they are cast. Chosen here: see the file's first lines. */
const USUAL_LOSS_SCALE = 10;
/** Of the loss scale's power of two, as records hold it. */
const MOST_LOSS_SCALE = 64;

/**
 * @param where what an error of the name names
 * @param place what an error of an option names, by the option's name on the command line
 */
export function recipe(
  name: string,
  options: RecipeOptions,
  where: string,
  place: Where = (option) => `${where} ${option}`,
): Recipe {
  const known = RECIPE_NAMES.find((candidate) => candidate === name);
  if (known === undefined) throw new InputError(where, `a recipe (${RECIPE_NAMES.join(', ')})`, shown(name));
  const format = (given: string | undefined, fallback: string) => resolveFloatFormat(given ?? fallback, where);
  const gradient = format(options.gradientFormat, 'f152');
  const storage = options.storage ?? 'float16';
  const base = {
    storage,
    master: { format: 'float32' },
    firstLayer: 'storage',
    highLayers: [],
    lossScaling: lossScalingOf(options, gradient, place('gradient-bias')),
  } satisfies Partial<Recipe>;
  if (known === 'fp16') {
    const rule = roleRule(resolveFloatFormat('float16', where), 0);
    return { ...base, name, roles: { activation: rule, weight: rule, dx: rule, dw: rule } };
  }
  const activation = format(options.activationFormat, 'f143');
  const weight = format(options.weightFormat, 'f143');
  const rule = roleRule(gradient, 0);
  return {
    ...base,
    name,
    roles: {
      activation: biased(
        activation,
        options.activationBias ?? usualBias(activation, 'activation'),
        place('activation-bias'),
      ),
      weight: biased(weight, options.weightBias ?? usualBias(weight, 'weight'), place('weight-bias')),
      dx: rule,
      dw: rule,
    },
  };
}

/** A gradient bias B above the format's own is carried by the loss scale, 2^(B − own bias). */
function lossScalingOf(options: RecipeOptions, gradient: FloatFormat, where: string): Recipe['lossScaling'] {
  if (options.lossScale === 'none') return { kind: 'none' };
  const { gradientBias } = options;
  const exponent = gradientBias === undefined ? usualLossScale(gradient) : gradientBias - gradient.bias;
  if (Math.abs(exponent) <= MOST_LOSS_SCALE) return { kind: 'fixed', exponent };
  const [least, most] = [gradient.bias - MOST_LOSS_SCALE, gradient.bias + MOST_LOSS_SCALE];
  throw new InputError(where, `a bias from ${least} to ${most}`, String(gradientBias));
}

/** A format that is spelled with a bias has its scale already. */
function usualLossScale({ name }: FloatFormat): number {
  return spelledBias(name) === undefined ? USUAL_LOSS_SCALE : 0;
}

/**
 * The bias of a role where none is given: the one it is spelled with; its own with more than 8 bits; else the one
 * that puts the largest exponent on the line through the paper's two formats: 10 and 14 for 1.4.3, 24 and 28 for
 * 1.5.2 (Noune et al. 2022, ResNet-32), two binades more for each exponent bit. Other formats on it are assumed.
 */
function usualBias(format: FloatFormat, role: keyof typeof LARGEST_EXPONENT): number {
  if (bitsOf(format) > 8 || spelledBias(format.name) !== undefined) return format.bias;
  const largest = LARGEST_EXPONENT[role] + 2 * (Math.max(format.exponentBits, 1) - 4);
  return format.bias + maxFiniteExponent(format) - largest;
}

/** Of the largest value in 1.4.3 with the paper's biases: 15 − 10 and 15 − 14. */
const LARGEST_EXPONENT = { activation: 5, weight: 1 } as const;

/** A bias other than the format's own is a power-of-two scale: s = own bias − bias. */
function biased(format: FloatFormat, bias: number, where: string): RoleRule {
  const scaleExponent = format.bias - bias;
  if (!Number.isInteger(scaleExponent) || scaleExponent < -32 || scaleExponent > 31) {
    throw new InputError(
      where,
      `a bias whose scale lies in −32…31 (${format.bias - 31} to ${format.bias + 32})`,
      String(bias),
    );
  }
  return roleRule(format, scaleExponent);
}

function roleRule(format: FloatFormat, exponent: number): RoleRule {
  return { format: format.name, scaling: { kind: 'fixed', exponent }, rounding: 'nearest-even', overflow: 'saturate' };
}
