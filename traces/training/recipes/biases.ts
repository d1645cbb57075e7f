/**
 * Biases as the paper writes them, and the powers of two that they become: value = code's value × 2^(own bias − bias).
 * Source: Noune et al. 2022 (biases of activations and weights as for ResNet-32).
 */
import { bitsOf, type FloatFormat, maxFiniteExponent } from '../../../models/formats/format.js';
import { resolveFloatFormat, resolveFormat, spelledBias } from '../../../models/formats/resolve.js';
import { InputError } from '../../../models/input-error.js';
import { USUAL_LOSS_SCALE } from '../../../models/recipes/choices.js';
import type { Scaling } from '../../../records/trace/recipe.js';
import type { Role } from '../../../records/trace/tensor.js';

export type RecipeRole = Exclude<Role, 'state'>;

/** Bits above which a format has a range that needs no bias of its own. */
const NARROW_BITS = 8;
/** Of a scale from a bias: those of the IPU's six bits. */
const SCALE_RANGE = [-32, 31] as const;
/** Of the loss scale, as records hold it. */
const MOST_LOSS_SCALE = 64;

/**
 * A float, or the integer that units multiply as one: `intN:step=2^S` is 1.0.(N−1), sign and magnitude, with the bias that
 * has this step. Its one code fewer, −2^(N−1), is left out (Noune et al. 2022: 1.0.7 is symmetric).
 */
export function operandFormat(name: string, where: string): FloatFormat {
  const format = resolveFormat(name, where);
  if (format.kind !== 'integer') return resolveFloatFormat(name, where);
  const fraction = format.bits - 1;
  return resolveFloatFormat(`1.0.${fraction}:bias=${1 - fraction - format.stepExponent}`, where);
}

/** Whether a format has at most 8 bits. */
export function isNarrow(format: FloatFormat): boolean {
  return bitsOf(format) <= NARROW_BITS;
}

/** @throws InputError for a scale out of range */
export function biased(format: FloatFormat, bias: number, where: string): Scaling {
  const exponent = format.bias - bias;
  const [least, most] = SCALE_RANGE;
  if (exponent >= least && exponent <= most) return { kind: 'fixed', exponent };
  const expected = `a bias whose scale lies in −32…31 (${format.bias - most} to ${format.bias - least})`;
  throw new InputError(where, expected, String(bias));
}

/**
 * The scale of a role where none is given: none where the format is spelled with a bias, has more than 8 bits, or is of
 * gradients, which the loss scales; else the one that puts the largest exponent on the line through the paper's two
 * formats: 10 and 14 for 1.4.3, 24 and 28 for 1.5.2 (Noune et al. 2022, ResNet-32), two binades more for each exponent
 * bit. Other formats on it are assumed.
 */
export function usualScaling(format: FloatFormat, role: RecipeRole, where: string): Scaling {
  if (!isNarrow(format) || spelledBias(format.name) !== undefined || role === 'dx' || role === 'dw')
    return { kind: 'fixed', exponent: 0 };
  const largest = LARGEST_EXPONENT[role] + 2 * (Math.max(format.exponentBits, 1) - 4);
  return biased(format, format.bias + maxFiniteExponent(format) - largest, where);
}

/** Of the largest value in 1.4.3 with the paper's biases: 15 − 10 and 15 − 14. */
const LARGEST_EXPONENT = { activation: 5, weight: 1 } as const;

/** Without a bias 2^10; a format that is spelled with one has its scale already. */
export function usualLossScale(gradient: FloatFormat): number {
  return spelledBias(gradient.name) === undefined ? USUAL_LOSS_SCALE : 0;
}

/**
 * A gradient bias B that the loss scale carries, 2^(B − own bias): where partials and casts are float16, what is below
 * 2^-24 would be lost before its scale is applied; the paper finds the two equivalent.
 */
export function lossScaleOfBias(gradient: FloatFormat, bias: number, where: string): number {
  const own = isNarrow(gradient) ? gradient.bias : FP8_GRADIENT_BIAS;
  const exponent = bias - own;
  if (Math.abs(exponent) <= MOST_LOSS_SCALE) return exponent;
  throw new InputError(where, `a bias from ${own - MOST_LOSS_SCALE} to ${own + MOST_LOSS_SCALE}`, String(bias));
}

/** F152's: a wide format has the loss scale of fp8, so that the two differ in operands alone. */
const FP8_GRADIENT_BIAS = 16;
