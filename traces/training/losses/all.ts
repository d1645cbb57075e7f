/** Losses by name: a name without an entry does not compile. */
import type { LossName } from '../../../models/networks/graph.js';
import type { Place, StepContext } from '../../ops/emit.js';
import { type LossResult, softmaxCrossEntropy } from '../../ops/softmax-cross-entropy.js';
import { asMatrix, type Tensor } from '../../ops/tensor.js';

/** @param output of the network, its last axis the classes */
export type Loss = (context: StepContext, place: Place, output: Tensor, labels: Uint8Array | undefined) => LossResult;

const LOSSES: Readonly<Record<LossName, Loss>> = {
  'softmax-cross-entropy': (context, place, output, labels) =>
    softmaxCrossEntropy(context, place, asMatrix(output, output.shape.at(-1) ?? 1), labels),
};

export function lossOf(name: LossName): Loss {
  return LOSSES[name];
}
