/** The gradient of max-pooling, as a record. */

/** The gradient of each output to the input of its window that was the largest; windows do not overlap. */
export interface MaxPoolBackwardTask {
  readonly kind: 'max-pool-backward';
  readonly outputs: number;
  readonly window: number;
}
