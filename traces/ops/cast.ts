/**
 * Casts: a tensor into the format that the recipe gives its role. The IPU casts through float16, so with that
 * storage float32 master weights become float16 first, and 8-bit operands come from float16 codes.
 * Source: graphcore/poplibs lib/popops/codelets/inlineAssemblerCast.hpp.
 */

import { isStochastic, type OverflowRule } from '../../models/rounding.js';
import { elementsOf } from '../../models/shape.js';
import { fixedExponent, type Recipe, type RoleRule } from '../../records/trace/recipe.js';
import type { Role } from '../../records/trace/tensor.js';
import { emit, type Place, randomKey, type StepContext } from './emit.js';
import { codesOf, type Tensor } from './tensor.js';

/** Random bits of a stochastic cast. */
const CAST_RANDOM_BITS = 16;

/** The operand for a GEMM: cast by the recipe's rule of its role, or as it is where the formats agree. */
export function castOperand(context: StepContext, place: Place, name: string, input: Tensor, role: Role): Tensor {
  const rule = roleRule(context, role);
  if (rule.format === input.format && fixedExponent(rule) === input.scaleExponent) return { ...input, role };
  return cast(context, place, name, input, role, rule);
}

const TO_STORAGE = {
  scaling: { kind: 'fixed', exponent: 0 },
  rounding: 'nearest-even',
} as const satisfies Omit<RoleRule, 'format' | 'overflow'>;

/**
 * Of what is stored: to the largest value; of gradients that Backoff looks at to what is no finite number, which it waits
 * for (Noune et al. 2022).
 */
export function storageOverflow({ lossScaling }: Recipe, role: Role): OverflowRule {
  return lossScaling.kind === 'backoff' && (role === 'dx' || role === 'dw') ? 'special' : 'saturate';
}

/** Into the storage format, to nearest even; as it is where it has that format. */
export function castToStorage(context: StepContext, place: Place, name: string, input: Tensor): Tensor {
  const { storage } = context.recipe;
  if (input.format === storage && input.scaleExponent === 0) return input;
  const overflow = storageOverflow(context.recipe, input.role);
  return cast(context, place, name, input, input.role, { ...TO_STORAGE, overflow, format: storage });
}

/** Each element by a rule of a role. */
export function cast(
  context: StepContext,
  place: Place,
  name: string,
  input: Tensor,
  role: Role,
  rule: RoleRule,
): Tensor {
  const { format, rounding, overflow } = rule;
  const scaleExponent = fixedExponent(rule);
  return emit(context, place, {
    kind: 'cast',
    inputs: [input],
    output: { name, role, shape: input.shape, format, scaleExponent },
    dims: matrixDims(input.shape),
    attributes: { rounding, overflow },
    compute: (arithmetic, id) => {
      const { codes, statistics } = arithmetic.convert({
        codes: codesOf(input),
        from: { format: input.format, scaleExponent: input.scaleExponent },
        to: { format, scaleExponent },
        rounding,
        overflow,
        ...(isStochastic(rounding) ? { random: { ...randomKey(context, id), bits: CAST_RANDOM_BITS } } : {}),
      });
      context.casts?.add({ layer: place.layer, role, format }, elementsOf(input.shape), statistics);
      return { codes, cast: statistics };
    },
  });
}

function roleRule(context: StepContext, role: Role): RoleRule {
  if (role === 'state') throw new Error('state tensors are not cast by a recipe');
  return context.recipe.roles[role];
}

/** Rows and columns of a tensor, the last axis as columns. */
export function matrixDims(shape: readonly number[]): { rows: number; columns: number } {
  const columns = shape.at(-1) ?? 1;
  return { rows: elementsOf(shape) / columns, columns };
}
