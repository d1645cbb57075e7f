/** Softmax, with cross-entropy, and its gradient, as records. */

/** Attention: `rows` of `keys` halves, stored and cleared up to `paddedKeys`. */
export interface SoftmaxTask {
  readonly kind: 'softmax';
  readonly rows: number;
  readonly keys: number;
  readonly paddedKeys: number;
}

/** `rows` samples of `classes` halves, a last block that is not full processed whole. */
export interface SoftmaxCrossEntropyTask {
  readonly kind: 'softmax-cross-entropy';
  readonly rows: number;
  readonly classes: number;
}

/** dx = y · (dy − Σ y · dy): `rows` of `keys` halves, a last block that is not full processed whole. */
export interface SoftmaxBackwardTask {
  readonly kind: 'softmax-backward';
  readonly rows: number;
  readonly keys: number;
}
