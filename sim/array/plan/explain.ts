/**
 * Why an op is laid out as it is: what each of its stages brings to a tile and takes, what a product would take in other
 * splits, and what it costs and saves that its weights lie in copies where they are used.
 * Times are the closed form's. Left out: other ways of ops that are no products.
 */
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import { closedForm } from '../../tile/kernels/closed-forms.js';
import { type ExchangePhase, exchangeCycles } from '../exchange/phase.js';
import type { LaidOp, LaidOut } from '../layout.js';
import { memoryOf, occupiedShare } from '../memory/fit.js';
import type { OpContext, Stage, TileWork } from '../ops/array-op.js';
import { type StepWork, sizeOfTensor } from '../tensors.js';
import type { Held } from './gemm-memory.js';
import { executedShape, type GemmPlan, planGemm, splitsThatFit } from './gemm-plan.js';
import type { GemmShape } from './gemm-shape.js';

/** One exchange and the work behind it. */
export interface StagePlan {
  /** What the busiest tile receives, in words of the exchange. */
  readonly receivedWords: number;
  readonly pattern: ExchangePhase['pattern'];
  readonly exchangeCycles: number;
  readonly syncCycles: number;
  /** Of the tiles that work longest: their task, how often they do it, and how many they are. */
  readonly task?: { readonly kind: string; readonly sizes: string; readonly calls: number; readonly tiles: number };
  readonly workCycles: number;
}

export interface SplitPlan {
  readonly splitBatch: number;
  readonly splitM: number;
  readonly splitN: number;
  readonly splitK: number;
  readonly rounds: number;
  readonly roundsOf: GemmPlan['roundsOf'];
  readonly sramBytes: number;
  readonly cycles: number;
}

/** A weight that its product finds in place, or would. */
export interface WeightResidency {
  readonly tensor: string;
  readonly resident: boolean;
  readonly copies: number;
  /** On each tile, beyond an even share of one copy. */
  readonly extraBytesPerTile: number;
  /** Of the product where it finds its weight and where it gathers it, of all its repetitions. */
  readonly residentCycles: number;
  readonly gatheredCycles: number;
}

export interface OpExplanation {
  readonly op: string;
  readonly stages: readonly StagePlan[];
  /** Of a product: the plan as it was modelled, and the next best splits. */
  readonly chosen?: SplitPlan;
  readonly others?: readonly SplitPlan[];
  readonly weight?: WeightResidency;
}

/** Splits that are named beside the one that was chosen. */
const OTHER_SPLITS = 5;

/** @param index of the op in its step */
export function explainOp(index: number, work: StepWork, laidOut: LaidOut, machine: TileMachine): OpExplanation {
  const { context, demand, ...laid } = laidOut.ops[index] as LaidOp;
  const occupied = occupiedShare(memoryOf(demand, machine), machine);
  const stages = laid.stages.map((stage) => stagePlan(stage, machine, occupied));
  const { op, plan, shape } = context;
  const held = laidOut.held.get(op.id);
  if (plan === undefined || shape === undefined || held === undefined) return { op: op.id, stages };
  const weight = weightOf(context, shape, held, work, laidOut);
  return {
    op: op.id,
    stages,
    chosen: splitPlan(plan),
    others: otherSplits(plan, shape, held, machine),
    ...(weight === undefined ? {} : { weight }),
  };
}

function stagePlan({ exchange, work }: Stage, machine: TileMachine, occupied: number): StagePlan {
  const { byCause } = exchangeCycles(exchange, machine.exchange, occupied);
  const timed = work.map((entry) => ({ entry, cycles: lengthOf(entry, machine) }));
  const [longest] = timed.sort((a, b) => b.cycles - a.cycles);
  return {
    receivedWords: Math.ceil(exchange.receivedBytesPerTile / machine.exchange.bytesPerCycle),
    pattern: exchange.pattern,
    exchangeCycles: byCause.exchange,
    syncCycles: byCause.sync,
    ...(longest === undefined ? {} : { task: taskOf(longest.entry) }),
    workCycles: longest?.cycles ?? 0,
  };
}

function lengthOf({ task, calls = 1 }: TileWork, machine: TileMachine): number {
  return calls * closedForm(task, machine).cycles;
}

function taskOf({ task, calls = 1, tiles }: TileWork): NonNullable<StagePlan['task']> {
  const { kind, ...fields } = task;
  const sizes = Object.entries(fields).flatMap(([name, value]) =>
    typeof value === 'number' ? [`${name} ${value}`] : [],
  );
  return { kind, sizes: sizes.join(', '), calls, tiles };
}

function splitPlan({ splitBatch, splitM, splitN, splitK, rounds, roundsOf, sramBytes, cycles }: GemmPlan): SplitPlan {
  return { splitBatch, splitM, splitN, splitK, rounds, roundsOf, sramBytes, cycles };
}

/** Of the product as it is run: the fastest that differ from its plan. */
function otherSplits(plan: GemmPlan, shape: GemmShape, held: Held, machine: TileMachine): SplitPlan[] {
  const executed = executedShape(shape, plan);
  const beside = { ...held, left: plan.left, right: plan.right };
  const isPlan = (split: GemmPlan) =>
    split.splitBatch === plan.splitBatch &&
    split.splitM === plan.splitM &&
    split.splitN === plan.splitN &&
    split.splitK === plan.splitK;
  return splitsThatFit(executed, machine, beside)
    .filter((split) => !isPlan(split))
    .slice(0, OTHER_SPLITS)
    .map(splitPlan);
}

function weightOf(
  { op, roles, plan, machine, placements }: OpContext,
  shape: GemmShape,
  held: Held,
  work: StepWork,
  { copies: kept }: LaidOut,
): WeightResidency | undefined {
  const tensor = op.inputs[1] as string;
  if (roles[1] !== 'weight' || plan === undefined || machine.tiles === 1) return undefined;
  const planned = (right: Held['right']) => planGemm(shape, machine, { ...held, bytes: 0, right }, op.id);
  const [there, gathered] = [planned('in-place'), planned('gathered')];
  const place = placements.get(tensor);
  const wanted = there.orientation === 'as-given' ? there.splitM : there.splitN;
  const copies = kept.has(tensor) && place?.kind === 'grid' ? (place.copies ?? 1) : wanted;
  const { bytes, repeat } = sizeOfTensor(work, tensor);
  return {
    tensor,
    resident: kept.has(tensor),
    copies,
    extraBytesPerTile: Math.ceil(((copies - 1) * bytes * repeat) / machine.tiles),
    residentCycles: op.repeat * there.cycles,
    gatheredCycles: op.repeat * gathered.cycles,
  };
}
