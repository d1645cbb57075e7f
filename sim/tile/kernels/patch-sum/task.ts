/** Overlapping patches added up, as a record. */

/** The reverse of a gather of patches: each of `elements` halves is the sum of the `taps` patches that hold it. */
export interface PatchSumTask {
  readonly kind: 'patch-sum';
  readonly elements: number;
  readonly taps: number;
}
