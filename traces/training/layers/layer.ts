/**
 * A layer of a network that is being trained, and the table of what each kind does forward and backward.
 * The kinds themselves stand in files of their own.
 */
import type { LayerRecord } from '../../../models/networks/network.js';
import type { StepContext } from '../../ops/context.js';
import { relu, reluBackward } from '../../ops/elementwise.js';
import { maxPool, maxPoolBackward } from '../../ops/patches.js';
import type { Tensor } from '../../ops/tensor.js';
import { convBackward, convForward } from './conv.js';
import type { DenseParameters, DenseSaved, OperandRule } from './dense.js';
import { linearBackward, linearForward } from './linear.js';

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

export function layerForward(context: StepContext, layer: Layer, x: Tensor): Saved {
  const place = { layer: layer.id, phase: 'forward' } as const;
  switch (layer.record.kind) {
    case 'linear':
      return linearForward(context, layer, x);
    case 'conv':
      return convForward(context, layer, x, layer.record.kernel);
    case 'relu':
      return { input: x, output: relu(context, place, 'y', x) };
    case 'max-pool':
      return { input: x, output: maxPool(context, place, 'y', x, layer.record.size) };
  }
}

export function layerBackward(context: StepContext, layer: Layer, saved: Saved, dy: Tensor): BackwardResult {
  const place = { layer: layer.id, phase: 'dgrad' } as const;
  switch (layer.record.kind) {
    case 'linear':
      return linearBackward(context, layer, saved, dy);
    case 'conv':
      return convBackward(context, layer, saved, dy, layer.record.kernel);
    case 'relu':
      return { dx: reluBackward(context, place, 'dx', saved.output, dy) };
    case 'max-pool':
      return { dx: maxPoolBackward(context, place, 'dx', saved.input, dy, layer.record.size) };
  }
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
