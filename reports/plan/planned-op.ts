/** How every op of a run's first step is laid over the tiles, where its time goes and what it holds, op by op. */
import type { OperandArrival, Orientation, RoundAxis, TileMemory, TileRun, TileRunOp } from '../../records/run.js';
import type { OpRecord } from '../../records/trace/op.js';
import { usableBytes } from '../../sim/array/memory/sram.js';

export interface PlannedOp {
  readonly op: string;
  readonly layer: string;
  readonly phase: TileRunOp['phase'];
  readonly operation: string;
  /** Where the trace is at hand. */
  readonly dims?: Readonly<Record<string, number>>;
  /** Equal ops that the cycles add up. */
  readonly repeat: number;
  readonly formats: readonly string[];
  readonly outputFormat: string;
  readonly tiles: number;
  readonly split: { readonly batch: number; readonly m: number; readonly n: number; readonly k: number };
  readonly rounds: number;
  readonly roundsOf?: RoundAxis;
  /** Of a convolution. */
  readonly convolution?: TileRunOp['plan']['convolution'];
  /** How a product's or a convolution's operands come. */
  readonly left?: OperandArrival;
  readonly right?: OperandArrival;
  readonly orientation?: Orientation;
  readonly startCycle: number;
  readonly cycles: number;
  /** Of the step. */
  readonly share: number;
  readonly exchangeCycles: number;
  readonly computeCycles: number;
  readonly syncCycles: number;
  /** On the fullest tile, and by what it is for. */
  readonly sramBytes: number;
  readonly memory: TileMemory;
  readonly liveBytes: number;
}

export interface StepLayout {
  readonly network: string;
  readonly recipe: string;
  readonly machine: string;
  readonly tiles: number;
  readonly clockHz: number;
  /** Of a tile's SRAM for tensors, copies and the exchange's programs. */
  readonly usableBytes: number;
  readonly cycles: number;
  readonly ops: readonly PlannedOp[];
}

/** @param ops of the trace, in the order of the run */
export function stepLayout(run: TileRun, ops: readonly OpRecord[] = []): StepLayout {
  const first = run.ops.filter(({ step }) => step === run.ops[0]?.step);
  const cycles = first.reduce((sum, op) => sum + op.cycles, 0);
  const { machine } = run;
  return {
    network: run.network.name,
    recipe: run.recipe,
    machine: machine.name,
    tiles: machine.tiles,
    clockHz: machine.clockHz,
    usableBytes: usableBytes(machine),
    cycles,
    ops: first.map((op, i) => plannedOp(op, ops[i], cycles)),
  };
}

function plannedOp(op: TileRunOp, record: OpRecord | undefined, all: number): PlannedOp {
  const { plan, cyclesByCause } = op;
  const { exchange, sync } = cyclesByCause;
  return {
    op: op.op,
    layer: op.layer,
    phase: op.phase,
    operation: op.operation,
    ...(record === undefined ? {} : { dims: { ...record.dims } }),
    repeat: op.repeat,
    formats: op.formats,
    outputFormat: op.outputFormat,
    tiles: plan.tiles,
    split: { batch: plan.splitBatch, m: plan.splitM, n: plan.splitN, k: plan.splitK },
    rounds: plan.rounds,
    ...(plan.roundsOf === undefined ? {} : { roundsOf: plan.roundsOf }),
    ...(plan.convolution === undefined ? {} : { convolution: plan.convolution }),
    ...(plan.left === undefined ? {} : { left: plan.left }),
    ...(plan.right === undefined ? {} : { right: plan.right }),
    ...(plan.orientation === undefined ? {} : { orientation: plan.orientation }),
    startCycle: op.startCycle,
    cycles: op.cycles,
    share: all === 0 ? 0 : op.cycles / all,
    exchangeCycles: exchange,
    computeCycles: op.cycles - exchange - sync,
    syncCycles: sync,
    sramBytes: plan.sramBytes,
    memory: op.memory,
    liveBytes: op.liveBytes,
  };
}

/** The op that holds most on its fullest tile, the first of equals. */
export function fullestOp({ ops }: StepLayout): PlannedOp | undefined {
  return ops.reduce<PlannedOp | undefined>(
    (most, op) => (most === undefined || op.sramBytes > most.sramBytes ? op : most),
    undefined,
  );
}
