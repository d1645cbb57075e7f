/**
 * Parameters and optimiser states that live in the host's memory: what a pass reads of them comes before its first op that
 * does, and leaves with it; what an update changes goes back. Copies in the formats of products stay on the chip from the
 * forward to the backward pass. Left out: transfers beside the work (the measured runtime has none), gradients.
 */
import type { OpRecord } from '../../../records/trace/op.js';
import { addCollective, draftOf, type StepDraft, type StepWork, tensorOf, workOf } from './step-work.js';

export function streamedFromHost(work: StepWork): StepWork {
  const draft = draftOf(work);
  const made = new Set(work.ops.map(({ output }) => output));
  const updates = work.ops.filter(({ kind }) => kind === 'update');
  const streamed = new Set(updates.flatMap(({ inputs }) => inputs.filter((id) => isState(draft, id) && !made.has(id))));
  const weights = work.tensors.filter(({ role, id }) => role === 'weight' && !made.has(id));
  for (const { id } of weights) streamed.add(id);
  const there = new Set<string>();
  for (const op of work.ops) addOp(draft, op, streamed, there);
  return workOf(draft);
}

function isState(draft: StepDraft, id: string): boolean {
  return tensorOf(draft, id).role === 'state';
}

function addOp(draft: StepDraft, op: OpRecord, streamed: ReadonlySet<string>, there: Set<string>): void {
  const inputs = op.inputs.map((id) => {
    if (!streamed.has(id)) return id;
    const output = `${id}.${op.phase}`;
    if (!there.has(output)) {
      const of = tensorOf(draft, id);
      addCollective(draft, { function: 'from-host', chips: 1, of, output, phase: op.phase }, []);
      there.add(output);
    }
    return output;
  });
  draft.ops.push({ ...op, inputs });
  if (op.kind !== 'update') return;
  for (const id of inputs.slice(0, -1)) {
    addCollective(draft, {
      function: 'to-host',
      chips: 1,
      of: tensorOf(draft, id),
      output: `${id}.kept`,
      phase: 'update',
    });
  }
}
