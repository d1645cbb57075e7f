/**
 * Where every tensor of a step lies, op by op: each op says where its output lies; weights and their states live
 * where their update finds the gradient. Left out: moving a placement for a later op's sake.
 */
import type { OpRecord } from '../../../records/trace/op.js';
import { arrayOp } from '../ops/all.js';
import { type PlaceContext, type Placements, spreadOut } from '../ops/array-op.js';
import type { Placement } from './placement.js';

/** What placing needs to know besides the ops. */
type FlowContext = Omit<PlaceContext, 'placements'>;

/** Two walks: the first finds where gradients end up, the second starts with the weights there. */
export function placeTensors(ops: readonly OpRecord[], context: FlowContext): Placements {
  const first = walk(ops, context, new Map());
  const states = new Map<string, Placement>();
  for (const op of ops) {
    if (op.kind !== 'update') continue;
    const gradient = first.get(op.inputs.at(-1) ?? '');
    if (gradient === undefined) continue;
    for (const tensor of op.inputs.slice(0, -1)) states.set(tensor, gradient);
  }
  return walk(ops, context, states);
}

function walk(ops: readonly OpRecord[], flow: FlowContext, given: Placements): Placements {
  const placements = new Map(given);
  const context: PlaceContext = { ...flow, placements };
  for (const op of ops) {
    for (const tensor of op.inputs) {
      if (!placements.has(tensor)) placements.set(tensor, spreadOut(tensor, context));
    }
    placements.set(op.output, arrayOp(op.kind).placement(op, context));
  }
  return placements;
}
