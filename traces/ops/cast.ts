/**
 * Casts: a tensor into the format that the recipe gives its role. The IPU casts through float16, so with that
 * storage float32 master weights become float16 first, and 8-bit operands come from float16 codes.
 * Source: graphcore/poplibs lib/popops/codelets/inlineAssemblerCast.hpp.
 */

import { USUAL_RANDOM_BITS } from '../../models/recipes/choices.js';
import { isStochastic, type OverflowRule } from '../../models/rounding.js';
import { elementsOf } from '../../models/shape.js';
import type { Recipe, RoleRule } from '../../records/trace/recipe.js';
import type { Role } from '../../records/trace/tensor.js';
import { oddFloat32 } from '../../sim/arithmetic/fused.js';
import type { Arithmetic } from './arithmetic.js';
import { emit, type Place, randomKey, type StepContext } from './emit.js';
import { ALONG_ROWS, type Depth } from './grouping.js';
import { type FoundScale, fixedScale, foundScale } from './scale.js';
import { float32Of } from './stored.js';
import { type Elements, type GroupShape, matrixDims, type Tensor } from './tensor.js';

/**
 * The operand for a GEMM: cast by the recipe's rule of its role, or as it is where the formats agree.
 *
 * @param depth where the product's k runs: groups that share a scale lie along it
 */
export function castOperand(
  context: StepContext,
  place: Place,
  name: string,
  input: Tensor,
  role: Role,
  depth: Depth = ALONG_ROWS,
): Tensor {
  const rule = roleRule(context, role);
  if (isAlready(input, rule)) return { ...input, role };
  return cast(context, place, {
    name,
    role,
    input,
    rule,
    scale: foundScale(context, place, { name, input, rule, depth }),
  });
}

function isAlready({ format, scaleExponent }: Tensor, { format: asked, scaling }: RoleRule): boolean {
  return scaling.kind === 'fixed' && format === asked && scaleExponent === scaling.exponent;
}

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
  const { role } = input;
  const rule = { format: storage, rounding: 'nearest-even', overflow: storageOverflow(context.recipe, role) } as const;
  return cast(context, place, { name, role, input, rule, scale: fixedScale(0) });
}

export interface Casting {
  readonly name: string;
  readonly role: Role;
  readonly input: Tensor;
  readonly rule: Pick<RoleRule, 'format' | 'rounding' | 'overflow'> & { readonly randomBits?: number | undefined };
  readonly scale: FoundScale;
}

/** Each element by a rule of a role. */
export function cast(context: StepContext, place: Place, { name, role, input, rule, scale }: Casting): Tensor {
  const { format, rounding, overflow } = rule;
  return emit(context, place, {
    kind: 'cast',
    inputs: [input, ...scale.inputs],
    output: { name, role, shape: input.shape, format, ...scale.tensor },
    dims: matrixDims(input.shape),
    attributes: { rounding, overflow, ...scale.attributes },
    compute: (arithmetic, id) => {
      const scaleExponent = scale.exponent();
      const { codes, statistics } = arithmetic.convert({
        ...(scale.divisors === undefined
          ? asItIs(input)
          : divided(arithmetic, input, scale.divisors(), scale.attributes)),
        to: { format, scaleExponent },
        rounding,
        overflow,
        ...(isStochastic(rounding)
          ? { random: { ...randomKey(context, id), bits: rule.randomBits ?? USUAL_RANDOM_BITS } }
          : {}),
      });
      context.casts?.add({ layer: place.layer, role, format }, elementsOf(input.shape), statistics);
      return { codes, cast: statistics, scaleExponent };
    },
  });
}

function roleRule(context: StepContext, role: Role): RoleRule {
  if (role === 'state') throw new Error('state tensors are not cast by a recipe');
  return context.recipe.roles[role];
}

function asItIs({ codes, format, scaleExponent }: Tensor) {
  return { codes: codes as Elements, from: { format, scaleExponent } };
}

/** Each element over its group's divisor, as the float32 from which it is rounded as the exact quotient is. */
function divided(arithmetic: Arithmetic, input: Tensor, divisors: Float64Array, { scales }: FoundScale['attributes']) {
  const { rows, columns } = matrixDims(input.shape);
  const { matrices, groupRows, groupColumns } = scales as GroupShape;
  const [each, across] = [rows / matrices, Math.ceil(columns / groupColumns)];
  const values = float32Of(arithmetic, input).slice();
  for (let row = 0; row < rows; row++) {
    const line = Math.floor(row / each) * Math.ceil(each / groupRows) + Math.floor((row % each) / groupRows);
    for (let column = 0; column < columns; column++) {
      const divisor = divisors[line * across + Math.floor(column / groupColumns)] as number;
      const at = row * columns + column;
      values[at] = divisor === 0 ? 0 : oddFloat32((values[at] as number) / divisor);
    }
  }
  return { codes: values, from: { format: 'float32', scaleExponent: 0 } };
}
