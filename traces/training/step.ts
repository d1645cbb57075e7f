/**
 * One step of training: forward, loss, backward, update, in the order in which the machine would run it.
 * With a context that has no arithmetic it only lays out ops and shapes (traces/lowering).
 */
import { newTensor, type StepContext } from '../ops/context.js';
import { type LossResult, softmaxCrossEntropy } from '../ops/loss.js';
import { asMatrix, type Tensor } from '../ops/tensor.js';
import { type SgdRule, sgdMomentum } from '../ops/update.js';
import { type BackwardResult, type Layer, parametersOf, type Saved } from './layers/layer.js';
import { layerBackward, layerForward } from './layers/passes.js';
import type { TrainedNetwork } from './network.js';

/** A batch of images as float16 codes [batch, height, width, channels], and their classes. */
export interface Batch {
  readonly size: number;
  readonly images?: Uint16Array<ArrayBufferLike>;
  readonly labels?: Uint8Array;
}

/** Runs one step and changes the network's parameters. */
export function trainStep(context: StepContext, network: TrainedNetwork, batch: Batch, rule: SgdRule): LossResult {
  const saved = forward(context, network, batch);
  const last = saved.at(-1) as Saved;
  const place = { layer: 'loss', phase: 'forward' } as const;
  const loss = softmaxCrossEntropy(context, place, asMatrix(last.output, network.classes), batch.labels);
  let dy = { ...loss.gradient, shape: last.output.shape };
  for (let i = network.layers.length - 1; i >= 0; i--) {
    const layer = network.layers[i] as Layer;
    const result = layerBackward(context, layer, saved[i] as Saved, dy);
    update(context, layer, result, rule);
    if (result.dx === undefined) break;
    dy = result.dx as typeof dy;
  }
  return loss;
}

/** The layers' outputs and what their backward passes need. */
export function forward(context: StepContext, network: TrainedNetwork, batch: Batch): Saved[] {
  const { height, width, channels } = network.record.input;
  const place = { layer: 'input', phase: 'forward' } as const;
  let x: Tensor = newTensor(
    context,
    place,
    'x',
    'activation',
    [batch.size, height, width, channels],
    'float16',
    batch.images,
  );
  return network.layers.map((layer) => {
    const saved = layerForward(context, layer, x);
    x = saved.output;
    return saved;
  });
}

function update(context: StepContext, layer: Layer, { gradients }: BackwardResult, rule: SgdRule): void {
  if (gradients === undefined) return;
  const { weight, bias } = parametersOf(layer);
  sgdMomentum(context, weight, gradients.weight, rule);
  sgdMomentum(context, bias, gradients.bias, { ...rule, weightDecay: 0 });
}
