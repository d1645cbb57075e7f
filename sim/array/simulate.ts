/**
 * A trace on a machine of tiles: every op a superstep of exchange and compute, the slowest tile sets the
 * length, counts are summed over all tiles. Left out: overlap of ops, host transfers, off-chip memory.
 */
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import { InputError } from '../../models/input-error.js';
import type { TileMachine } from '../../models/machines/tiles/tile-machine.js';
import type { ZeroGating } from '../../models/units/unit.js';
import { addCounts, COUNTS_OF, noCounts } from '../../records/counts/counts.js';
import { ACTIVITY_COUNTS, type CountName } from '../../records/counts/tile-counts.js';
import type { ActivitySource, TileRun, TileRunOp } from '../../records/run.js';
import { SCHEMAS } from '../../records/schema.js';
import type { OpRecord } from '../../records/trace/op.js';
import type { Trace } from '../../records/trace/trace-folder.js';
import { expectedActivity, type OperandStatistics } from '../tile/activity/expected-activity.js';
import { type CodeMatrix, checkOperand, codesOfBytes, gemmActivity } from './activity.js';
import { NOTHING_MOVES } from './exchange/phase.js';
import { type LiveBytes, liveBytes } from './memory/lives.js';
import { withRemedies } from './memory/remedies.js';
import { usableBytes } from './memory/sram.js';
import { tableBytes } from './memory/tables.js';
import { arrayOp } from './ops/all.js';
import type { OpContext, Placements, Stage } from './ops/array-op.js';
import type { Held } from './plan/gemm-memory.js';
import type { GemmPlan } from './plan/gemm-plan.js';
import type { GemmShape } from './plan/gemm-shape.js';
import { planStep } from './plan/step-plan.js';
import { runOp, runTotals } from './superstep.js';
import { elementBytes, type StepWork, sizeOfTensor } from './tensors.js';
import { createTileRunner, type TileEngine, type TileRunner } from './tile-runner.js';

export interface SimulateOptions {
  readonly engine: TileEngine;
  /** Whether products are run on the trace's operands for their activity counts, or these expected from statistics. */
  readonly activity: ActivitySource;
  readonly progress?: (done: number, total: number) => void;
}

/**
 * @throws InputError where an op fits no tile, a tensor's operands are missing, or a format has no
 * width on the machine
 */
export function simulateTrace(trace: Trace, machine: TileMachine, options: SimulateOptions): TileRun {
  return runRecord(trace, machine, options, simulateOps(trace, machine, options));
}

/** What a machine is given to do: ops in order, their tensors, the units of their products; and the batch, where it is known. */
export interface Work extends StepWork {
  readonly record: Pick<Trace['record'], 'units'> & { readonly network?: Pick<Trace['record']['network'], 'batch'> };
  readonly operand: Trace['operand'];
}

/** The ops of a trace, one after another. @throws InputError as `simulateTrace`, saying what would help what does not fit */
export function simulateOps(trace: Work, machine: TileMachine, options: SimulateOptions): TileRunOp[] {
  const { network } = trace.record;
  const scale = network === undefined ? undefined : ({ name: 'batch', size: network.batch } as const);
  return withRemedies(() => timedOps(trace, machine, options), trace, machine, scale);
}

function timedOps(trace: Work, machine: TileMachine, options: SimulateOptions): TileRunOp[] {
  const runner = createTileRunner(machine, options.engine);
  const { contexts, stages, live, tableBytes } = layOut(trace, machine);
  const keepsOf = (tensor: string) => sizeOfTensor(trace, tensor).keeps;
  const ops: TileRunOp[] = [];
  let startCycle = 0;
  for (const [i, context] of contexts.entries()) {
    const at = { startCycle, live: live[i] as LiveBytes, tableBytes, keepsOf };
    const done = runOp(context, stages[i] as readonly Stage[], runner, at);
    const isProduct = context.op.kind === 'gemm';
    if (options.activity === 'operands' && isProduct) addActivity(done, context, trace, runner);
    if (options.activity === 'statistics' && isProduct) addExpectedActivity(done, context, trace);
    ops.push(done);
    startCycle += done.cycles;
    options.progress?.(ops.length, trace.ops.length);
  }
  return ops;
}

/** Ops in their places: what each does, stage by stage, what is alive during each, and the exchange's programs. */
export interface LaidOut {
  readonly contexts: readonly OpContext[];
  readonly stages: readonly (readonly Stage[])[];
  readonly live: readonly LiveBytes[];
  readonly tableBytes: number;
  /** What products were planned beside, by op id; how many copies of a tensor lie on the tiles, where more than one. */
  readonly held: ReadonlyMap<string, Held>;
  readonly copies: ReadonlyMap<string, number>;
}

/** Planned without the exchange's programs; and once more beside them, where a product has no room for them so. */
export function layOut(trace: Work, machine: TileMachine): LaidOut {
  const free = layOutBeside(trace, machine, 0);
  const most = Math.max(0, ...free.contexts.map(({ plan }) => plan?.sramBytes ?? 0));
  return most + free.tableBytes <= usableBytes(machine) ? free : layOutBeside(trace, machine, free.tableBytes);
}

