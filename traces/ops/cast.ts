/**
 * Casts: a tensor into the format that the recipe gives its role. The IPU casts through float16, so
 * float32 master weights become float16 first, and 8-bit operands come from float16 codes.
 * Source: graphcore/poplibs lib/popops/codelets/inlineAssemblerCast.hpp.
 */
import { isStochastic } from '../../models/rounding.js';
import type { Role, RoleRule } from '../../records/trace.js';
import { streamOf } from '../../runtime/random.js';
import { newTensor, type Place, recordOp, type StepContext, streamName } from './context.js';
import { codesOf, elementsOf, type Tensor } from './tensor.js';

/** Random bits of a stochastic cast. */
const CAST_RANDOM_BITS = 16;

/** The operand for a GEMM: cast by the recipe's rule of its role, or as it is where the formats agree. */
export function castOperand(context: StepContext, place: Place, name: string, input: Tensor, role: Role): Tensor {
  const rule = roleRule(context, role);
  if (rule.format === input.format && rule.scaleExponent === input.scaleExponent) return { ...input, role };
  return cast(context, place, name, input, role, rule);
}

/** float32 to float16, to nearest even, overflow to the largest value. */
export function castToStorage(context: StepContext, place: Place, name: string, input: Tensor): Tensor {
  const rule: RoleRule = { format: 'float16', scaleExponent: 0, rounding: 'nearest-even', overflow: 'saturate' };
  return cast(context, place, name, input, input.role, rule);
}

function cast(context: StepContext, place: Place, name: string, input: Tensor, role: Role, rule: RoleRule): Tensor {
  const { arithmetic } = context;
  const shell = newTensor(context, place, name, role, input.shape, rule.format, undefined, rule.scaleExponent);
  let output = shell;
  if (arithmetic !== undefined) {
    const { codes, statistics } = arithmetic.convert({
      codes: codesOf(input),
      from: { format: input.format, scaleExponent: input.scaleExponent },
      to: { format: rule.format, scaleExponent: rule.scaleExponent },
      rounding: rule.rounding,
      overflow: rule.overflow,
      ...(isStochastic(rule.rounding)
        ? { random: { seed: context.seed, stream: streamOf(streamName(context, shell.id)), bits: CAST_RANDOM_BITS } }
        : {}),
    });
    output = { ...shell, codes, cast: statistics };
    context.casts?.add(
      place.layer,
      role,
      rule.format,
      elementsOf(input.shape),
      statistics.underflow,
      statistics.saturated,
    );
  }
  const { rounding, overflow } = rule;
  recordOp(context, place, {
    kind: 'cast',
    inputs: [input],
    output,
    dims: matrixDims(input.shape),
    attributes: { rounding, overflow },
  });
  return output;
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
