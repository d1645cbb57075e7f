/**
 * Data parallel: each chip takes a batch of its own through all layers; before an update the gradient is added up over
 * all chips, parameter by parameter. Left out: gradients in buckets, states dealt over the chips (ZeRO).
 */
import type { OpRecord } from '../../../records/trace/op.js';
import { addCollective, draftOf, type StepDraft, type StepWork, tensorOf, workOf } from './step-work.js';

/** The step of one of `chips`: all do the same. */
export function dataParallel(work: StepWork, chips: number): StepWork {
  const draft = draftOf(work);
  for (const op of work.ops) draft.ops.push(op.kind === 'update' ? withSummedGradient(draft, op, chips) : op);
  return workOf(draft);
}

function withSummedGradient(draft: StepDraft, op: OpRecord, chips: number): OpRecord {
  const gradient = op.inputs.at(-1) as string;
  const of = tensorOf(draft, gradient);
  const output = `${gradient}.all`;
  addCollective(draft, { function: 'all-reduce', chips, of, output, phase: 'wgrad' });
  return { ...op, inputs: [...op.inputs.slice(0, -1), output] };
}
