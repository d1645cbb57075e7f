/** GELU, with and without a bias before it, as records. */

export const GELU_OUTPUTS = ['fp16', 'fp8'] as const;

export type GeluOutput = (typeof GELU_OUTPUTS)[number];

/** `elements` halves, one after another. */
export interface GeluTask {
  readonly kind: 'gelu';
  readonly elements: number;
  readonly output: GeluOutput;
}

/** gelu(x + bias): `rows` × `width` halves, a bias for each column. */
export interface BiasGeluTask {
  readonly kind: 'bias-gelu';
  readonly rows: number;
  readonly width: number;
}
