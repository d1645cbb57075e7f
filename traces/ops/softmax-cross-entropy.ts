/**
 * Softmax and cross-entropy with its gradient, in float64, rounded once into the storage format.
 * Source: the paper keeps softmax in high precision; the loss scale multiplies the gradient here.
 */
import { exponential, logarithm } from '../../sim/arithmetic/reference/elements/elementary-functions.js';
import { storageOverflow } from './cast.js';
import { emit, type Place, type StepContext } from './emit.js';
import { stored, valuesOf } from './stored.js';
import type { Tensor } from './tensor.js';

export interface LossResult {
  /** Mean over the batch, unscaled; NaN in a step that diverged, undefined in a shapes-only step. */
  readonly loss: number | undefined;
  readonly correct: number;
  /** Gradient of the mean loss with respect to the logits × 2^lossScaleExponent. */
  readonly gradient: Tensor;
}

/** @param logits [batch × classes]; @param labels a class a row */
export function softmaxCrossEntropy(
  context: StepContext,
  place: Place,
  logits: Tensor,
  labels: Uint8Array | undefined,
): LossResult {
  const [rows, columns] = logits.shape as [number, number];
  const { storage } = context.recipe;
  const { lossScaleExponent, part } = context;
  const batchRows = rows * (part?.of ?? 1);
  let result = { loss: undefined as number | undefined, correct: 0 };
  const gradient = emit(context, place, {
    kind: 'softmax-cross-entropy',
    inputs: [logits],
    output: { name: 'dlogits', role: 'dx', shape: logits.shape, format: storage },
    dims: { rows, columns },
    attributes: { lossScaleExponent, ...(part === undefined ? {} : { batchRows }) },
    compute: (arithmetic) => {
      if (labels === undefined) throw new Error('a step with arithmetic has labels');
      const {
        loss,
        correct,
        gradient: values,
      } = crossEntropy(valuesOf(logits), labels, columns, 2 ** lossScaleExponent, batchRows);
      result = { loss, correct };
      return { codes: stored(arithmetic, values, storage, storageOverflow(context.recipe, 'dx')) };
    },
  });
  return { ...result, gradient };
}

/**
 * Mean loss, right answers (largest logit, first of equals) and scaled gradient of a batch.
 * @param batchRows of the batch of which these are a part: the gradient is of the mean over all of them
 */
export function crossEntropy(
  logits: Float32Array,
  labels: Uint8Array,
  classes: number,
  lossScale: number,
  batchRows = logits.length / classes,
) {
  const batch = logits.length / classes;
  const gradient = new Float32Array(logits.length);
  const powers = new Float64Array(classes);
  let loss = 0;
  let correct = 0;
  for (let row = 0; row < batch; row++) {
    const label = labels[row] as number;
    const values = logits.subarray(row * classes, (row + 1) * classes);
    const best = indexOfMax(values);
    if (best === label) correct += 1;
    const maximum = values[best] as number;
    let sum = 0;
    for (let c = 0; c < classes; c++) {
      const power = exponential((values[c] as number) - maximum);
      powers[c] = power;
      sum += power;
    }
    loss += maximum + logarithm(sum) - (values[label] as number);
    for (let c = 0; c < classes; c++) {
      const probability = (powers[c] as number) / sum;
      gradient[row * classes + c] = ((probability - (c === label ? 1 : 0)) / batchRows) * lossScale;
    }
  }
  return { loss: loss / batch, correct, gradient };
}

/** Index of the largest value; NaN is never the largest, so a diverged row answers class 0. */
function indexOfMax(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] as number) > (values[best] as number)) best = i;
  return best;
}
