/**
 * The plans of all products of a step, and where every tensor lies, op by op: what an op's output looks like decides how
 * the next one gets it. An operand lies where it is used if its maker left it so; a tensor that nobody makes is given
 * where its first reader wants it; weights that are given stay in the layout of their product, in as many copies as it
 * uses, where the tiles have room (residency.ts); states of an optimiser lie where their gradient arrives.
 * Left out: choosing a slower product for the sake of the op behind it.
 */
import { InputError } from '../../../models/input-error.js';
import { operandWidth } from '../../../models/machines/operand-width.js';
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import type { OpOf, OpRecord } from '../../../records/trace/op.js';
import type { LiveBytes } from '../memory/lives.js';
import type { Placement } from '../memory/placement.js';
import { interleavedBytes } from '../memory/sram.js';
import { arrayOp } from '../ops/all.js';
import { type PlaceContext, type Placements, spreadOut } from '../ops/array-op.js';
import { elementBytes, elementsOfTensor, type StepWork, sizeOfTensor } from '../tensors.js';
import type { Held } from './gemm-memory.js';
import { type GemmPlan, planSplit } from './gemm-plan.js';
import { type GemmShape, gemmShape } from './gemm-shape.js';
import { alignedSplit, operandPlacement } from './operand-placement.js';
import { plannerOf } from './planner.js';
import { residentWeights } from './residency.js';

type GemmOp = OpOf<'gemm'>;

export interface StepPlan {
  readonly shapes: ReadonlyMap<string, GemmShape>;
  readonly plans: ReadonlyMap<string, GemmPlan>;
  /** What its tiles hold beside each product, by which it was planned. */
  readonly held: ReadonlyMap<string, Held>;
  readonly placements: Placements;
  /** Bytes of all that lives during an op, on a tile. */
  readonly heldBytesOf: (op: string) => number;
  /** Of tensors that lie in more than one copy. */
  readonly copies: ReadonlyMap<string, number>;
}

/** Whether weights that are given may lie in the layout of their product in as many copies as it uses. */
export const WEIGHT_RULES = ['copied', 'one-copy'] as const;
/** Whether what the network reads comes where its first reader wants it, or spread over the tiles. */
export const INPUT_RULES = ['in-place', 'spread'] as const;

export interface PlanRules {
  readonly weights: (typeof WEIGHT_RULES)[number];
  readonly inputs: (typeof INPUT_RULES)[number];
}

/**
 * @param live bytes of all tensors alive during each op
 * @param reserve bytes of every tile that plans leave free: of the exchange's programs; of copies of weights
 * @throws InputError where a product fits no split
 */
export function planStep(
  trace: StepWork,
  machine: TileMachine,
  live: readonly LiveBytes[],
  reserve: { readonly tables: number; readonly copies: number },
  rules: PlanRules,
): StepPlan {
  const planner = plannerOf(machine);
  const made = new Set(trace.ops.map(({ output }) => output));
  const shapes = new Map(
    trace.ops.flatMap((op) => (op.kind === 'gemm' ? [[op.id, shapeOf(op, trace, machine)] as const] : [])),
  );
  const plans = new Map<string, GemmPlan>();
  const heldBeside = new Map<string, Held>();
  const sizes = {
    elements: (tensor: string) => elementsOfTensor(trace, tensor),
    bytes: (tensor: string) => elementBytes(trace.tensors.get(tensor)?.format ?? '', tensor),
  };
  const unplaced: PlaceContext = { machine, plans, placements: new Map(), ...sizes };
  const reserved = reserve.tables + reserve.copies;
  const resident =
    rules.weights === 'one-copy'
      ? new Map<string, number>()
      : residentWeights({ trace, machine, shapes, live, reserved, planner, context: unplaced });
  const copies = copiesOfTensors(trace, resident);
  const more = extraBytes(trace, copies);
  const beside = new Map(
    trace.ops.map(({ id }, i) => {
      return [id, reserve.tables + Math.ceil((bytesOf(live[i] as LiveBytes) + more) / machine.tiles)];
    }),
  );
  const heldBytesOf = (op: string) => beside.get(op) ?? 0;
  const first = walk(new Map(), (op, i, placements) => {
    if (op.kind === 'gemm') plans.set(op.id, planOf(op, bytesOf(live[i] as LiveBytes) + more, placements));
  });
  const placements = walk(statePlaces(trace.ops, first));
  return { shapes, plans, held: heldBeside, placements, copies: copiesAsPlaced(copies, placements), heldBytesOf };

  function walk(
    known: Placements,
    plan?: (op: OpRecord, index: number, placements: Placements) => void,
  ): Map<string, Placement> {
    const placements = new Map(known);
    const context: PlaceContext = { machine, plans, placements, ...sizes, heldBytes: heldBytesOf };
    trace.ops.forEach((op, i) => {
      plan?.(op, i, placements);
      for (const tensor of op.inputs) {
        if (!placements.has(tensor))
          placements.set(tensor, givenPlace(op, tensor, context) ?? spreadOut(tensor, context));
      }
      placements.set(op.output, arrayOp(op.kind).placement(op, context));
    });
    return placements;
  }

  function planOf(op: GemmOp, bytes: number, placements: Placements): GemmPlan {
    const shape = shapes.get(op.id) as GemmShape;
    const [left, right] = op.inputs as [string, string];
    const whole = machine.tiles === 1;
    const held: Held = {
      bytes: heldBytes(op, bytes),
      left: whole || isInput(left) ? 'in-place' : 'gathered',
      right: whole || resident.has(op.id) || (isInput(right) && right !== left) ? 'in-place' : 'gathered',
    };
    heldBeside.set(op.id, held);
    const free = planner(shape, held, `op ${op.id}`);
    const lies = placements.get(left);
    const split = held.left === 'in-place' || lies === undefined ? undefined : alignedSplit(lies, shape);
    const aligned = split === undefined ? undefined : planSplit(split, shape, machine, { ...held, left: 'in-place' });
    return aligned !== undefined && aligned.cycles < free.cycles ? aligned : free;
  }

  /** Bytes that each tile holds beside a product's blocks: all that is alive but what the blocks are, evenly spread. */
  function heldBytes(op: GemmOp, bytes: number): number {
    const own = [op.output];
    if (machine.tiles === 1) own.push(...new Set(op.inputs));
    else if (resident.has(op.id)) own.push(op.inputs[1] as string);
    const blocks = own.reduce((sum, tensor) => sum + sizeOfTensor(trace, tensor).bytes * (copies.get(tensor) ?? 1), 0);
    return reserve.tables + Math.max(0, Math.ceil((bytes - blocks) / machine.tiles));
  }

  /** Whether a tensor comes from outside, where its first reader wants it. */
  function isInput(tensor: string): boolean {
    return rules.inputs === 'in-place' && trace.tensors.get(tensor)?.role === 'activation' && !made.has(tensor);
  }

  /** Where an operand that nobody makes lies, if it lies in place. */
  function givenPlace(op: OpRecord, tensor: string, context: PlaceContext): Placement | undefined {
    if (op.kind !== 'gemm') {
      const isWeight = tensor === op.inputs[1] && resident.has(op.id);
      return isWeight ? arrayOp(op.kind).weightsPlace?.(op, context) : undefined;
    }
    const plan = plans.get(op.id);
    const shape = shapes.get(op.id);
    if (plan === undefined || shape === undefined) return undefined;
    return operandPlacement(plan, shape, tensor === op.inputs[0] ? 'a' : 'b');
  }
}

