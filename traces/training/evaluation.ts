/** What a network answers on the test set, in the recipe's own arithmetic; batch-norm by its running statistics. */
import type { TrainingRecord } from '../../records/trace/training.js';
import type { Dataset } from '../data/dataset.js';
import { crossEntropy } from '../ops/softmax-cross-entropy.js';
import { valuesOf } from '../ops/stored.js';
import type { Batch } from './batch.js';
import type { TrainedNetwork } from './network.js';
import { type BaseContext, forward, type LayerPlace } from './step.js';

/** Examples of a pass. */
const EVALUATION_BATCH = 250;

/** Right answers and mean loss over all labels. */
export function evaluate(
  context: BaseContext,
  network: TrainedNetwork,
  dataset: Dataset,
): TrainingRecord['evaluation'] {
  const examples = dataset.sizes.test;
  const reading = { storage: context.recipe.storage, epoch: 0 };
  let correct = 0;
  let loss = 0;
  let total = 0;
  for (let from = 0; from < examples; from += EVALUATION_BATCH) {
    const size = Math.min(EVALUATION_BATCH, examples - from);
    const numbers = Array.from({ length: size }, (_unused, i) => from + i);
    const { labels = new Uint8Array(0), ...batch } = dataset.batch('test', numbers, reading);
    const result = answersOf(context, network, batch, labels);
    correct += result.correct;
    loss += result.loss * labels.length;
    total += labels.length;
  }
  return { correct, total, loss: finiteOrNull(loss / total) };
}

/** Of one pass, whose tensors end with it. */
function answersOf(context: BaseContext, network: TrainedNetwork, batch: Batch, labels: Uint8Array) {
  const pass = () => {
    const { output } = forward(context, network, batch).at(-1) as LayerPlace;
    return crossEntropy(valuesOf(output), labels, output.shape.at(-1) ?? 1, 1);
  };
  return context.arithmetic === undefined ? pass() : context.arithmetic.lent(pass);
}

/** NaN of a diverged run is null in a record. */
export function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
