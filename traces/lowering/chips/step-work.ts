/** A lowered step that is being dealt over chips: its ops in order, its tensors by name. */

import { elementsOf } from '../../../models/shape.js';
import type { Collective, OpOf, OpRecord } from '../../../records/trace/op.js';
import type { TensorRecord } from '../../../records/trace/tensor.js';

export interface StepWork {
  readonly ops: readonly OpRecord[];
  readonly tensors: readonly TensorRecord[];
}

/** A step that is being written: what is added to either list. */
export interface StepDraft {
  readonly ops: OpRecord[];
  readonly tensors: Map<string, TensorRecord>;
}

export function draftOf({ tensors }: StepWork): StepDraft {
  return { ops: [], tensors: new Map(tensors.map((tensor) => [tensor.id, tensor])) };
}

/** Tensors that ops use, in the order of first use. */
export function workOf({ ops, tensors }: StepDraft): StepWork {
  const used = new Set(ops.flatMap((op) => [...op.inputs, op.output]));
  return { ops, tensors: [...used].map((id) => tensors.get(id) as TensorRecord) };
}

export function tensorOf({ tensors }: StepDraft, id: string): TensorRecord {
  return tensors.get(id) as TensorRecord;
}

interface CollectiveParts {
  readonly function: Collective;
  readonly chips: number;
  /** What is sent or summed; of what arrives, the tensor as it was elsewhere. */
  readonly of: TensorRecord;
  readonly output: string;
  readonly phase: OpRecord['phase'];
}

/** Adds a collective whose output is as large as the tensor that it is of. @returns the output's id */
export function addCollective(draft: StepDraft, parts: CollectiveParts, inputs = [parts.of.id]): string {
  const { of, output, phase, chips } = parts;
  const { layer, step, repeat, shape } = of;
  draft.tensors.set(output, { ...of, id: output });
  const op: OpOf<'collective'> = {
    kind: 'collective',
    id: `collective/${output}`,
    dims: { elements: elementsOf(shape), chips },
    attributes: { function: parts.function },
    ...{ phase, layer, step, inputs, output, repeat },
  };
  draft.ops.push(op);
  return output;
}
