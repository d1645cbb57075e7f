/** Layer-norm whole, and its two parts, as records. */

export const NORM_FUSIONS = ['none', 'add'] as const;

export type NormFusion = (typeof NORM_FUSIONS)[number];

/** `add`: the residual is added to each row first. */
export interface LayerNormTask {
  readonly kind: 'layer-norm';
  readonly rows: number;
  readonly width: number;
  readonly fused: NormFusion;
}

export interface LayerNormStatisticsTask {
  readonly kind: 'layer-norm-statistics';
  readonly rows: number;
  readonly width: number;
}

/** With statistics that are there already. */
export interface LayerNormApplyTask {
  readonly kind: 'layer-norm-apply';
  readonly rows: number;
  readonly width: number;
}
