/**
 * What a network is: an input shape and a list of layers, without weights.
 * Left out: how layers compute (traces/training/layers), formats (the recipe).
 */

export interface InputShape {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

export type LayerRecord =
  | { readonly kind: 'linear'; readonly outputs: number }
  /** Stride 1, zero padding that keeps height and width; odd kernel. */
  | { readonly kind: 'conv'; readonly channels: number; readonly kernel: number }
  | { readonly kind: 'relu' }
  /** Non-overlapping squares; height and width must divide. */
  | { readonly kind: 'max-pool'; readonly size: number };

export interface NetworkRecord {
  readonly name: string;
  readonly summary: string;
  readonly input: InputShape;
  readonly layers: readonly LayerRecord[];
}
