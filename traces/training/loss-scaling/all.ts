/** Loss scalings by name: a name without an entry does not compile. One file a rule. */
import { maxFinite } from '../../../models/formats/format.js';
import { resolveFormat } from '../../../models/formats/resolve.js';
import { fixedExponent, type LossScaling, type Recipe } from '../../../records/trace/recipe.js';
import { backoff } from './backoff.js';
import { constant } from './constant.js';
import { logmax } from './logmax.js';
import type { LossRule, LossScale, LossScaleState } from './loss-scale.js';

interface LossScalingRule<Kind extends LossScaling['kind']> {
  /** Whether it looks at the gradients of a step before any parameter changes. */
  readonly looks: 'away' | 'at-gradients';
  /** @param state as a run left it; at first none */
  readonly scale: (rule: LossRule<Kind>, recipe: Recipe, state?: LossScaleState) => LossScale;
}

const LOSS_SCALINGS: { readonly [Kind in LossScaling['kind']]: LossScalingRule<Kind> } = {
  none: { looks: 'away', scale: () => constant(0) },
  fixed: { looks: 'away', scale: ({ exponent }) => constant(exponent) },
  backoff: { looks: 'at-gradients', scale: (rule, _, state) => backoff(rule, state) },
  logmax: { looks: 'at-gradients', scale: (rule, recipe, state) => logmax(rule, largestDw(recipe), state) },
};

/** Of the first step, or of the step after the one that left `state`. */
export function lossScaleOf(recipe: Recipe, state?: LossScaleState): LossScale {
  const { lossScaling } = recipe;
  return scalingOf(lossScaling.kind).scale(lossScaling, recipe, state);
}

/** Whether the updates of a step wait for what all its gradients say. */
export function looksAtGradients({ lossScaling }: Recipe): boolean {
  return scalingOf(lossScaling.kind).looks === 'at-gradients';
}

function scalingOf<Kind extends LossScaling['kind']>(kind: Kind): LossScalingRule<Kind> {
  return LOSS_SCALINGS[kind];
}

function largestDw({ roles: { dw } }: Recipe): number {
  return maxFinite(resolveFormat(dw.format, 'dw')) * 2 ** fixedExponent(dw);
}
