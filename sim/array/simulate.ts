/**
 * A trace on a machine of tiles: every op a superstep of exchange and compute, the slowest tile sets the
 * length, counts are summed over all tiles. Left out: overlap of ops, host transfers, off-chip memory.
 */
import { resolveFloatFormat, resolveFormat } from '../../models/formats/resolve.js';
import { InputError } from '../../models/input-error.js';
import { containerBytes, operandWidth } from '../../models/machines/operand-width.js';
import type { TileMachine } from '../../models/machines/tiles/tile-machine.js';
import { elementsOf } from '../../models/shape.js';
import type { ZeroGating } from '../../models/units/unit.js';
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
import { interleavedBytes, usableBytes } from './memory/sram.js';
import { arrayOp } from './ops/all.js';
import type { OpContext, Placements } from './ops/array-op.js';
import { type GemmPlan, planGemm } from './plan/gemm-plan.js';
import { type GemmShape, gemmShape } from './plan/gemm-shape.js';
import { type Arrival, runOp, runTotals } from './superstep.js';
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
  const live = liveBytes(trace.ops, (tensor) => tensorSize(trace, tensor));
  const arrival: Arrival = machine.tiles === 1 ? 'in-place' : 'gathered';
  const shapes = new Map<string, GemmShape>();
  const plans = new Map<string, GemmPlan>();
  const plan = planner(machine, arrival);
  trace.ops.forEach((op, i) => {
    if (op.kind !== 'gemm') return;
    const shape = shapeOf(op, trace, machine);
    shapes.set(op.id, shape);
    plans.set(op.id, plan(shape, heldBytes(op, live[i] as number, trace, machine), `op ${op.id}`));
  });
  const placements = placeTensors(trace.ops, { machine, plans, elements: (tensor) => tensorElements(trace, tensor) });
  const ops: TileRunOp[] = [];
  let startCycle = 0;
  for (const op of trace.ops) {
    const context = opContext(op, trace, machine, placements, plans.get(op.id), shapes.get(op.id));
    const done = runOp(context, runner, { startCycle, liveBytes: live[ops.length] as number }, arrival);
    if (options.activity === 'operands' && op.kind === 'gemm') addActivity(done, context, trace, runner);
    if (options.activity === 'statistics' && op.kind === 'gemm') addExpectedActivity(done, context, trace);
    ops.push(done);
    startCycle += done.cycles;
    options.progress?.(ops.length, trace.ops.length);
  }
  return runRecord(trace, machine, options, ops);
}

/** Bytes that each tile holds beside a product's blocks: all that is alive but its output, evenly spread. */
function heldBytes(op: OpOf<'gemm'>, liveBytes: number, trace: Trace, { tiles }: TileMachine): number {
  const own = tiles === 1 ? [...new Set(op.inputs), op.output] : [op.output];
  return Math.ceil((liveBytes - own.reduce((sum, tensor) => sum + tensorSize(trace, tensor).bytes, 0)) / tiles);
}

/**
 * Products of one shape have one plan, made as if nothing else were held; where that does not fit beside what is, one
 * of their own.
 */
function planner(machine: TileMachine, operands: Arrival) {
  const known = new Map<string, GemmPlan>();
  const remembered = (shape: GemmShape, bytes: number, where: string): GemmPlan => {
    const key = [shape.m, shape.n, shape.k, shape.operandBytes, shape.partialBytes, bytes].join(' ');
    const plan = known.get(key) ?? planGemm(shape, machine, { bytes, left: operands, right: operands }, where);
    known.set(key, plan);
    return plan;
  };
  return (shape: GemmShape, bytes: number, where: string): GemmPlan => {
    const free = remembered(shape, 0, where);
    return free.sramBytes + bytes <= usableBytes(machine) ? free : remembered(shape, bytes, where);
  };
}

function addActivity(
  done: TileRunOp,
  { op, machine, shape, plan, formats, zeroGating }: OpContext,
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
  const activity = gemmActivity([left, right], { shape, plan, zeroGating }, machine, runner);
  for (const name of ACTIVITY_COUNTS) done.counts[name] = activity[name] * op.repeat;
}

/** Over the tasks of all tiles; both operands by their tensors' statistics. */
function addExpectedActivity(done: TileRunOp, context: OpContext, trace: Trace): void {
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
  const zeroGating = gatingOf(op, formats, trace);
  return { op, machine, placements, plan, shape, formats, inputBytes, outputFormat, outputBytes, zeroGating };
}

/** Of the unit that the trace says a product went through. */
function gatingOf(op: OpRecord, [a, b]: readonly string[], { record }: Trace): ZeroGating {
  if (op.kind !== 'gemm') return 'none';
  const unit = record.units.find(
    ({ family, aFormat, bFormat }) => family === op.unit && aFormat === a && bFormat === b,
  );
  return unit?.zeroGating ?? 'none';
}

/** Coefficients come from interleaved memory where the machine has room for a panel there. */
function shapeOf(op: OpOf<'gemm'>, trace: Trace, machine: TileMachine): GemmShape {
  const { m, n, k } = op.dims;
  const [a, b] = op.inputs.map((tensor) => trace.tensors.get(tensor)?.format ?? '') as [string, string];
  const operands = operandWidth(a, `op ${op.id} left operand`);
  if (operands !== operandWidth(b, `op ${op.id} right operand`)) {
    throw new InputError(`op ${op.id}`, 'two operands of one width', `${a} × ${b}`);
  }
  const partials = operandWidth(trace.tensors.get(op.output)?.format ?? '', `op ${op.id} output`);
  if (partials === 'fp8') throw new InputError(`op ${op.id} output`, 'partials of 16 or 32 bits', partials);
  const coefficients = interleavedBytes(machine) >= machine.amp.coefficientBytes ? 'interleaved' : 'standard';
  return { ...gemmShape(m, n, k, operands, partials), coefficients };
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
  return containerBytes(resolveFormat(format, `op ${op}`));
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
