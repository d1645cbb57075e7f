/**
 * Which given weights stay in the layout of their product, copied to all tiles that use a block, so that no exchange
 * brings them: those that save most cycles for each byte of copies, as long as the tiles have room beside all else that
 * lives and the largest blocks that products need. Given are weights that no op of the step makes and no other op reads.
 */
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import type { OpOf, OpRecord } from '../../../records/trace/op.js';
import { exchangeCycles } from '../exchange/phase.js';
import type { LiveBytes } from '../memory/lives.js';
import { type BlockSize, blocksOf } from '../memory/placement.js';
import { usableBytes } from '../memory/sram.js';
import { arrayOp } from '../ops/all.js';
import type { PlaceContext } from '../ops/array-op.js';
import { type StepWork, sizeOfTensor } from '../tensors.js';
import type { Held } from './gemm-memory.js';
import type { GemmPlan } from './gemm-plan.js';
import type { GemmShape } from './gemm-shape.js';
import type { Planner } from './planner.js';

export interface ResidencyRequest {
  readonly trace: StepWork;
  readonly machine: TileMachine;
  readonly shapes: ReadonlyMap<string, GemmShape>;
  /** Bytes of all tensors alive during each op, each in one copy. */
  readonly live: readonly LiveBytes[];
  /** Bytes that every tile holds beside tensors. */
  readonly reserved: number;
  readonly planner: Planner;
  /** For ops that place their own weights. */
  readonly context: PlaceContext;
}

/** How many copies of its weights each op that finds them in place holds, by op id. */
export function residentWeights(request: ResidencyRequest): Map<string, number> {
  const { trace, machine, live, reserved } = request;
  if (machine.tiles === 1) return new Map();
  const choices = givenWeightReaders(trace).flatMap((op) => choiceOf(op, request) ?? []);
  const most = Math.max(0, ...choices.map(({ blockBytes }) => blockBytes));
  const alive = Math.max(0, ...live.map(({ states, values }) => states + values));
  let room = (usableBytes(machine) - reserved - most) * machine.tiles - alive;
  const resident = new Map<string, number>();
  for (const { op, copies, saved, bytes } of choices.toSorted((a, b) => b.saved / b.bytes - a.saved / a.bytes)) {
    if (saved <= 0 || bytes > room) continue;
    room -= bytes;
    resident.set(op, copies);
  }
  return resident;
}

/** What it would be for an op to find its weights in place. */
interface Choice {
  readonly op: string;
  readonly copies: number;
  /** Cycles, of all its repetitions. */
  readonly saved: number;
  /** Of all copies but one. */
  readonly bytes: number;
  /** On a tile, where they are gathered. */
  readonly blockBytes: number;
}

function choiceOf(op: OpRecord, request: ResidencyRequest): Choice | undefined {
  const { trace } = request;
  const found = op.kind === 'gemm' ? productChoice(op, request) : placedChoice(op, request);
  if (found === undefined) return undefined;
  const { bytes, repeat } = sizeOfTensor(trace, op.inputs[1] as string);
  const { copies, saved, blockBytes } = found;
  return { op: op.id, copies, saved: op.repeat * saved, bytes: Math.max(1, bytes * repeat * (copies - 1)), blockBytes };
}

type FoundChoice = Pick<Choice, 'copies' | 'saved' | 'blockBytes'>;

/** Planned both ways. */
function productChoice(op: OpOf<'gemm'>, { shapes, planner }: ResidencyRequest): FoundChoice {
  const shape = shapes.get(op.id) as GemmShape;
  const planned = (right: Held['right']) => planner(shape, { bytes: 0, left: 'gathered', right }, op.id);
  const [home, resident] = [planned('gathered'), planned('in-place')];
  return { copies: copiesOf(resident), saved: home.cycles - resident.cycles, blockBytes: home.sramBytes };
}

/** Of an op that says where its weights would lie: what bringing a tile's block of them takes. */
function placedChoice(op: OpRecord, { machine, context }: ResidencyRequest): FoundChoice | undefined {
  const place = arrayOp(op.kind).weightsPlace?.(op, context);
  if (place?.kind !== 'grid') return undefined;
  const [{ rows, columns }] = blocksOf(place) as [BlockSize];
  const blockBytes = rows * columns * context.bytes(op.inputs[1] as string);
  const phase = {
    pattern: 'gather',
    receivedBytesPerTile: blockBytes,
    sentBytes: 0,
    receivedBytes: blockBytes,
  } as const;
  const { exchange } = exchangeCycles(phase, machine.exchange).byCause;
  return { copies: place.copies ?? 1, saved: exchange - machine.exchange.latencyCycles, blockBytes };
}

/** Tiles that share a block of the right operand as given. */
function copiesOf({ orientation, splitM, splitN }: GemmPlan): number {
  return orientation === 'as-given' ? splitM : splitN;
}

function givenWeightReaders({ ops, tensors }: StepWork): OpRecord[] {
  const made = new Set(ops.map(({ output }) => output));
  const readers = new Map<string, number>();
  for (const { inputs } of ops) for (const tensor of inputs) readers.set(tensor, (readers.get(tensor) ?? 0) + 1);
  return ops.filter(({ kind, inputs }) => {
    const right = inputs[1] ?? '';
    const multiplies = kind === 'gemm' || kind === 'convolution';
    return multiplies && tensors.get(right)?.role === 'weight' && !made.has(right) && readers.get(right) === 1;
  });
}
