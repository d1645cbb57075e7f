/** A trace in memory from lowered ops: shapes only. */
import type { NetworkRecord } from '../../../models/networks/network.js';
import type { Recipe } from '../../../records/trace.js';
import type { Trace } from '../../../records/trace-folder.js';
import { lowerStep } from '../../../traces/lowering/lower.js';
import { ampFor } from '../../traces/small-training.js';

export function loweredTrace(network: NetworkRecord, recipe: Recipe, batch: number): Trace {
  const sgd = { learningRate: 0.1, momentum: 0.9, weightDecay: 0 };
  const { ops, tensors } = lowerStep({ network, recipe, unitFor: ampFor, batch, sgd, seed: 1, step: 0 });
  return {
    record: {
      schema: 'octile.trace/1.0',
      tool: { name: 'octile', version: 'test' },
      network: { name: network.name, batch, parameters: 0 },
      layers: [],
      recipe,
      units: [],
      seed: 1,
      steps: [{ step: 0, lossScaleExponent: 0 }],
      sampling: { rule: 'lowered' },
      files: [],
    },
    ops,
    tensors: new Map(tensors.map((tensor) => [tensor.id, tensor])),
    sha256: '0'.repeat(64),
    operand: () => undefined,
  };
}
