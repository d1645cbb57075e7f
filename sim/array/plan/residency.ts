/**
 * Which given weights stay in the layout of their product, copied to all tiles that use a block, so that no exchange
 * brings them: those that save most cycles for each byte of copies, as long as the tiles have room beside all else that
 * lives and the largest blocks that products need. Given are weights that no op of the step makes and no other op reads.
 */
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import type { OpOf } from '../../../records/trace/op.js';
import type { LiveBytes } from '../memory/lives.js';
import { usableBytes } from '../memory/sram.js';
import { type StepWork, sizeOfTensor } from '../tensors.js';
import type { Held } from './gemm-memory.js';
import type { GemmPlan } from './gemm-plan.js';
import type { GemmShape } from './gemm-shape.js';
import type { Planner } from './planner.js';

type GemmOp = OpOf<'gemm'>;

export interface ResidencyRequest {
  readonly trace: StepWork;
  readonly machine: TileMachine;
  readonly shapes: ReadonlyMap<string, GemmShape>;
  /** Bytes of all tensors alive during each op, each in one copy. */
  readonly live: readonly LiveBytes[];
  /** Bytes that every tile holds beside tensors. */
  readonly reserved: number;
  readonly planner: Planner;
}

/** How many copies of its right operand each product with resident weights holds, by op id. */
export function residentWeights(request: ResidencyRequest): Map<string, number> {
  const { trace, machine, shapes, live, reserved, planner } = request;
  if (machine.tiles === 1) return new Map();
  const choices = givenWeightReaders(trace).map((op) => choiceOf(op, shapes.get(op.id) as GemmShape));
  const most = Math.max(0, ...choices.map(({ home }) => home.sramBytes));
  const alive = Math.max(0, ...live.map(({ states, values }) => states + values));
  let room = (usableBytes(machine) - reserved - most) * machine.tiles - alive;
  const copies = new Map<string, number>();
  for (const { op, resident, saved, bytes } of choices.toSorted((a, b) => b.saved / b.bytes - a.saved / a.bytes)) {
    if (saved <= 0 || bytes > room) continue;
    room -= bytes;
    copies.set(op.id, copiesOf(resident));
  }
  return copies;

  function choiceOf(op: GemmOp, shape: GemmShape) {
    const held = (right: Held['right']): Held => ({ bytes: 0, left: 'gathered', right });
    const [home, resident] = [planner(shape, held('gathered'), op.id), planner(shape, held('in-place'), op.id)];
    const { bytes, repeat } = sizeOfTensor(trace, op.inputs[1] as string);
    const extra = bytes * repeat * (copiesOf(resident) - 1);
    return { op, home, resident, saved: op.repeat * (home.cycles - resident.cycles), bytes: Math.max(1, extra) };
  }
}

/** Tiles that share a block of the right operand as given. */
function copiesOf({ orientation, splitM, splitN }: GemmPlan): number {
  return orientation === 'as-given' ? splitM : splitN;
}

function givenWeightReaders({ ops, tensors }: StepWork): GemmOp[] {
  const made = new Set(ops.map(({ output }) => output));
  const readers = new Map<string, number>();
  for (const { inputs } of ops) for (const tensor of inputs) readers.set(tensor, (readers.get(tensor) ?? 0) + 1);
  return ops.filter((op): op is GemmOp => {
    const right = op.inputs[1] ?? '';
    return op.kind === 'gemm' && tensors.get(right)?.role === 'weight' && !made.has(right) && readers.get(right) === 1;
  });
}
