/**
 * Loss scaling as a state: the power of two that multiplies the loss of a step, and what comes after the step.
 * Left out: rules that look at gradients (Backoff, LogMax).
 */
import type { LossScaling, Recipe } from '../../../records/trace/recipe.js';

export interface LossScale {
  readonly exponent: number;
  /** The scale of the next step. */
  readonly next: () => LossScale;
}

type RuleOf<Kind extends LossScaling['kind']> = Extract<LossScaling, { kind: Kind }>;

const LOSS_SCALINGS: { readonly [Kind in LossScaling['kind']]: (rule: RuleOf<Kind>) => LossScale } = {
  none: () => constant(0),
  fixed: ({ exponent }) => constant(exponent),
  backoff: ({ exponent }) => constant(exponent),
  logmax: ({ exponent }) => constant(exponent),
};

/** Of the first step. */
export function firstLossScale({ lossScaling }: Recipe): LossScale {
  return scalingOf(lossScaling.kind)(lossScaling);
}

function scalingOf<Kind extends LossScaling['kind']>(kind: Kind): (rule: RuleOf<Kind>) => LossScale {
  return LOSS_SCALINGS[kind];
}

function constant(exponent: number): LossScale {
  const scale: LossScale = { exponent, next: () => scale };
  return scale;
}
