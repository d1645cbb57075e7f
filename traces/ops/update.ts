/**
 * The optimiser's step on master weights, as one op: parameter, its states and the gradient in, the changed parameter
 * out, in float32 or rounded stochastically into float16. States stay float32: float16 has no second moment of 2^-26.
 * Left out: what each optimiser does (training/optimisers).
 */
import type { OptimiserRule } from '../../models/optimisers/optimiser.js';
import type { Recipe } from '../../records/trace/recipe.js';
import { valuesOfCodes } from '../../sim/arithmetic/reference/elements/values.js';
import type { Arithmetic } from './arithmetic.js';
import { emit, newTensor, type Place, randomKey, type StepContext } from './emit.js';
import { float32Of, stored } from './stored.js';
import { codesOf, type Elements, matrixDims, type Tensor } from './tensor.js';

/** Float32 values, changed in place by each update; none in shapes-only steps. */
export type Values = Float32Array<ArrayBufferLike> | undefined;

/** A trained tensor: master values, and what the optimiser keeps beside them, by name. */
export interface Parameter {
  readonly layer: string;
  readonly name: string;
  readonly shape: readonly number[];
  readonly decay: 'decayed' | 'kept';
  readonly master: Values;
  readonly states: Readonly<Record<string, Values>>;
}

/** Changes a parameter and its states in place by an unscaled gradient. */
export type ApplyUpdate = (parameter: Parameter, gradient: Float32Array<ArrayBufferLike>, rule: OptimiserRule) => void;

/** The master values of a parameter as a tensor of this step. */
export function masterTensor(context: StepContext, parameter: Parameter): Tensor {
  const { format } = context.recipe.master;
  return stateTensor(context, parameter, parameter.name, masterCodes(context, parameter.master), format);
}

/** Master values rounded to nearest even into the format in which they are kept, in place. */
export function roundMaster(arithmetic: Arithmetic, { master }: Parameter, { format }: Recipe['master']): void {
  if (master === undefined || format === 'float32') return;
  master.set(valuesOfCodes(stored(arithmetic, master, format, 'saturate'), format));
}

function masterCodes({ arithmetic, recipe }: StepContext, values: Values): Elements | undefined {
  if (arithmetic === undefined || values === undefined) return undefined;
  return stored(arithmetic, values as Float32Array, recipe.master.format, 'saturate');
}

/** How a parameter changes, and by what its gradient is clipped before. */
export interface UpdateParts {
  readonly rule: OptimiserRule;
  readonly apply: ApplyUpdate;
  /** The norm of all gradients of the step, at most, and the sum of their squares, loss scale and all. */
  readonly clip?: { readonly norm: number; readonly squares: Tensor } | undefined;
}

/** Applies a gradient of any format to a parameter. */
export function update(
  context: StepContext,
  parameter: Parameter,
  gradient: Tensor,
  { rule, apply, clip }: UpdateParts,
): void {
  const place: Place = { layer: parameter.layer, phase: 'update' };
  const states = Object.entries(parameter.states).map(([state, values]) =>
    stateTensor(context, parameter, `${parameter.name}.${state}`, values),
  );
  emit(context, place, {
    kind: 'update',
    inputs: [masterTensor(context, parameter), ...states, ...(clip === undefined ? [] : [clip.squares]), gradient],
    output: {
      name: `${parameter.name}.next`,
      role: 'state',
      shape: parameter.shape,
      format: context.recipe.master.format,
    },
    dims: matrixDims(parameter.shape),
    attributes: {
      optimiser: { ...rule },
      lossScaleExponent: context.lossScaleExponent,
      ...(clip === undefined ? {} : { clipNorm: clip.norm }),
    },
    compute: (arithmetic, id) => {
      const slopes = float32Of(arithmetic, gradient, -context.lossScaleExponent);
      apply(parameter, clip === undefined ? slopes : clipped(slopes, clip, context), rule);
      return { codes: kept(context, arithmetic, parameter.master as Float32Array, id) };
    },
  });
}

/** Added to the norm by which is divided. Source: PyTorch, clip_grad_norm_. */
const NORM_MARGIN = 1e-6;

/** Times the norm that may be over the one that is, where that is less than one: in float32, as PyTorch. */
function clipped(
  slopes: Float32Array<ArrayBufferLike>,
  { norm, squares }: NonNullable<UpdateParts['clip']>,
  { lossScaleExponent }: StepContext,
): Float32Array<ArrayBufferLike> {
  const total = Math.sqrt(codesOf(squares)[0] as number) * 2 ** -lossScaleExponent;
  const factor = Math.fround(norm / (total + NORM_MARGIN));
  return factor >= 1 ? slopes : slopes.map((slope) => slope * factor);
}

/** Changed master values in the format in which they are kept, in place, and their codes. */
function kept(context: StepContext, arithmetic: Arithmetic, master: Float32Array, id: string): Elements {
  const rule = context.recipe.master;
  if (rule.format === 'float32') return master;
  const { codes } = arithmetic.convert({
    codes: master,
    from: { format: 'float32', scaleExponent: 0 },
    to: { format: rule.format, scaleExponent: 0 },
    rounding: rule.rounding,
    overflow: 'saturate',
    random: { ...randomKey(context, id), bits: rule.randomBits },
  });
  master.set(valuesOfCodes(codes, rule.format));
  return codes;
}

function stateTensor(
  context: StepContext,
  parameter: Parameter,
  name: string,
  codes: Elements | undefined,
  format = 'float32',
): Tensor {
  const place: Place = { layer: parameter.layer, phase: 'update' };
  const parts = { name, role: 'state', shape: parameter.shape, format } as const;
  return newTensor({ ...context, part: undefined }, place, parts, codes);
}
