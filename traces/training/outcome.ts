/** What a loss scaling sees of a step: the largest gradient of each parameter, as ops of the machine find it. */

import type { StepContext } from '../ops/emit.js';
import { largestMagnitude } from '../ops/largest-magnitude.js';
import { valuesOf } from '../ops/stored.js';
import type { Tensor } from '../ops/tensor.js';
import type { Parameter } from '../ops/update.js';
import type { StepOutcome } from './loss-scaling/loss-scale.js';

/** What changes a parameter, and the context of its layer. */
export interface ParameterGradient {
  readonly context: StepContext;
  readonly parameter: Parameter;
  readonly gradient: Tensor;
}

/**
 * One op a parameter; that a handful of numbers is compared and read by whoever steers the step is left out.
 * A step of shapes alone is clean.
 */
export function outcomeOf(gradients: readonly ParameterGradient[]): StepOutcome {
  const largest = gradients.map(({ context, parameter, gradient }) => {
    const found = largestMagnitude(
      context,
      { layer: parameter.layer, phase: 'wgrad' },
      `${parameter.name}.amax`,
      gradient,
    );
    return found.codes === undefined ? 0 : (valuesOf(found)[0] as number) * 2 ** -context.lossScaleExponent;
  });
  const overflow = largest.every(Number.isFinite) ? 'clean' : 'nan';
  return { overflow, maxDw: largest.filter(Number.isFinite) };
}
