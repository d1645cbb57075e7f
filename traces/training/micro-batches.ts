/**
 * A batch in equal parts, one after another through the network, their gradients added up in float32 in the parts' order.
 * Each part casts its operands, weights among them, and norms its own examples. Left out: weights that are cast once.
 */
import { castToStorage } from '../ops/cast.js';
import { elementWise } from '../ops/element-wise.js';
import type { Place, StepContext } from '../ops/emit.js';
import type { Parameter } from '../ops/update.js';
import type { Batch } from './batch.js';
import type { ParameterGradient } from './outcome.js';

/** @param parts which divide the batch */
export function partOf({ size, inputs, labels }: Batch, part: number, parts: number): Batch {
  const own = size / parts;
  const slice = <Values extends { readonly length: number; subarray(from: number, to: number): Values }>(
    values: Values,
  ) => values.subarray((values.length / parts) * part, (values.length / parts) * (part + 1));
  return {
    size: own,
    ...(inputs === undefined ? {} : { inputs: slice<typeof inputs>(inputs) }),
    ...(labels === undefined ? {} : { labels: slice(labels) }),
  };
}

/** Gradients of parameters as they arrive, part by part; sums of those so far. */
export interface GradientSums {
  readonly add: (gradients: readonly ParameterGradient[]) => void;
  /** In the order in which parameters came. */
  readonly sums: () => ParameterGradient[];
}

export function gradientSums(): GradientSums {
  const sums = new Map<Parameter, ParameterGradient>();
  return {
    add(gradients) {
      for (const next of gradients) sums.set(next.parameter, added(sums.get(next.parameter), next));
    },
    sums: () => [...sums.values()],
  };
}

/** The first as float32, then sums. */
function added(before: ParameterGradient | undefined, { context, parameter, gradient }: ParameterGradient) {
  const place: Place = { layer: parameter.layer, phase: 'wgrad' };
  const wide = inFloat32(context);
  const value = castToStorage(wide, place, `d${parameter.name}.float`, gradient);
  if (before === undefined) return { context, parameter, gradient: value };
  const parts = { name: `d${parameter.name}.parts`, role: gradient.role, function: 'add' } as const;
  return { ...before, gradient: elementWise(wide, place, parts, [before.gradient, value]) };
}

/** Whose results are stored as float32, which is no cast of the recipe's to count. */
export function inFloat32(context: StepContext): StepContext {
  return { ...context, casts: undefined, recipe: { ...context.recipe, storage: 'float32' } };
}
