/**
 * Softmax and cross-entropy with its gradient, in float64, rounded once into float16.
 * Source: the paper keeps softmax in high precision; the loss scale multiplies the gradient here.
 */

import { newTensor, type Place, recordOp, type StepContext } from './context.js';
import { exponential, logarithm } from './elementary.js';
import { HALF_VALUES } from './halves.js';
import { halvesOf, type Tensor } from './tensor.js';

export interface LossResult {
  /** Mean over the batch, unscaled; NaN in a step that diverged, undefined in a shapes-only step. */
  readonly loss: number | undefined;
  readonly correct: number;
  /** Gradient of the mean loss with respect to the logits × 2^lossScaleExponent, float16. */
  readonly gradient: Tensor;
}

/** @param logits [batch × classes] float16; @param labels a class an image */
export function softmaxCrossEntropy(
  context: StepContext,
  place: Place,
  logits: Tensor,
  labels: Uint8Array | undefined,
): LossResult {
  const [batch, classes] = logits.shape as [number, number];
  let codes: Uint16Array<ArrayBufferLike> | undefined;
  let result = { loss: undefined as number | undefined, correct: 0 };
  if (context.arithmetic !== undefined && labels !== undefined) {
    const { loss, correct, gradient } = crossEntropy(halvesOf(logits), labels, classes, 2 ** context.lossScaleExponent);
    result = { loss, correct };
    codes = context.arithmetic.convert({
      codes: gradient,
      from: { format: 'float32', scaleExponent: 0 },
      to: { format: 'float16', scaleExponent: 0 },
      rounding: 'nearest-even',
      overflow: 'saturate',
    }).codes as Uint16Array<ArrayBufferLike>;
  }
  const gradient = newTensor(context, place, 'dlogits', 'dx', logits.shape, 'float16', codes);
  recordOp(context, place, {
    kind: 'softmax-cross-entropy',
    inputs: [logits],
    output: gradient,
    dims: { rows: batch, columns: classes },
    attributes: { lossScaleExponent: context.lossScaleExponent },
  });
  return { ...result, gradient };
}

/** Mean loss, right answers (largest logit, first of equals) and scaled gradient of a batch. */
export function crossEntropy(
  logits: Uint16Array<ArrayBufferLike>,
  labels: Uint8Array,
  classes: number,
  lossScale: number,
) {
  const batch = logits.length / classes;
  const gradient = new Float32Array(logits.length);
  const values = new Float64Array(classes);
  let loss = 0;
  let correct = 0;
  for (let row = 0; row < batch; row++) {
    const label = labels[row] as number;
    for (let c = 0; c < classes; c++) values[c] = HALF_VALUES[logits[row * classes + c] as number] as number;
    const best = indexOfMax(values);
    if (best === label) correct += 1;
    const maximum = values[best] as number;
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += exponential((values[c] as number) - maximum);
    loss += maximum + logarithm(sum) - (values[label] as number);
    for (let c = 0; c < classes; c++) {
      const probability = exponential((values[c] as number) - maximum) / sum;
      gradient[row * classes + c] = ((probability - (c === label ? 1 : 0)) / batch) * lossScale;
    }
  }
  return { loss: loss / batch, correct, gradient };
}

/** Index of the largest value; NaN is never the largest, so a diverged row answers class 0. */
function indexOfMax(values: Float64Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] as number) > (values[best] as number)) best = i;
  return best;
}
