/** Pooling, as records. */

/** `outputs` values, each the largest of `window` halves. */
export interface MaxPoolTask {
  readonly kind: 'max-pool';
  readonly outputs: number;
  readonly window: number;
}

/** `outputs` values, each the sum of `window` halves over a constant: a mean, or what windows give back to an input. */
export interface AveragePoolTask {
  readonly kind: 'average-pool';
  readonly outputs: number;
  readonly window: number;
}
