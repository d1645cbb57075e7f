/**
 * Schedules of the learning rate as records: by what it is multiplied at each step. `warmupSteps` steps of a linear rise
 * go before any of them; the schedule is of the steps behind. Left out: their arithmetic (traces/training/learning-rate.ts).
 */

export const SCHEDULES = ['steps', 'cosine', 'constant'] as const;

interface Warmed {
  /** The rate of the first is 1/warmupSteps of the whole, of the last all of it. */
  readonly warmupSteps: number;
}

/** Divided by `divideBy` at each milestone, a share of the steps. */
export interface StepSchedule extends Warmed {
  readonly kind: 'steps';
  readonly milestones: readonly number[];
  readonly divideBy: number;
}

/** Down to nothing behind the last step, along half a period. Source: Loshchilov and Hutter 2017, without restarts. */
export interface CosineSchedule extends Warmed {
  readonly kind: 'cosine';
}

export interface ConstantSchedule extends Warmed {
  readonly kind: 'constant';
}

export type Schedule = StepSchedule | CosineSchedule | ConstantSchedule;

/** Where nothing is said. Source: Noune et al. 2022, ResNet-32: × 0.1 at 50 % and 75 %. */
export const USUAL_SCHEDULE: StepSchedule = { kind: 'steps', milestones: [0.5, 0.75], divideBy: 10, warmupSteps: 0 };

/** Most milestones of a schedule, and the largest number by which each divides. */
export const MOST_MILESTONES = 16;
export const MOST_DIVISOR = 1000;
