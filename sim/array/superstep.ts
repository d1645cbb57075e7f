/**
 * One op on the machine: its stages one after another, cycles by cause and counts over all tiles; and the
 * totals of a list of ops. An op that stands for n equal ones is timed once and counted n times.
 */

import { narrowestOperands } from '../../models/machines/machines.js';
import type { TileMachine } from '../../models/machines/tiles/tile-machine.js';
import { addCounts, COUNTS_OF, noCounts } from '../../records/counts/counts.js';
import {
  type CountName,
  RUN_CAUSES,
  type RunCause,
  TILE_STATES,
  type TileState,
} from '../../records/counts/tile-counts.js';
import type { TileRun, TileRunOp } from '../../records/run.js';
import { operationOf } from '../../records/trace/op.js';
import { ampShape } from '../tile/amp-shape.js';
import { type ExchangePhase, exchangeCounts, exchangeCycles } from './exchange/phase.js';
import { fittingMemory, memoryBytes, occupiedShare, type TileDemand } from './memory/fit.js';
import { tilesOf } from './memory/placement.js';
import { arrayOp } from './ops/all.js';
import { type OpContext, placedAt, type Stage } from './ops/array-op.js';
import type { TileRunner } from './tile-runner.js';

/** Runs the stages of one op. @throws InputError where what it holds does not fit a tile */
export function runOp(
  context: OpContext,
  stages: readonly Stage[],
  demand: TileDemand,
  runner: TileRunner,
  startCycle: number,
): TileRunOp {
  const { op, machine, plan, placements } = context;
  const causes: Record<RunCause, number> = noCounts(RUN_CAUSES);
  const counts: Record<CountName, number> = noCounts(COUNTS_OF.tiles.counts);
  const memory = fittingMemory(demand, machine, `op ${op.id}`);
  const tileCycles: Record<TileState, number> = noCounts(TILE_STATES);
  const occupied = occupiedShare(memory, machine);
  const done: StageSums = { causes, counts, tileCycles };
  const cycles = stages.reduce((sum, stage) => sum + runStage(stage, machine, occupied, runner, done), 0);
  const formats = context.formats.slice(0, op.inputs.length);
  const tiles = tilesOf(placedAt(placements, op.output));
  return {
    op: op.id,
    kind: op.kind,
    operation: operationOf(op),
    phase: op.phase,
    layer: op.layer,
    step: op.step,
    repeat: op.repeat,
    formats,
    outputFormat: context.outputFormat,
    ...(context.zeroGating === 'gated' ? { zeroGating: context.zeroGating } : {}),
    plan: {
      tiles: plan === undefined ? tiles : plan.splitBatch * plan.splitM * plan.splitN * plan.splitK,
      splitBatch: plan?.splitBatch ?? 1,
      splitM: plan?.splitM ?? 1,
      splitN: plan?.splitN ?? 1,
      splitK: plan?.splitK ?? 1,
      rounds: plan?.rounds ?? 1,
      ...(plan === undefined || plan.rounds === 1 ? {} : { roundsOf: plan.roundsOf }),
      ...(plan === undefined ? {} : { left: plan.left, right: plan.right }),
      ...(plan?.orientation === 'transposed' ? { orientation: plan.orientation } : {}),
      ...arrayOp(op.kind).splitRecord?.(context),
      sramBytes: memoryBytes(memory),
    },
    memory,
    liveBytes: demand.aliveBytes,
    startCycle,
    cycles: cycles * op.repeat,
    cyclesByCause: times(causes, op.repeat),
    counts: times(counts, op.repeat),
    tileCycles: times(tileCycles, op.repeat),
  };
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Each count `factor` times. */
function times<Name extends string>(counts: Readonly<Record<Name, number>>, factor: number): Record<Name, number> {
  if (factor === 1) return { ...counts };
  const product = noCounts(Object.keys(counts) as Name[]);
  addCounts(product, counts, factor);
  return product;
}

/** What stages add to: cycles of the slowest tile by cause, counts and cycles of all tiles. */
interface StageSums {
  readonly causes: Record<RunCause, number>;
  readonly counts: Record<CountName, number>;
  readonly tileCycles: Record<TileState, number>;
}

/** Adds a stage's cycles and counts; @param occupied share of a tile's memory @returns its length in cycles */
function runStage(
  stage: Stage,
  machine: TileMachine,
  occupied: number,
  runner: TileRunner,
  { causes, counts, tileCycles }: StageSums,
): number {
  const moved = exchangeCycles(stage.exchange, machine.exchange, occupied);
  causes.exchange += moved.byCause.exchange;
  causes.sync += moved.byCause.sync;
  addCounts(counts, exchangeCounts(stage.exchange));
  counts.syncs += moved.cycles > 0 ? machine.tiles : 0;
  const results = stage.work.map(({ task, tiles, calls = 1 }) => ({ tiles, calls, result: runner.run(task) }));
  for (const { tiles, calls, result } of results) addCounts(counts, result.counts, tiles * calls);
  const lengthOf = ({ calls, result }: (typeof results)[number]) => calls * result.cycles;
  const [slowest] = results.toSorted((a, b) => lengthOf(b) - lengthOf(a));
  if (slowest !== undefined) addCounts(causes, slowest.result.cyclesByCause, slowest.calls);
  const length = slowest === undefined ? 0 : lengthOf(slowest);
  const own = results.map((entry) => ({ tiles: entry.tiles, cycles: lengthOf(entry) }));
  addTileCycles(tileCycles, own, length, machine.tiles);
  addMovingTiles(tileCycles, stage.exchange, moved.cycles, machine);
  const { outside } = stage;
  if (outside !== undefined) {
    causes[outside.cause] += outside.cycles;
    counts[outside.count] += outside.bytes;
    tileCycles.waiting += machine.tiles * outside.cycles;
  }
  return moved.cycles + length + (outside?.cycles ?? 0);
}

/** Tiles with work are busy for their own, and wait for the longest; the others are idle. */
function addTileCycles(
  sums: Record<TileState, number>,
  work: readonly { readonly tiles: number; readonly cycles: number }[],
  length: number,
  tiles: number,
): void {
  for (const { tiles: some, cycles } of work) {
    sums.busy += some * cycles;
    sums.waiting += some * (length - cycles);
  }
  sums.idle += (tiles - sumOf(work.map((entry) => entry.tiles))) * length;
}

/** In a phase all tiles meet; they are busy in the cycles in which a word arrives. */
function addMovingTiles(
  sums: Record<TileState, number>,
  { receivedBytes }: ExchangePhase,
  cycles: number,
  { tiles, exchange }: TileMachine,
): void {
  const busy = Math.min(tiles * cycles, Math.ceil(receivedBytes / exchange.bytesPerCycle));
  sums.busy += busy;
  sums.waiting += tiles * cycles - busy;
}

/** Sums over ops, and the rates that follow. @param samples how many the ops process together */
export function runTotals(ops: readonly TileRunOp[], machine: TileMachine, samples: number): TileRun['totals'] {
  const cyclesByCause: Record<RunCause, number> = noCounts(RUN_CAUSES);
  const counts: Record<CountName, number> = noCounts(COUNTS_OF.tiles.counts);
  const tileCycles: Record<TileState, number> = noCounts(TILE_STATES);
  for (const op of ops) {
    addCounts(cyclesByCause, op.cyclesByCause);
    addCounts(counts, op.counts);
    addCounts(tileCycles, op.tileCycles);
  }
  const cycles = ops.reduce((sum, op) => sum + op.cycles, 0);
  const peakLiveBytes = ops.reduce((most, op) => Math.max(most, op.liveBytes), 0);
  const timeS = cycles / machine.clockHz;
  const flops = (2 * counts.usefulMacs) / timeS;
  const peakFlops = peakFlopsOf(machine);
  return {
    cycles,
    cyclesByCause,
    counts,
    tileCycles,
    peakLiveBytes,
    timeS,
    samples,
    flops,
    peakFlops,
    utilisation: flops / peakFlops,
  };
}

/** Floating-point operations a second (two a multiply-accumulate), of the narrowest operands that the machine multiplies. */
export function peakFlopsOf(machine: TileMachine): number {
  const narrowest = narrowestOperands(machine);
  const { macsPerIssue } = ampShape(machine, narrowest, narrowest === 'fp32' ? 'fp32' : 'fp16');
  return 2 * macsPerIssue * machine.tiles * machine.clockHz;
}
