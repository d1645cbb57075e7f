/**
 * Where every tensor of a step lies, op by op: products leave their output as the plan's grid of blocks,
 * element-wise ops and casts work where their first input lies, weights live where their update finds its
 * gradient. Left out: moving a placement for a later op's sake.
 */
import type { TileMachine } from '../../models/machines/machine.js';
import type { OpRecord } from '../../records/trace.js';
import type { GemmPlan } from './gemm-plan.js';
import { linearPlacement, type Placement, transposedPlacement } from './placement.js';

/** Placements by tensor id. */
export type Placements = Map<string, Placement>;

/** What placing needs to know besides the ops. */
export interface FlowContext {
  readonly machine: TileMachine;
  /** Plan of each gemm by op id. */
  readonly plans: ReadonlyMap<string, GemmPlan>;
  /** Elements of a tensor by id. */
  readonly elements: (tensor: string) => number;
}

/** Fewest elements that a tile takes of a tensor that is only spread out. */
const LINEAR_GRAIN = 16;

/**
 * Two walks: the first finds where gradients end up, the second starts with the weights there.
 */
export function placeTensors(ops: readonly OpRecord[], context: FlowContext): Placements {
  const first = walk(ops, context, new Map());
  const states: Placements = new Map();
  for (const op of ops) {
    if (op.kind !== 'sgd-momentum') continue;
    const gradient = first.get(op.inputs[2]?.tensor ?? '');
    if (gradient === undefined) continue;
    for (const { tensor } of op.inputs.slice(0, 2)) states.set(tensor, gradient);
  }
  return walk(ops, context, states);
}

/** Elements that an op's dims describe. */
export function dimElements(dims: OpRecord['dims']): number {
  if (dims.elements !== undefined) return dims.elements;
  return (dims.rows ?? 1) * (dims.columns ?? 1);
}

/** The output of a product: its blocks, cut once more over the tiles that shared k. */
export function outputPlacement({ dims }: OpRecord, plan: GemmPlan): Placement {
  const [rows, columns] = [dims.m ?? 1, dims.n ?? 1];
  const { splitM, splitN, splitK } = plan;
  if (Math.floor(rows / splitM) >= splitK)
    return { kind: 'grid', rows, columns, splitRows: splitM * splitK, splitColumns: splitN };
  if (Math.floor(columns / splitN) >= splitK)
    return { kind: 'grid', rows, columns, splitRows: splitM, splitColumns: splitN * splitK };
  return { kind: 'grid', rows, columns, splitRows: splitM, splitColumns: splitN };
}

function walk(ops: readonly OpRecord[], context: FlowContext, given: Placements): Placements {
  const placements: Placements = new Map(given);
  for (const op of ops) {
    for (const { tensor } of op.inputs) {
      if (!placements.has(tensor)) placements.set(tensor, spreadOut(tensor, context));
    }
    placements.set(op.output, placeOutput(op, placements, context));
  }
  return placements;
}

function spreadOut(tensor: string, { machine, elements }: FlowContext): Placement {
  return linearPlacement(elements(tensor), machine.tiles, LINEAR_GRAIN);
}

function placeOutput(op: OpRecord, placements: Placements, context: FlowContext): Placement {
  const { machine, plans } = context;
  const spread = spreadOut(op.output, context);
  const first = placements.get(op.inputs[0]?.tensor ?? '') ?? spread;
  switch (op.kind) {
    case 'gemm':
      return outputPlacement(op, plans.get(op.id) as GemmPlan);
    case 'transpose':
      return transposedPlacement(first);
    case 'cast':
    case 'bias-add':
    case 'relu':
    case 'relu-backward':
      return first;
    case 'bias-gradient':
      return first.kind === 'grid'
        ? { ...first, rows: 1, splitRows: 1 }
        : linearPlacement(op.dims.columns ?? 1, machine.tiles, LINEAR_GRAIN);
    case 'softmax-cross-entropy':
      return rowPlacement(op, machine);
    case 'sgd-momentum':
      return placements.get(op.inputs[2]?.tensor ?? '') ?? first;
    case 'max-pool':
    case 'max-pool-backward':
    case 'im2col':
    case 'col2im':
      return spread;
  }
}

/** Whole rows, one or more a tile. */
export function rowPlacement({ dims }: OpRecord, machine: TileMachine): Placement {
  const [rows, columns] = [dims.rows ?? 1, dims.columns ?? 1];
  return { kind: 'grid', rows, columns, splitRows: Math.min(rows, machine.tiles), splitColumns: 1 };
}
