/**
 * One step of training as ops and shapes, without operands: the same layer code as training, run with a
 * context that has no arithmetic. So captured ops equal lowered ops, field by field (a test holds it).
 */
import type { NetworkRecord } from '../../models/networks/network.js';
import type { OpRecord, Recipe, TensorRecord } from '../../records/trace.js';
import { tensorRecord } from '../capture/capture.js';
import type { StepContext } from '../ops/context.js';
import type { SgdRule } from '../ops/update.js';
import { buildNetwork } from '../training/network.js';
import { lossScaleExponent } from '../training/recipes.js';
import { trainStep } from '../training/step.js';

export interface LowerOptions {
  readonly network: NetworkRecord;
  readonly recipe: Recipe;
  readonly unitFor: StepContext['unitFor'];
  readonly batch: number;
  readonly sgd: SgdRule;
  readonly seed: number;
  readonly step: number;
}

/** Ops in order, and every tensor once, in the order of first use. */
export function lowerStep(options: LowerOptions): { readonly ops: OpRecord[]; readonly tensors: TensorRecord[] } {
  const { network, recipe, unitFor, batch, sgd, seed, step } = options;
  const ops: OpRecord[] = [];
  const tensors = new Map<string, TensorRecord>();
  const recorder = {
    op: (record: OpRecord) => ops.push(record),
    tensor: (tensor: Parameters<typeof tensorRecord>[0]) => {
      if (!tensors.has(tensor.id)) tensors.set(tensor.id, tensorRecord(tensor));
    },
  };
  const context = { step, seed, recipe, lossScaleExponent: lossScaleExponent(recipe), unitFor, recorder };
  trainStep(context, buildNetwork(network, seed, recipe.firstLayer), { size: batch }, sgd);
  return { ops, tensors: [...tensors.values()] };
}
