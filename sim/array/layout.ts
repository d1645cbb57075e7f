/**
 * A step laid out on the machine: every op in its place, its stages, and what it holds of a tile's memory. Weights are
 * copied to the tiles that use them as far as there is room; where what else an op needs then has none, fewer are.
 * Left out: choosing slower plans that need less memory.
 */
import { InputError } from '../../models/input-error.js';
import type { TileMachine } from '../../models/machines/tiles/tile-machine.js';
import type { ZeroGating } from '../../models/units/unit.js';
import type { OpRecord } from '../../records/trace/op.js';
import type { Trace } from '../../records/trace/trace-folder.js';
import { NOTHING_MOVES } from './exchange/phase.js';
import { demandOf } from './memory/demand.js';
import { memoryBytes, memoryOf, occupiedShare, type TileDemand } from './memory/fit.js';
import { type LiveBytes, liveBytes } from './memory/lives.js';
import { usableBytes } from './memory/sram.js';
import { tableBytes } from './memory/tables.js';
import { arrayOp } from './ops/all.js';
import type { OpContext, Stage } from './ops/array-op.js';
import { stageCycles } from './ops/sums.js';
import { type PlanRules, planStep, type StepPlan } from './plan/step-plan.js';
import { elementBytes, type StepWork, sizeOfTensor } from './tensors.js';

/** What a machine is given to do: ops in order, their tensors, the units of their products. */
export interface GivenWork extends StepWork {
  readonly record: Pick<Trace['record'], 'units'>;
}

/** An op in its place, stage by stage, and what it holds. */
export interface LaidOp {
  readonly context: OpContext;
  readonly stages: readonly Stage[];
  readonly demand: TileDemand;
}

/** What plans leave free on every tile: for the exchange's programs, and for what copies of weights would take from others. */
interface Reserve {
  readonly tables: number;
  readonly copies: number;
}

/** Ops in their places. */
export interface LaidOut {
  readonly ops: readonly LaidOp[];
  /** What products were planned beside, by op id; how many copies of a tensor lie on the tiles, where more than one. */
  readonly held: StepPlan['held'];
  readonly copies: StepPlan['copies'];
}

/** Attempts with fewer copies each, before there are none; of a tile's memory what one gives up that says no more. */
const MOST_ATTEMPTS = 6;
const COPIES_SHARES = 8;

const USUAL_RULES: PlanRules = { weights: 'copied', inputs: 'in-place' };

/**
 * The faster of the layouts with and without copies of weights: fuller tiles lose more in the exchange.
 * @param rules weights in copies and inputs in place, unless said
 * @throws InputError where a product fits no split
 */
export function layOut(work: GivenWork, machine: TileMachine, rules: PlanRules = USUAL_RULES): LaidOut {
  const live = liveBytes(work.ops, (tensor) => sizeOfTensor(work, tensor));
  const copied = rules.weights === 'copied' ? copiedLayout(work, machine, rules, live) : undefined;
  if (copied?.copies.size === 0) return copied;
  const once = singleLayout(work, machine, rules, live, copied);
  if (copied === undefined || once === undefined) return (copied ?? once) as LaidOut;
  return cyclesOf(copied, machine) <= cyclesOf(once, machine) ? copied : once;
}

/** As many copies of weights as there is room for; undefined where other ops have none even without. */
function copiedLayout(work: GivenWork, machine: TileMachine, rules: PlanRules, live: readonly LiveBytes[]) {
  let reserve: Reserve = { tables: 0, copies: 0 };
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const laid = triedLayout(work, machine, rules, live, reserve);
    if (laid !== undefined && laid.excess <= 0) return laid;
    if (laid?.copies.size === 0) return undefined;
    const excess = laid?.excess ?? Math.ceil(usableBytes(machine) / COPIES_SHARES);
    reserve = { tables: laid?.tables ?? reserve.tables, copies: reserve.copies + excess };
  }
  return undefined;
}

