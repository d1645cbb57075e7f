/**
 * Norms of tokens x [B, S, W] to y of the same shape: layer-norm with parameters [2, W], with statistics kept in
 * training, and RMS-norm with [W]; backward their gradients and dx. In inference a layer-norm may also sum the two
 * values that it reads.
 */
import type { StepContext } from '../../ops/emit.js';
import { norm } from '../../ops/norm.js';
import type { Tensor } from '../../ops/tensor.js';
import type { Parameter } from '../../ops/update.js';
import { rowParameter } from './dense.js';
import { type BackwardResult, type ForwardResult, type Layer, parameterOf, placesOf } from './layer.js';

export function layerNormForward(
  context: StepContext,
  layer: Layer<'layer-norm'>,
  inputs: readonly Tensor[],
): ForwardResult {
  const { forward } = placesOf(layer);
  const [x, ...others] = inputs as readonly [Tensor, ...Tensor[]];
  const parameters = rowParameter(context, parameterOf(layer, 'scale-shift') as Parameter);
  const y = { name: 'y', role: 'activation' } as const;
  if (context.pass === 'inference') {
    const name = layer.fusion === 'adds' ? 'add-layer-norm' : 'layer-norm';
    const output = norm(context, forward, { ...y, function: name }, [x, ...others, parameters]);
    return { output, backward: noWayBack };
  }
  const kept = { name: 'statistics', role: 'activation', function: 'layer-norm-statistics' } as const;
  const statistics = norm(context, forward, kept, [x]);
  const output = norm(context, forward, { ...y, function: 'layer-norm-apply' }, [x, statistics, parameters]);
  return { output, backward: (dy) => layerNormBackward(context, layer, { x, statistics, parameters }, dy) };
}

/** Of layers as inference has them. */
export function noWayBack(): BackwardResult {
  throw new Error('inference has no way back');
}

interface Saved {
  readonly x: Tensor;
  readonly statistics: Tensor;
  readonly parameters: Tensor;
}

function layerNormBackward(context: StepContext, layer: Layer<'layer-norm'>, saved: Saved, dy: Tensor): BackwardResult {
  const { dgrad, wgrad } = placesOf(layer);
  const { x, statistics, parameters } = saved;
  const summed = { name: 'dparameters', role: 'dw', function: 'layer-norm-parameters' } as const;
  const gradient = norm(context, wgrad, summed, [x, statistics, dy]);
  if (layer.inputGradients === 'not-needed') return { inputs: [undefined], parameters: [gradient] };
  const back = { name: 'dx', role: 'dx', function: 'layer-norm-backward' } as const;
  return { inputs: [norm(context, dgrad, back, [x, statistics, parameters, dy])], parameters: [gradient] };
}

export function rmsNormForward(context: StepContext, layer: Layer<'rms-norm'>, [x]: readonly Tensor[]): ForwardResult {
  const scale = rowParameter(context, parameterOf(layer, 'scale') as Parameter);
  const parts = { name: 'y', role: 'activation', function: 'rms-norm' } as const;
  const output = norm(context, placesOf(layer).forward, parts, [x as Tensor, scale]);
  return { output, backward: (dy) => rmsNormBackward(context, layer, [x as Tensor, scale], dy) };
}

function rmsNormBackward(
  context: StepContext,
  layer: Layer<'rms-norm'>,
  [x, scale]: readonly [Tensor, Tensor],
  dy: Tensor,
): BackwardResult {
  const { dgrad, wgrad } = placesOf(layer);
  const summed = { name: 'dscale', role: 'dw', function: 'rms-norm-parameters' } as const;
  const gradient = norm(context, wgrad, summed, [x, dy]);
  if (layer.inputGradients === 'not-needed') return { inputs: [undefined], parameters: [gradient] };
  const back = { name: 'dx', role: 'dx', function: 'rms-norm-backward' } as const;
  return { inputs: [norm(context, dgrad, back, [x, scale, dy])], parameters: [gradient] };
}
