/**
 * One op on the machine: its stages one after another, cycles by cause and counts over all tiles; and the
 * totals of a list of ops. An op that stands for n equal ones is timed once and counted n times.
 */

import { narrowestOperands } from '../../models/machines/machines.js';
import type { TileMachine } from '../../models/machines/tiles/tile-machine.js';
import { addCounts, COUNTS_OF, noCounts } from '../../records/counts/counts.js';
import { ACTIVITY_COUNTS, type CountName, CYCLE_CAUSES, type CycleCause } from '../../records/counts/tile-counts.js';
import type { TileRun, TileRunOp } from '../../records/run.js';
import { operationOf } from '../../records/trace/op.js';
import { ampShape } from '../tile/amp-shape.js';
import { exchangeCycles, NOTHING_MOVES } from './exchange/phase.js';
import { tilesOf } from './memory/placement.js';
import { arrayOp } from './ops/all.js';
import type { OpContext, Placements, Stage } from './ops/array-op.js';
import type { TileRunner } from './tile-runner.js';

/** Whether the operands of an op must first be brought to its tiles. */
export const ARRIVALS = ['gathered', 'in-place'] as const;
export type Arrival = (typeof ARRIVALS)[number];

/** Runs the stages of one op. @param at where in the run, and what is alive then */
export function runOp(
  context: OpContext,
  runner: TileRunner,
  at: { readonly startCycle: number; readonly liveBytes: number },
  arrival: Arrival = 'gathered',
): TileRunOp {
  const { op, machine, plan, placements } = context;
  const causes: Record<CycleCause, number> = noCounts(CYCLE_CAUSES);
  const counts: Record<CountName, number> = noCounts(COUNTS_OF.tiles.counts);
  let cycles = 0;
  for (const stage of arrayOp(op.kind).stages(context)) {
    const exchange = arrival === 'in-place' ? NOTHING_MOVES : stage.exchange;
    cycles += runStage({ ...stage, exchange }, machine, runner, causes, counts);
  }
  const formats = context.formats.slice(0, op.inputs.length);
  const tiles = tilesOf(requirePlacement(placements, op.output));
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
    plan: {
      tiles: plan === undefined ? tiles : plan.splitM * plan.splitN * plan.splitK,
      splitM: plan?.splitM ?? 1,
      splitN: plan?.splitN ?? 1,
      splitK: plan?.splitK ?? 1,
      rounds: plan?.rounds ?? 1,
      sramBytes: plan?.sramBytes ?? 0,
    },
    ...at,
    cycles: cycles * op.repeat,
    cyclesByCause: times(causes, op.repeat),
    counts: times(counts, op.repeat),
  };
}

/** Each count `factor` times. */
function times<Name extends string>(counts: Readonly<Record<Name, number>>, factor: number): Record<Name, number> {
  const product = noCounts(Object.keys(counts) as Name[]);
  addCounts(product, counts, factor);
  return product;
}

/** Adds a stage's cycles and counts; @returns its length in cycles */
function runStage(
  stage: Stage,
  machine: TileMachine,
  runner: TileRunner,
  causes: Record<CycleCause, number>,
  counts: Record<CountName, number>,
): number {
  const moved = exchangeCycles(stage.exchange, machine.exchange);
  causes.exchange += moved.byCause.exchange;
  causes.sync += moved.byCause.sync;
  counts.exchangeSentBytes += stage.exchange.sentBytes;
  counts.exchangeReceivedBytes += stage.exchange.receivedBytes;
  counts.syncs += moved.cycles > 0 ? machine.tiles : 0;
  const results = stage.work.map(({ task, tiles }) => ({ tiles, result: runner.run(task) }));
  for (const { tiles, result } of results) addCounts(counts, { ...noCounts(ACTIVITY_COUNTS), ...result.counts }, tiles);
  const slowest = results.reduce((longest, entry) => (entry.result.cycles > longest.result.cycles ? entry : longest));
  addCounts(causes, slowest.result.cyclesByCause);
  return moved.cycles + slowest.result.cycles;
}

/** Sums over ops, and the rates that follow. @param samples how many the ops process together */
export function runTotals(ops: readonly TileRunOp[], machine: TileMachine, samples: number): TileRun['totals'] {
  const cyclesByCause: Record<CycleCause, number> = noCounts(CYCLE_CAUSES);
  const counts: Record<CountName, number> = noCounts(COUNTS_OF.tiles.counts);
  for (const op of ops) {
    addCounts(cyclesByCause, op.cyclesByCause);
    addCounts(counts, op.counts);
  }
  const cycles = ops.reduce((sum, op) => sum + op.cycles, 0);
  const peakLiveBytes = ops.reduce((most, op) => Math.max(most, op.liveBytes), 0);
  const timeS = cycles / machine.clockHz;
  const flops = (2 * counts.usefulMacs) / timeS;
  const peakFlops = 2 * peakMacsPerCycle(machine) * machine.tiles * machine.clockHz;
  return {
    cycles,
    cyclesByCause,
    counts,
    peakLiveBytes,
    timeS,
    samples,
    flops,
    peakFlops,
    utilisation: flops / peakFlops,
  };
}

/** Multiply-accumulates a cycle of one tile, of the narrowest operands that the machine multiplies. */
function peakMacsPerCycle(machine: TileMachine): number {
  const narrowest = narrowestOperands(machine);
  return ampShape(machine, narrowest, narrowest === 'fp32' ? 'fp32' : 'fp16').macsPerIssue;
}

function requirePlacement(placements: Placements, tensor: string) {
  const placement = placements.get(tensor);
  if (placement === undefined) throw new Error(`tensor ${tensor} lies nowhere`);
  return placement;
}
