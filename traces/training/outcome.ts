/** What a loss scaling sees of a step: the largest gradient of each parameter, as ops of the machine find it. */
import { largestMagnitude } from '../ops/largest-magnitude.js';
import { valuesOf } from '../ops/stored.js';
import type { StepOutcome } from './loss-scaling/loss-scale.js';
import type { ParameterGradient } from './step.js';

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
