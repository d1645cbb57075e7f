/**
 * A layer of a network that is being trained: its shapes and parameters, and what it keeps from the
 * forward to the backward pass. Left out: what each kind does (passes.ts).
 */
import type { LayerRecord } from '../../../models/networks/network.js';
import type { Tensor } from '../../ops/tensor.js';
import type { DenseParameters, DenseSaved, OperandRule } from './dense.js';

/** [height, width, channels]; a linear layer's output is [1, 1, outputs]. */
export type ImageShape = readonly [number, number, number];

export interface Layer {
  readonly id: string;
  readonly record: LayerRecord;
  readonly inputShape: ImageShape;
  readonly outputShape: ImageShape;
  /** Of layers with weights. */
  readonly parameters?: DenseParameters;
  readonly operands: OperandRule;
  /** Nothing before this layer needs a gradient. */
  readonly position: 'first' | 'inner';
}

/** What a layer keeps from forward to backward. */
export interface Saved {
  readonly input: Tensor;
  readonly output: Tensor;
  readonly dense?: DenseSaved;
}

export interface BackwardResult {
  readonly dx: Tensor | undefined;
  readonly gradients?: { readonly weight: Tensor; readonly bias: Tensor };
}

/** The parameters of a layer that must have some. */
export function parametersOf(layer: Layer): DenseParameters {
  if (layer.parameters === undefined) throw new Error(`layer ${layer.id} has no parameters`);
  return layer.parameters;
}

/** What the dense part saved, for layers that have one. */
export function denseOf(layer: Layer, saved: Saved): DenseSaved {
  if (saved.dense === undefined) throw new Error(`layer ${layer.id} saved no operands`);
  return saved.dense;
}
