/** Gradients of GELU, as records. */

/** dx from x and dy. */
export interface GeluBackwardTask {
  readonly kind: 'gelu-backward';
  readonly elements: number;
}

/** dx from x, bias and dy; the bias's own gradient is a column sum. */
export interface BiasGeluBackwardTask {
  readonly kind: 'bias-gelu-backward';
  readonly rows: number;
  readonly width: number;
}
