/**
 * The optimiser's step on float32 master weights, as one op: parameter, its states and the gradient in, the
 * changed parameter out. Left out: what each optimiser does (training/optimisers).
 */
import type { OptimiserRule } from '../../models/optimisers/optimiser.js';
import { emit, newTensor, type Place, type StepContext } from './emit.js';
import { float32Of } from './stored.js';
import { type Elements, matrixDims, type Tensor } from './tensor.js';

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

/** The master values of a parameter as a tensor of this step (a copy where the step is captured). */
export function masterTensor(context: StepContext, parameter: Parameter): Tensor {
  return stateTensor(context, parameter, parameter.name, parameter.master);
}

/** Applies a gradient of any format to a parameter. */
export function update(
  context: StepContext,
  parameter: Parameter,
  gradient: Tensor,
  rule: OptimiserRule,
  apply: ApplyUpdate,
): void {
  const place: Place = { layer: parameter.layer, phase: 'update' };
  const states = Object.entries(parameter.states).map(([state, values]) =>
    stateTensor(context, parameter, `${parameter.name}.${state}`, values),
  );
  emit(context, place, {
    kind: 'update',
    inputs: [masterTensor(context, parameter), ...states, gradient],
    output: { name: `${parameter.name}.next`, role: 'state', shape: parameter.shape, format: 'float32' },
    dims: matrixDims(parameter.shape),
    attributes: { optimiser: { ...rule }, lossScaleExponent: context.lossScaleExponent },
    compute: (arithmetic) => {
      apply(parameter, float32Of(arithmetic, gradient, -context.lossScaleExponent), rule);
      return { codes: shownCodes(context, parameter.master) as Elements };
    },
  });
}

function stateTensor(context: StepContext, parameter: Parameter, name: string, values: Values): Tensor {
  const place: Place = { layer: parameter.layer, phase: 'update' };
  const parts = { name, role: 'state', shape: parameter.shape, format: 'float32' } as const;
  return newTensor(context, place, parts, shownCodes(context, values));
}

/** A captured tensor must not change with the parameter. */
function shownCodes({ arithmetic, recorder }: StepContext, values: Values): Elements | undefined {
  if (arithmetic === undefined) return undefined;
  return recorder === undefined ? values : values?.slice();
}