/** @param reserved bytes of a tile that plans leave free for the exchange's programs */
function layOutBeside(trace: Work, machine: TileMachine, reserved: number): LaidOut {
  const alive = liveBytes(trace.ops, (tensor) => sizeOfTensor(trace, tensor));
  const { shapes, plans, held, placements, copies } = planStep(trace, machine, alive, reserved);
  const live = liveBytes(trace.ops, (tensor) => {
    const size = sizeOfTensor(trace, tensor);
    return { ...size, bytes: size.bytes * (copies.get(tensor) ?? 1) };
  });
  const contexts = trace.ops.map((op) =>
    opContext(op, trace, machine, placements, plans.get(op.id), shapes.get(op.id)),
  );
  const stages = contexts.map((context) => stagesOf(context));
  const tables = stages.reduce((sum, ofOp) => sum + tableBytes(ofOp, machine), 0);
  return { contexts, stages, live, tableBytes: tables, held, copies };
}

/** On one tile everything is there. */
function stagesOf(context: OpContext): readonly Stage[] {
  const stages = arrayOp(context.op.kind).stages(context);
  return context.machine.tiles > 1 ? stages : stages.map((stage) => ({ ...stage, exchange: NOTHING_MOVES }));
}

function addActivity(
  done: TileRunOp,
  { op, machine, shape, plan, formats, zeroGating }: OpContext,
  trace: Work,
  runner: TileRunner,
): void {
  if (shape === undefined || plan === undefined) return;
  const [left, right] = op.inputs.map((tensor, input): CodeMatrix => {
    const stored = trace.operand(tensor);
    if (stored === undefined) {
      throw new InputError(
        `op ${op.id} input ${tensor}`,
        'a tensor with operands',
        'a shape only',
        'simulate with --activity none',
      );
    }
    const format = formats[input] as string;
    const [rows, columns] = input === 0 ? [shape.m, shape.k] : [shape.k, shape.n];
    const matrix = { codes: codesOfBytes(stored.bytes, format), columns, format };
    checkOperand(matrix, rows, columns, `op ${op.id} input ${tensor}`);
    return matrix;
  }) as [CodeMatrix, CodeMatrix];
  const activity = gemmActivity([left, right], { shape, plan, zeroGating }, machine, runner);
  for (const name of ACTIVITY_COUNTS) done.counts[name] = activity[name] * op.repeat;
}

/** Over the tasks of all tiles; both operands by their tensors' statistics. */
function addExpectedActivity(done: TileRunOp, context: OpContext, trace: Work): void {
  const { op, machine, plan, zeroGating } = context;
  const inputs = plan?.orientation === 'transposed' ? op.inputs.toReversed() : op.inputs;
  const [left, right] = inputs.map((tensor): OperandStatistics => {
    const { format, statistics } = trace.tensors.get(tensor) ?? {};
    if (format !== undefined && statistics !== undefined) {
      return { format: resolveFloatFormat(format, tensor), ...statistics };
    }
    const remedy = 'simulate with --activity none';
    throw new InputError(`op ${op.id} input ${tensor}`, 'a tensor with statistics', 'a shape only', remedy);
  }) as [OperandStatistics, OperandStatistics];
  for (const { task, tiles } of arrayOp(op.kind)
    .stages(context)
    .flatMap(({ work }) => work)) {
    if (task.kind === 'gemm')
      addCounts(done.counts, expectedCounts(task, machine, { left, right, zeroGating }), tiles * op.repeat);
  }
}

function expectedCounts(...expected: Parameters<typeof expectedActivity>): Record<CountName, number> {
  return { ...noCounts(COUNTS_OF.tiles.counts), ...expectedActivity(...expected) };
}

function opContext(
  op: OpRecord,
  trace: Work,
  machine: TileMachine,
  placements: Placements,
  plan: GemmPlan | undefined,
  shape: GemmShape | undefined,
): OpContext {
  const formats = op.inputs.map((tensor) => trace.tensors.get(tensor)?.format ?? 'float32');
  const inputBytes = formats.map((format) => elementBytes(format, op.id));
  const outputFormat = trace.tensors.get(op.output)?.format ?? 'float32';
  const outputBytes = elementBytes(outputFormat, op.id);
  const zeroGating = gatingOf(op, formats, trace);
  const roles = op.inputs.map((tensor) => trace.tensors.get(tensor)?.role ?? 'activation');
  return { op, machine, placements, plan, shape, formats, inputBytes, roles, outputFormat, outputBytes, zeroGating };
}

/** Of the unit that the trace says a product went through. */
function gatingOf(op: OpRecord, [a, b]: readonly string[], { record }: Work): ZeroGating {
  if (op.kind !== 'gemm') return 'none';
  const unit = record.units.find(
    ({ family, aFormat, bFormat }) => family === op.unit && aFormat === a && bFormat === b,
  );
  return unit?.zeroGating ?? 'none';
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
    recipe: trace.record.recipe.name,
    steps,
    ops,
    totals: runTotals(ops, machine, batch * steps),
  };
}
