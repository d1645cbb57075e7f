/** What each kind of layer does forward and backward; the kinds with weights stand in files of their own. */
import type { StepContext } from '../../ops/context.js';
import { relu, reluBackward } from '../../ops/elementwise.js';
import { maxPool, maxPoolBackward } from '../../ops/patches.js';
import type { Tensor } from '../../ops/tensor.js';
import { convBackward, convForward } from './conv.js';
import type { BackwardResult, Layer, Saved } from './layer.js';
import { linearBackward, linearForward } from './linear.js';

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
