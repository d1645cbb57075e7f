/** Random bits, as a record. */

/** A buffer filled by the workers' random-number generators. */
export interface RandomBitsTask {
  readonly kind: 'random-bits';
  readonly bytes: number;
}
