/** How much a training is: its steps, and the multiply-accumulates of them, from one step laid out without operands. */
import type { Where } from '../../models/input-checks.js';
import { unitSource } from '../../records/unit-named.js';
import { macsOf } from '../../sim/array/memory/remedies.js';
import type { Training } from '../../stages/training.js';
import { unitsOf } from '../../traces/capture/trace-record.js';
import { lowerStep } from '../../traces/lowering/lower.js';
import { fitted } from '../../traces/training/fit.js';
import { checkPlaces } from '../../traces/training/train.js';

export interface TrainingWork {
  readonly steps: number;
  readonly macs: number;
}

/** @throws InputError where the unit does not take the recipe's formats, or the network not the data's examples */
export function trainingWork(training: Training, where: Where): TrainingWork {
  const { dataset, unit, batch, epochs = 1 } = training;
  const network = fitted(training.network, dataset);
  checkPlaces(network);
  const { unitFor } = unitsOf(unitSource(unit, where('unit')));
  const { ops } = lowerStep({ ...training, network, pass: 'training', unitFor, step: 0, blocks: 'folded' });
  const steps = training.steps ?? Math.floor(dataset.sizes.train / batch) * epochs;
  return { steps, macs: steps * ops.reduce((sum, op) => sum + op.repeat * macsOf(op), 0) };
}
