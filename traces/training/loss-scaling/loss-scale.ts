/** A loss scale as a state: the power of two that multiplies the loss of a step, and what comes after the step. */
import type { LossScaling } from '../../../records/trace/recipe.js';

/** What a step's gradients of parameters were. */
export interface StepOutcome {
  /** `nan`: some value is no finite number. */
  readonly overflow: 'clean' | 'nan';
  /** Largest finite |dw| of each parameter, without the loss scale; none where the rule does not look. */
  readonly maxDw: readonly number[];
}

/** What a rule needs to go on from where it stood, as plain JSON: numbers by name. */
export type LossScaleState = Readonly<Record<string, number>>;

export interface LossScale {
  /** Of the step to come. */
  readonly exponent: number;
  readonly state: LossScaleState;
  /** The scale of the step after it. */
  readonly next: (seen: StepOutcome) => LossScale;
}

export type LossRule<Kind extends LossScaling['kind']> = Extract<LossScaling, { kind: Kind }>;

/** Of the power of two, as recipes write it: where a rule goes, it goes no further. */
const MOST = 64;

/** The nearest exponent that a scale may have. */
export function withinScale(exponent: number): number {
  return Math.min(MOST, Math.max(-MOST, exponent));
}
