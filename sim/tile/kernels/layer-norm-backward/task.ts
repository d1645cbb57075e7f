/** Gradients of layer-norm, as a record. */

/** Gradients of input, scale and shift; statistics are there from the forward pass. */
export interface LayerNormBackwardTask {
  readonly kind: 'layer-norm-backward';
  readonly rows: number;
  readonly width: number;
}
