/** The smallest training that leaves every record behind: two steps on eight generated images. */

import { network } from '../../models/networks/networks.js';
import { capturing } from '../../records/trace/capture.js';
import type { TrainStage } from '../../stages/training.js';
import { imageDataset } from '../../traces/data/images.js';
import { strokesDataset } from '../../traces/data/strokes.js';
import { recipe } from '../../traces/training/recipes.js';

/** @param name of the network */
export function smallestTraining(name: string): TrainStage {
  return {
    network: network(name, 'smallest training'),
    dataset: imageDataset(strokesDataset(8, 4, 1)),
    recipe: recipe('fp8', {}, 'smallest training'),
    unit: 'ipu21-amp',
    seed: 1,
    epochs: 1,
    batch: 4,
    optimiser: { kind: 'sgd-momentum', learningRate: 0.01, momentum: 0.9, weightDecay: 0 },
    schedule: { kind: 'constant', warmupSteps: 0 },
    whenDiverged: 'go-on',
    unitWhere: 'unit',
    capture: capturing(1),
    threads: 1,
    toolVersion: '0',
  };
}
