/**
 * Optimisers as records: their hyper-parameters, and the state that each keeps beside a parameter.
 * Left out: their arithmetic (traces/training/optimisers), their time on a tile (sim/array/ops/update).
 */

export const OPTIMISERS = ['sgd-momentum', 'adamw'] as const;
export type OptimiserName = (typeof OPTIMISERS)[number];

/** v ← µ·v + g + λ·w; w ← w − η·v. */
export interface SgdMomentum {
  readonly kind: 'sgd-momentum';
  readonly learningRate: number;
  readonly momentum: number;
  readonly weightDecay: number;
}

/** Loshchilov and Hutter 2019, algorithm 2, the schedule multiplier in the learning rate. */
export interface AdamW {
  readonly kind: 'adamw';
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
}

export type OptimiserRule = SgdMomentum | AdamW;
export type RuleOf<Name extends OptimiserName> = Extract<OptimiserRule, { kind: Name }>;

/** Tensors of a parameter's size that the optimiser keeps between steps. */
export const OPTIMISER_STATES: Readonly<Record<OptimiserName, readonly string[]>> = {
  'sgd-momentum': ['momentum'],
  adamw: ['mean', 'variance'],
};
