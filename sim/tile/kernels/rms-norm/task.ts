/** RMS-norm, its gradient and that of its scale, as records. */

export const RMS_NORM_KINDS = ['rms-norm', 'rms-norm-backward', 'rms-norm-parameters'] as const;

export type RmsNormKind = (typeof RMS_NORM_KINDS)[number];

/** Of `rows` × `width` halves; nothing is kept from the forward pass. */
export type RmsNormTask = { [Kind in RmsNormKind]: RmsNormOf<Kind> }[RmsNormKind];

interface RmsNormOf<Kind extends RmsNormKind> {
  readonly kind: Kind;
  readonly rows: number;
  readonly width: number;
}
