/**
 * The optimiser's step on float32 master weights: SGD with momentum and weight decay.
 * v ← µ·v + (g / lossScale + λ·w); w ← w − η·v; in float64, each result rounded once to float32.
 * Left out: Nesterov, AdamW.
 */

import { matrixDims } from './cast.js';
import { type Place, recordOp, type StepContext } from './context.js';
import { codesOf, elementsOf, type Tensor } from './tensor.js';

export interface SgdRule {
  readonly learningRate: number;
  readonly momentum: number;
  readonly weightDecay: number;
}

/** A trained tensor: float32 master values and momentum, changed in place by each update. */
export interface Parameter {
  readonly layer: string;
  readonly name: string;
  readonly shape: readonly number[];
  readonly master: Float32Array<ArrayBufferLike>;
  readonly momentum: Float32Array<ArrayBufferLike>;
}

/** The master values of a parameter as a tensor of this step (a copy where the step is captured). */
export function masterTensor(context: StepContext, parameter: Parameter): Tensor {
  return stateTensor(context, parameter, parameter.name, parameter.master);
}

/** Applies a gradient of any format to a parameter. */
export function sgdMomentum(context: StepContext, parameter: Parameter, gradient: Tensor, rule: SgdRule): void {
  const place: Place = { layer: parameter.layer, phase: 'update' };
  const inputs = [
    masterTensor(context, parameter),
    stateTensor(context, parameter, `${parameter.name}.momentum`, parameter.momentum),
    gradient,
  ];
  if (context.arithmetic !== undefined) updateInPlace(parameter, gradientValues(context, gradient), rule);
  recordOp(context, place, {
    kind: 'sgd-momentum',
    inputs,
    output: stateTensor(context, parameter, `${parameter.name}.next`, parameter.master),
    dims: matrixDims(parameter.shape),
    attributes: { ...rule, lossScaleExponent: context.lossScaleExponent },
  });
}

function stateTensor(
  context: StepContext,
  parameter: Parameter,
  name: string,
  values: Float32Array<ArrayBufferLike>,
): Tensor {
  return {
    id: `${context.step}/${parameter.layer}/${name}`,
    role: 'state',
    layer: parameter.layer,
    shape: parameter.shape,
    format: 'float32',
    scaleExponent: 0,
    layout: 'row-major',
    codes: context.arithmetic === undefined ? undefined : context.recorder === undefined ? values : values.slice(),
  };
}

/** Unscaled gradient, in the order of the parameter. */
function gradientValues(context: StepContext, gradient: Tensor): Float32Array<ArrayBufferLike> {
  const codes = codesOf(gradient);
  const scaleExponent = gradient.scaleExponent - context.lossScaleExponent;
  if (!(codes instanceof Float32Array)) {
    const from = { format: gradient.format, scaleExponent };
    const to = { format: 'float32', scaleExponent: 0 };
    return context.arithmetic?.convert({ codes, from, to, rounding: 'nearest-even', overflow: 'special' })
      .codes as Float32Array;
  }
  const factor = 2 ** scaleExponent;
  return codes.map((value) => value * factor);
}

function updateInPlace(parameter: Parameter, gradient: Float32Array<ArrayBufferLike>, rule: SgdRule): void {
  const { master, momentum } = parameter;
  const { learningRate, momentum: mu, weightDecay } = rule;
  const elements = elementsOf(parameter.shape);
  for (let i = 0; i < elements; i++) {
    const weight = master[i] as number;
    const velocity = Math.fround(mu * (momentum[i] as number) + ((gradient[i] as number) + weightDecay * weight));
    momentum[i] = velocity;
    master[i] = weight - learningRate * velocity;
  }
}
