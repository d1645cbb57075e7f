/**
 * Optimisers as records: their hyper-parameters, and the state that each keeps beside a parameter.
 * Left out: their arithmetic (traces/training/optimisers), their time on a tile (sim/array/ops/update).
 */

export const OPTIMISERS = ['sgd-momentum', 'sgd-nesterov', 'adamw'] as const;
export type OptimiserName = (typeof OPTIMISERS)[number];

/** The largest float32 below 1: a decay of 1 forgets nothing, and adamw divides by what it lacks to 1. */
const MOST_DECAY = 1 - 2 ** -24;

/** Least and largest value of each hyper-parameter; adamw's epsilon keeps a first step of gradient 0 from 0 / 0. */
export const HYPER_RANGES = {
  momentum: [0, MOST_DECAY],
  beta1: [0, MOST_DECAY],
  beta2: [0, MOST_DECAY],
  epsilon: [2 ** -100, 1],
  weightDecay: [0, 1],
} as const satisfies Readonly<Record<string, readonly [number, number]>>;

/** Least and largest norm to which gradients are clipped. */
export const CLIP_NORM_RANGE = [2 ** -100, 2 ** 100] as const;

/** Where nothing is said: momentum as Noune et al. 2022, the rest as PyTorch's AdamW without its decay. */
export const USUAL_HYPER = {
  momentum: 0.9,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0,
} as const satisfies Readonly<Record<keyof typeof HYPER_RANGES, number>>;

/** Of adamw where nothing is said: PyTorch's. What networks say is for SGD. */
export const USUAL_ADAMW_RATE = 1e-3;

/** v ← µ·v + g + λ·w; w ← w − η·v. */
export interface SgdMomentum {
  readonly kind: 'sgd-momentum';
  readonly learningRate: number;
  readonly momentum: number;
  readonly weightDecay: number;
}

/** v ← µ·v + g + λ·w; w ← w − η·(g + λ·w + µ·v). Source: Sutskever et al. 2013, as PyTorch writes it. */
export interface SgdNesterov extends Omit<SgdMomentum, 'kind'> {
  readonly kind: 'sgd-nesterov';
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

export type OptimiserRule = SgdMomentum | SgdNesterov | AdamW;
export type RuleOf<Name extends OptimiserName> = Extract<OptimiserRule, { kind: Name }>;

/** Tensors of a parameter's size that the optimiser keeps between steps. */
export const OPTIMISER_STATES: Readonly<Record<OptimiserName, readonly string[]>> = {
  'sgd-momentum': ['momentum'],
  'sgd-nesterov': ['momentum'],
  adamw: ['mean', 'variance'],
};