/** Every weight once. @param otherwise what stands where this does not fit @throws InputError where nothing stands */
function singleLayout(
  work: GivenWork,
  machine: TileMachine,
  rules: PlanRules,
  live: readonly LiveBytes[],
  otherwise: Layout | undefined,
): Layout | undefined {
  const once = { ...rules, weights: 'one-copy' } as const;
  const laid = (tables: number) =>
    otherwise === undefined
      ? layOutBeside(work, machine, once, live, { tables, copies: 0 })
      : triedLayout(work, machine, once, live, { tables, copies: 0 });
  const first = laid(0);
  const second = first === undefined || first.excess <= 0 ? first : laid(first.tables);
  return otherwise !== undefined && (second?.excess ?? 1) > 0 ? undefined : second;
}

/** By the closed form, whatever engine runs it. */
function cyclesOf({ ops }: LaidOut, machine: TileMachine): number {
  return ops.reduce((sum, { context, stages, demand }) => {
    const occupied = occupiedShare(memoryOf(demand, machine), machine);
    return sum + context.op.repeat * stages.reduce((all, stage) => all + stageCycles(stage, machine, occupied), 0);
  }, 0);
}

interface Layout extends LaidOut {
  readonly tables: number;
  /** Bytes that the fullest tile has too many. */
  readonly excess: number;
}

/** Undefined where a product has no room. */
function triedLayout(...[work, machine, rules, live, reserve]: Parameters<typeof layOutBeside>): Layout | undefined {
  try {
    return layOutBeside(work, machine, rules, live, reserve);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

function layOutBeside(
  work: GivenWork,
  machine: TileMachine,
  rules: PlanRules,
  live: readonly LiveBytes[],
  reserve: Reserve,
): Layout {
  const plan = planStep(work, machine, live, reserve, rules);
  const alive = liveBytes(work.ops, (tensor) => {
    const size = sizeOfTensor(work, tensor);
    return { ...size, bytes: size.bytes * (plan.copies.get(tensor) ?? 1) };
  });
  const laid = work.ops.map((op) => {
    const context = opContext(op, work, machine, plan);
    return { context, stages: stagesOf(context) };
  });
  const tables = laid.reduce((sum, { stages }) => sum + tableBytes(stages, machine), 0);
  const keepsOf = (tensor: string) => sizeOfTensor(work, tensor).keeps;
  const ops = laid.map(({ context, stages }, i): LaidOp => {
    const held = { live: alive[i] as LiveBytes, tableBytes: tables, keepsOf };
    return { context, stages, demand: demandOf(context, stages, held) };
  });
  const most = ops.reduce((bytes, { demand }) => Math.max(bytes, memoryBytes(memoryOf(demand, machine))), 0);
  return { ops, held: plan.held, copies: plan.copies, tables, excess: most - usableBytes(machine) };
}

/** On one tile everything is there. */
function stagesOf(context: OpContext): readonly Stage[] {
  const stages = arrayOp(context.op.kind).stages(context);
  return context.machine.tiles > 1 ? stages : stages.map((stage) => ({ ...stage, exchange: NOTHING_MOVES }));
}

function opContext(op: OpRecord, trace: GivenWork, machine: TileMachine, step: StepPlan): OpContext {
  const { placements } = step;
  const [plan, shape] = [step.plans.get(op.id), step.shapes.get(op.id)];
  const formats = op.inputs.map((tensor) => trace.tensors.get(tensor)?.format ?? 'float32');
  const inputBytes = formats.map((format) => elementBytes(format, op.id));
  const outputFormat = trace.tensors.get(op.output)?.format ?? 'float32';
  const outputBytes = elementBytes(outputFormat, op.id);
  const zeroGating = gatingOf(op, formats, trace);
  const roles = op.inputs.map((tensor) => trace.tensors.get(tensor)?.role ?? 'activation');
  const heldBytes = step.heldBytesOf(op.id);
  const tensors = { formats, inputBytes, roles, outputFormat, outputBytes };
  return { op, machine, placements, plan, shape, ...tensors, zeroGating, heldBytes };
}

/** Of the unit that the trace says a product went through. */
function gatingOf(op: OpRecord, [a, b]: readonly string[], { record }: GivenWork): ZeroGating {
  if (op.kind !== 'gemm' && op.kind !== 'convolution') return 'none';
  const unit = record.units.find(
    ({ family, aFormat, bFormat }) => family === op.unit && aFormat === a && bFormat === b,
  );
  return unit?.zeroGating ?? 'none';
}
