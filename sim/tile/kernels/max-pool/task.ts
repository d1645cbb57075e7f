/** Max-pooling, as a record. */

/** `outputs` values, each the largest of `window` halves. */
export interface MaxPoolTask {
  readonly kind: 'max-pool';
  readonly outputs: number;
  readonly window: number;
}
