/**
 * A trace on a machine of tiles: every op a superstep of exchange and compute, the slowest tile sets the
 * length, counts are summed over all tiles. Left out: overlap of ops, host transfers, off-chip memory.
 */
import { bitsOf } from '../../models/formats/format.js';
import { resolveFloatFormat, resolveFormat } from '../../models/formats/resolve.js';
import { InputError } from '../../models/input-error.js';
import { operandWidth } from '../../models/machines/operand-width.js';
import type { TileMachine } from '../../models/machines/tiles/tile-machine.js';
import { elementsOf } from '../../models/shape.js';
import { addCounts, COUNTS_OF, noCounts } from '../../records/counts/counts.js';
import { ACTIVITY_COUNTS, type CountName } from '../../records/counts/tile-counts.js';
import type { ActivitySource, TileRun, TileRunOp } from '../../records/run.js';
import { SCHEMAS } from '../../records/schema.js';
import type { OpOf, OpRecord } from '../../records/trace/op.js';
import type { TensorRecord } from '../../records/trace/tensor.js';
import type { Trace } from '../../records/trace/trace-folder.js';
import { expectedActivity, type OperandStatistics } from '../tile/activity/expected-activity.js';
import { type CodeMatrix, checkOperand, codesOfBytes, gemmActivity } from './activity.js';
import { placeTensors } from './memory/flow.js';
import { liveBytes, type TensorSize } from './memory/lives.js';
import { arrayOp } from './ops/all.js';
import type { OpContext, Placements } from './ops/array-op.js';
import { type GemmPlan, type GemmShape, gemmShape, grainsOf, planGemm } from './plan/gemm-plan.js';
import { runOp, runTotals } from './superstep.js';
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
  const runner = createTileRunner(machine, options.engine);
  const products = trace.ops.filter((op) => op.kind === 'gemm');
  const shapes = new Map(products.map((op) => [op.id, shapeOf(op, trace)]));
  const plans = planProducts(shapes, machine, runner);
  const placements = placeTensors(trace.ops, { machine, plans, elements: (tensor) => tensorElements(trace, tensor) });
  const live = liveBytes(trace.ops, (tensor) => tensorSize(trace, tensor));
  const ops: TileRunOp[] = [];
  let startCycle = 0;
  for (const op of trace.ops) {
    const context = opContext(op, trace, machine, placements, plans.get(op.id), shapes.get(op.id));
    const done = runOp(context, runner, { startCycle, liveBytes: live[ops.length] as number });
    if (options.activity === 'operands' && op.kind === 'gemm') addActivity(done, context, trace, runner);
    if (options.activity === 'statistics' && op.kind === 'gemm') addExpectedActivity(done, context, trace);
    ops.push(done);
    startCycle += done.cycles;
    options.progress?.(ops.length, trace.ops.length);
  }
  return runRecord(trace, machine, options, ops);
}

/** Products of one shape have one plan. */
function planProducts(
  shapes: ReadonlyMap<string, GemmShape>,
  machine: TileMachine,
  runner: TileRunner,
): Map<string, GemmPlan> {
  const byShape = new Map<string, GemmPlan>();
  const plans = new Map<string, GemmPlan>();
  for (const [op, shape] of shapes) {
    const key = JSON.stringify(shape);
    const plan = byShape.get(key) ?? planGemm(shape, machine, runner, `op ${op}`);
    byShape.set(key, plan);
    plans.set(op, plan);
  }
  return plans;
}

function addActivity(
  done: TileRunOp,
  { op, machine, shape, plan, formats }: OpContext,
  trace: Trace,
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
  const activity = gemmActivity(left, right, shape, plan, grainsOf(machine, shape), runner);
  for (const name of ACTIVITY_COUNTS) done.counts[name] = activity[name] * op.repeat;
}

/** Over the tasks of all tiles; both operands by their tensors' statistics. */
function addExpectedActivity(done: TileRunOp, context: OpContext, trace: Trace): void {
  const { op, machine } = context;
  const [left, right] = op.inputs.map((tensor): OperandStatistics => {
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
    if (task.kind === 'gemm') addCounts(done.counts, expectedCounts(task, machine, left, right), tiles * op.repeat);
  }
}

function expectedCounts(...expected: Parameters<typeof expectedActivity>): Record<CountName, number> {
  return { ...noCounts(COUNTS_OF.tiles.counts), ...expectedActivity(...expected) };
}

function opContext(
  op: OpRecord,
  trace: Trace,
  machine: TileMachine,
  placements: Placements,
  plan: GemmPlan | undefined,
  shape: GemmShape | undefined,
): OpContext {
  const formats = op.inputs.map((tensor) => trace.tensors.get(tensor)?.format ?? 'float32');
  const inputBytes = formats.map((format) => elementBytes(format, op.id));
  const outputFormat = trace.tensors.get(op.output)?.format ?? 'float32';
  const outputBytes = elementBytes(outputFormat, op.id);
  return { op, machine, placements, plan, shape, formats, inputBytes, outputFormat, outputBytes };
}

function shapeOf(op: OpOf<'gemm'>, trace: Trace): GemmShape {
  const { m, n, k } = op.dims;
  const [a, b] = op.inputs.map((tensor) => trace.tensors.get(tensor)?.format ?? '') as [string, string];
  const operands = operandWidth(a, `op ${op.id} left operand`);
  if (operands !== operandWidth(b, `op ${op.id} right operand`)) {
    throw new InputError(`op ${op.id}`, 'two operands of one width', `${a} × ${b}`);
  }
  const partials = operandWidth(trace.tensors.get(op.output)?.format ?? '', `op ${op.id} output`);
  if (partials === 'fp8') throw new InputError(`op ${op.id} output`, 'partials of 16 or 32 bits', partials);
  return gemmShape(m, n, k, operands, partials);
}

function tensorElements(trace: Trace, tensor: string): number {
  return elementsOf(trace.tensors.get(tensor)?.shape ?? []);
}

function tensorSize(trace: Trace, id: string): TensorSize {
  const { format, repeat, role } = trace.tensors.get(id) as TensorRecord;
  const bytes = tensorElements(trace, id) * elementBytes(format, id);
  return { bytes, repeat, keeps: role === 'state' ? 'state' : 'value' };
}

function elementBytes(format: string, op: string): number {
  return Math.ceil(bitsOf(resolveFormat(format, `op ${op}`)) / 8);
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
