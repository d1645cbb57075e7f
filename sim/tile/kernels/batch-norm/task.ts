/** Batch-norm, as a record. */

/** Batch-norm over `rows` (samples × positions) of `channels` halves: statistics, output, or gradients. */
export type BatchNormTask = { [Kind in BatchNormKind]: BatchNormOf<Kind> }[BatchNormKind];

type BatchNormKind = 'batch-norm-statistics' | 'batch-norm-apply' | 'batch-norm-backward';

interface BatchNormOf<Kind extends BatchNormKind> {
  readonly kind: Kind;
  readonly rows: number;
  readonly channels: number;
}
