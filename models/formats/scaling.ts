/**
 * float32 scales of a matrix of codes: value = code × scale, one scale a tensor, a channel or a block along the depth.
 * Left out: scales that a unit itself reads (block-formats.ts), powers of two of the IPU.
 * Sources: DeepSeek-V3 (arXiv:2412.19437), section 3.3.2: 1 × 128 tiles of activations, 128 × 128 blocks of weights;
 * Micikevicius et al. 2022, arXiv:2209.05433, section 3.1 (per tensor, per channel).
 */

/** `channel`: one scale a row, whose columns are the depth. */
export const SCALE_GRANULARITIES = ['tensor', 'channel', '1x128', '128x128'] as const;
export type ScaleGranularity = (typeof SCALE_GRANULARITIES)[number];

const BLOCK = 128;

/** Rows and columns that share a scale. */
export function scaleShape(granularity: ScaleGranularity, rows: number, columns: number): [number, number] {
  switch (granularity) {
    case 'tensor':
      return [rows, columns];
    case 'channel':
      return [1, columns];
    case '1x128':
      return [1, BLOCK];
    case '128x128':
      return [BLOCK, BLOCK];
  }
}

/** Depth over which the scales of both operands of a product stay the same: its sum is scaled once. */
export function scaledDepth(left: ScaleGranularity, right: ScaleGranularity, k: number): number {
  const isWhole = [left, right].every((granularity) => granularity === 'tensor' || granularity === 'channel');
  return isWhole ? Math.max(1, k) : BLOCK;
}

/** What scales cost in an m × n × k product: multiplies of a partial by its scales, all in float32. */
export function dequantisingMultiplies(
  granularities: readonly [ScaleGranularity, ScaleGranularity],
  { m, n, k }: { readonly m: number; readonly n: number; readonly k: number },
): number {
  return m * n * Math.ceil(k / scaledDepth(...granularities, k));
}
