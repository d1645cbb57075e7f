/**
 * LogMax: the scale follows the mean and the deviation of log2 of the largest gradients.
 *   l_p = log2(max|dw_p|) of each parameter tensor p, without the loss scale;  µ = Σ l_p ÷ n;  σ² = Σ (l_p − µ)² ÷ n
 *   next exponent = ⌊log2(largest value of dw's format and scale) − µ − c·σ⌋
 * Source: Noune et al. 2022 (µ + c·σ = log2 of the largest value, each mini-batch).
 * Assumed, as the paper does not say: the mean is over parameter tensors, biases too, each counted once, and those whose
 * gradient is zero left out (all zero: the scale stays); max|dw| is of the gradient that the update reads, after its cast;
 * the scale is a power of two, rounded down; a step with NaN is skipped and halves the scale, as in Backoff; the scale
 * stays within 2^±64.
 */
import { binaryLogarithm } from '../../../sim/arithmetic/reference/elements/elementary-functions.js';
import { type LossRule, type LossScale, type LossScaleState, withinScale } from './loss-scale.js';

/** @param largest value of dw's format, its role's scale applied */
export function logmax(rule: LossRule<'logmax'>, largest: number, state: LossScaleState = {}): LossScale {
  const { exponent = rule.exponent } = state;
  return {
    exponent,
    state: { exponent },
    next({ overflow, maxDw }) {
      const to = overflow === 'nan' ? exponent - 1 : exponentFor(maxDw, rule.deviations, largest);
      return logmax(rule, largest, { exponent: withinScale(to ?? exponent) });
    },
  };
}

/** Undefined where every gradient is zero. */
function exponentFor(maxDw: readonly number[], deviations: number, largest: number): number | undefined {
  const logarithms = maxDw.filter((max) => max > 0).map(binaryLogarithm);
  if (logarithms.length === 0) return undefined;
  const mean = meanOf(logarithms);
  const deviation = Math.sqrt(meanOf(logarithms.map((logarithm) => (logarithm - mean) * (logarithm - mean))));
  return Math.floor(binaryLogarithm(largest) - mean - deviations * deviation);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
