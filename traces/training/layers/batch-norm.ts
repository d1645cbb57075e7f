/**
 * Batch-norm: x [B, H, W, C] to y = (x − mean) ÷ deviation · scale + shift of the same shape, parameters [2, C];
 * backward d(scale), d(shift) [2, C] and dx. Statistics are those of each channel: over the batch in training, over
 * each micro-batch where it is in parts; by running statistics in evaluation (running-statistics.ts); in inference they
 * are part of its scale and shift, and behind a product the scale is part of the weights.
 */
import { elementsOf } from '../../../models/shape.js';
import { elementWise } from '../../ops/element-wise.js';
import { newTensor, type StepContext } from '../../ops/emit.js';
import { norm } from '../../ops/norm.js';
import type { Tensor } from '../../ops/tensor.js';
import { masterTensor, type Parameter } from '../../ops/update.js';
import { type BackwardResult, type ForwardResult, type Layer, onlyInput, parameterOf, placesOf } from './layer.js';
import { noWayBack } from './layer-norm.js';
import { asStatistics, follow } from './running-statistics.js';

type BatchNorm = Layer<'batch-norm'>;

export function batchNormForward(context: StepContext, layer: BatchNorm, inputs: readonly Tensor[]): ForwardResult {
  const x = onlyInput(layer, inputs);
  if (context.pass === 'inference') return { output: scaled(context, layer, x), backward: noWayBack };
  const { forward } = placesOf(layer);
  const parameters = masterTensor(context, parameterOf(layer, 'scale-shift') as Parameter);
  const statistics = statisticsOf(context, layer, x);
  const applied = { name: 'y', role: 'activation', function: 'batch-norm-apply' } as const;
  const output = norm(context, forward, applied, [x, statistics, parameters]);
  return { output, backward: (dy) => batchNormBackward(context, layer, { x, statistics, parameters }, dy) };
}

/** The batch's, which running statistics follow, or in evaluation these. */
function statisticsOf(context: StepContext, layer: BatchNorm, x: Tensor): Tensor {
  const { forward } = placesOf(layer);
  const { running } = layer;
  if (context.pass === 'evaluation' && running !== undefined) return asStatistics(context, forward, running);
  const parts = { name: 'statistics', role: 'activation', function: 'batch-norm-statistics' } as const;
  const statistics = norm(context, forward, parts, [x]);
  const channels = x.shape.at(-1) ?? 1;
  if (running !== undefined) follow(running, statistics, elementsOf(x.shape) / channels);
  return statistics;
}

interface Saved {
  readonly x: Tensor;
  readonly statistics: Tensor;
  readonly parameters: Tensor;
}

function batchNormBackward(context: StepContext, layer: BatchNorm, saved: Saved, dy: Tensor): BackwardResult {
  const { dgrad, wgrad } = placesOf(layer);
  const { x, statistics, parameters } = saved;
  const summed = { name: 'dparameters', role: 'dw', function: 'batch-norm-parameters' } as const;
  const gradient = norm(context, wgrad, summed, [x, statistics, dy]);
  if (layer.inputGradients === 'not-needed') return { inputs: [undefined], parameters: [gradient] };
  const back = { name: 'dx', role: 'dx', function: 'batch-norm-backward' } as const;
  return { inputs: [norm(context, dgrad, back, [x, statistics, parameters, gradient, dy])], parameters: [gradient] };
}

/** y = x · scale + shift; the scale is left out where weights have it. */
function scaled(context: StepContext, layer: BatchNorm, x: Tensor): Tensor {
  const { forward } = placesOf(layer);
  const row = (name: string) => {
    const parts = { name, role: 'weight', shape: [x.shape.at(-1) ?? 1], format: context.recipe.storage } as const;
    return newTensor(context, forward, parts);
  };
  const role = 'activation';
  const whole =
    layer.fusion === 'folded'
      ? x
      : elementWise(context, forward, { name: 'scaled', role, function: 'row-multiply' }, [x, row('scale')]);
  return elementWise(context, forward, { name: 'y', role, function: 'bias-add' }, [whole, row('shift')]);
}
