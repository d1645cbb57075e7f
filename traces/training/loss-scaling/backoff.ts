/**
 * Backoff: on any NaN the scale is halved and the step's update is skipped; after so many clean steps in a row it is
 * doubled. Source: Noune et al. 2022 (2,000 steps), as Micikevicius et al. 2018 (arXiv:1710.03740).
 * Assumed: Inf counts as NaN; the scale stays within 2^±64.
 */
import { type LossRule, type LossScale, type LossScaleState, withinScale } from './loss-scale.js';

/** @param state as a run left it: its exponent, and its clean steps since the scale last changed */
export function backoff(rule: LossRule<'backoff'>, state: LossScaleState = {}): LossScale {
  const { exponent = rule.exponent, clean = 0 } = state;
  const after = (to: number, steps: number) => backoff(rule, { exponent: withinScale(to), clean: steps });
  return {
    exponent,
    state: { exponent, clean },
    next({ overflow }) {
      if (overflow === 'nan') return after(exponent - 1, 0);
      return clean + 1 === rule.cleanSteps ? after(exponent + 1, 0) : after(exponent, clean + 1);
    },
  };
}
