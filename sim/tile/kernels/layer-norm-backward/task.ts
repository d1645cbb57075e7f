/** Gradients of layer-norm, as records. Statistics are there from the forward pass. */

/** The gradient of the input. */
export interface LayerNormBackwardTask {
  readonly kind: 'layer-norm-backward';
  readonly rows: number;
  readonly width: number;
}

/** The gradients of scale and shift: sums over the rows. */
export interface LayerNormParametersTask {
  readonly kind: 'layer-norm-parameters';
  readonly rows: number;
  readonly width: number;
}