function bytesOf({ states, values }: LiveBytes): number {
  return states + values;
}

function copiesOfTensors({ ops }: StepWork, resident: ReadonlyMap<string, number>): Map<string, number> {
  return new Map(
    ops.flatMap((op) => {
      const copies = resident.get(op.id);
      return copies === undefined ? [] : [[op.inputs[1] as string, copies] as const];
    }),
  );
}

/** As many as the plans that were made have, which may differ from those that were chosen by. */
function copiesAsPlaced(copies: ReadonlyMap<string, number>, placements: Placements): Map<string, number> {
  return new Map(
    [...copies.keys()].map((tensor) => {
      const place = placements.get(tensor);
      return [tensor, place?.kind === 'grid' ? (place.copies ?? 1) : 1];
    }),
  );
}

/** Bytes of all copies beyond the first. */
function extraBytes(trace: StepWork, copies: ReadonlyMap<string, number>): number {
  return [...copies].reduce((sum, [tensor, count]) => {
    const { bytes, repeat } = sizeOfTensor(trace, tensor);
    return sum + (count - 1) * bytes * repeat;
  }, 0);
}

/** Parameters and their states lie where their update finds the gradient. */
function statePlaces(ops: readonly OpRecord[], placements: Placements): Map<string, Placement> {
  const places = new Map<string, Placement>();
  for (const op of ops) {
    if (op.kind !== 'update') continue;
    const gradient = placements.get(op.inputs.at(-1) ?? '');
    if (gradient === undefined) continue;
    for (const tensor of op.inputs.slice(0, -1)) places.set(tensor, gradient);
  }
  return places;
}

/**
 * Weights come from interleaved memory where the machine has room for a panel there; an operand that is made during the
 * step lies in standard memory, where results are written.
 */
function shapeOf(op: GemmOp, trace: StepWork, machine: TileMachine): GemmShape {
  const { batch, m, n, k } = op.dims;
  const [left, right] = op.inputs.map((tensor) => trace.tensors.get(tensor));
  const output = trace.tensors.get(op.output);
  const operands = operandWidth(left?.format ?? '', `op ${op.id} left operand`);
  if (operands !== operandWidth(right?.format ?? '', `op ${op.id} right operand`)) {
    throw new InputError(`op ${op.id}`, 'two operands of one width', `${left?.format} × ${right?.format}`);
  }
  const partials = operandWidth(output?.format ?? '', `op ${op.id} output`);
  if (partials === 'fp8') throw new InputError(`op ${op.id} output`, 'partials of 16 or 32 bits', partials);
  const interleaved = right?.role === 'weight' && interleavedBytes(machine) >= machine.amp.coefficientBytes;
  return { ...gemmShape(m, n, k, operands, partials), batch, coefficients: interleaved ? 'interleaved' : 'standard' };
}
