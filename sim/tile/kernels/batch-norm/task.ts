/** Batch-norm, as a record. */

export const BATCH_NORM_KINDS = [
  'batch-norm-statistics',
  'batch-norm-apply',
  'batch-norm-parameters',
  'batch-norm-backward',
] as const;

/**
 * Batch-norm over `rows` (samples × positions) of `channels` halves: statistics, output, gradients of scale and shift,
 * or of the input. Rows go in `rowParts` equal parts, each with statistics or sums of its own.
 */
export type BatchNormTask = { [Kind in BatchNormKind]: BatchNormOf<Kind> }[BatchNormKind];

export type BatchNormKind = (typeof BATCH_NORM_KINDS)[number];

interface BatchNormOf<Kind extends BatchNormKind> {
  readonly kind: Kind;
  readonly rows: number;
  readonly channels: number;
  readonly rowParts: number;
}
