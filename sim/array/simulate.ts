/**
 * A trace on a machine of tiles: every op a superstep of exchange and compute, the slowest tile sets the length, counts
 * are summed over all tiles. Left out: overlap of ops.
 */
import { InputError } from '../../models/input-error.js';
import type { TileMachine } from '../../models/machines/tiles/tile-machine.js';
import type { ActivitySource, TileRun, TileRunOp } from '../../records/run.js';
import { SCHEMAS } from '../../records/schema.js';
import { type ChipsRecord, examplesOfPass } from '../../records/trace/chips.js';
import type { Trace } from '../../records/trace/trace-folder.js';
import { withBubble } from './bubble.js';
import { type GivenWork, layOut } from './layout.js';
import { checkChips } from './links.js';
import { withRemedies } from './memory/remedies.js';
import { addActivity, addExpectedActivity } from './op-activity.js';
import type { PlanRules } from './plan/step-plan.js';
import { runOp, runTotals } from './superstep.js';
import { createTileRunner, type TileEngine } from './tile-runner.js';
import { addUnitActivity, type UnitSampling } from './unit-activity.js';

export interface SimulateOptions {
  readonly engine: TileEngine;
  /** Whether products are run on the trace's operands for their activity counts, or these expected from statistics. */
  readonly activity: ActivitySource;
  /** Weights in copies and inputs in place, unless said. */
  readonly rules?: PlanRules;
  /** Sampled changes at units of the AMP, where gates are to price them. */
  readonly unitSampling?: UnitSampling;
  readonly progress?: (done: number, total: number) => void;
}

/**
 * @throws InputError where an op fits no tile, a tensor's operands are missing, or a format has no
 * width on the machine
 */
export function simulateTrace(trace: Trace, machine: TileMachine, options: SimulateOptions): TileRun {
  const { chips } = trace.record;
  if (chips === undefined) return runRecord(trace, machine, options, simulateOps(trace, machine, options));
  checkChips(chips.chips, machine, 'chips');
  const ops = onChip(chips, () => simulateOps(trace, machine, options));
  const each = new Set(
    trace.ops.filter(({ output }) => trace.tensors.get(output)?.inFlight !== undefined).map(({ id }) => id),
  );
  return runRecord(
    trace,
    machine,
    options,
    withBubble(ops, chips, (op) => each.has(op), machine),
  );
}

/** Errors say which chip. */
function onChip<T>({ chip, chips }: ChipsRecord, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`chip ${chip} of ${chips}: ${error.where}`, error.expected, error.got, error.remedy);
  }
}

/** Work, its operands where there are any; where it is known the batch, and of which of how many chips it is. */
export interface Work extends GivenWork {
  readonly record: GivenWork['record'] & {
    readonly network?: Pick<Trace['record']['network'], 'batch'>;
    readonly chips?: ChipsRecord | undefined;
  };
  readonly operand: Trace['operand'];
}

/** The ops of a trace, one after another. @throws InputError as `simulateTrace`, saying what would help what does not fit */
export function simulateOps(trace: Work, machine: TileMachine, options: SimulateOptions): TileRunOp[] {
  const { network, chips } = trace.record;
  const scale =
    network === undefined
      ? undefined
      : ({ name: 'batch', size: examplesOfPass(network.batch, chips), chips: dealtOver(chips) } as const);
  return withRemedies(() => timedOps(trace, machine, options), trace, machine, scale);
}

/** Chips that each have a part of what must lie somewhere. */
function dealtOver(chips: ChipsRecord | undefined): number {
  return chips === undefined || chips.parallel === 'data' ? 1 : chips.chips;
}

function timedOps(trace: Work, machine: TileMachine, options: SimulateOptions): TileRunOp[] {
  const runner = createTileRunner(machine, options.engine);
  const layout = layOut(trace, machine, options.rules);
  const ops: TileRunOp[] = [];
  let startCycle = 0;
  for (const { context, stages, demand } of layout.ops) {
    const done = runOp(context, stages, demand, runner, startCycle);
    if (options.activity === 'operands') addActivity(done, context, trace, runner);
    if (options.activity === 'statistics') addExpectedActivity(done, context, trace);
    if (options.unitSampling !== undefined) addUnitActivity(done, context, stages, trace, options.unitSampling);
    ops.push(done);
    startCycle += done.cycles;
    options.progress?.(ops.length, trace.ops.length);
  }
  return ops;
}

function runRecord(trace: Trace, machine: TileMachine, options: SimulateOptions, ops: TileRunOp[]): TileRun {
  const steps = Math.max(1, trace.record.steps.length);
  const { name, batch } = trace.record.network;
  return {
    schema: SCHEMAS.run,
    traceSha256: trace.sha256,
    machine: { ...machine },
    engine: options.engine,
    activity: options.activity,
    network: { name, batch },
    ...(trace.record.chips === undefined ? {} : { chips: trace.record.chips }),
    recipe: trace.record.recipe.name,
    steps,
    ops,
    totals: runTotals(ops, machine, batch * steps),
  };
}
