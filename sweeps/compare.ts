/**
 * One piece of work on several machines, from shapes alone: cycles, energy and how they change. What-ifs are
 * compared as if they cost neither clock nor area. Left out: operands, and so the energy of their bits.
 */
import type { TileMachine } from '../models/machines/tiles/tile-machine.js';
import type { Technology } from '../models/technologies/technology.js';
import type { RunCause } from '../records/counts/tile-counts.js';
import { type Basis, type BasisShares, isCapped, timeUnderCap } from '../records/energy.js';
import type { TileRun } from '../records/run.js';
import type { Trace } from '../records/trace/trace-folder.js';
import type { GemmShape } from '../sim/array/plan/gemm-shape.js';
import { productWork, simulateProduct } from '../sim/array/product.js';
import { simulateTrace } from '../sim/array/simulate.js';
import { operandUtilisation } from '../sim/array/utilisation.js';
import { priceCounts } from '../sim/energy/price.js';

/** What is run on each machine. */
export type ComparedWork =
  | { readonly kind: 'trace'; readonly trace: Trace }
  | { readonly kind: 'product'; readonly shape: GemmShape; readonly format: string };

/** One machine's row; ratios are against the first machine's. */
export interface ComparedMachine {
  readonly machine: string;
  readonly cycles: number;
  readonly cyclesByCause: Readonly<Record<RunCause, number>>;
  /** Under the machine's power cap. */
  readonly timeS: number;
  /** Time of the first machine over this one's: above 1 is faster. */
  readonly speedup: number;
  /** Of the peak of the operands that the work has, and of the machine's narrowest. */
  readonly utilisation: number;
  readonly machineUtilisation: number;
  readonly energyPj: { readonly low: number; readonly value: number; readonly high: number };
  /** What most of the energy rests on, and its share by basis. */
  readonly energyBasis: Basis;
  readonly basisShares: BasisShares;
  /** Of the machine, where its power cap keeps it below its own. */
  readonly cappedClockHz?: number;
  readonly energyRatio: number;
  readonly powerW: number;
}

/** @throws InputError where a machine cannot do the work, naming the op */
export function compareMachines(
  work: ComparedWork,
  machines: readonly TileMachine[],
  technology: Technology,
): ComparedMachine[] {
  const rows = machines.map((machine) => priced(runOn(work, machine), machine.name, technology));
  const [first] = rows;
  return first === undefined
    ? []
    : rows.map((row) => ({
        ...row,
        speedup: first.timeS / row.timeS,
        energyRatio: row.energyPj.value / first.energyPj.value,
      }));
}

/** What was counted of the work. */
type Counted = Pick<TileRun, 'activity' | 'ops' | 'totals'> & { readonly machine: TileMachine };

function runOn(work: ComparedWork, machine: TileMachine): Counted {
  if (work.kind === 'trace') return simulateTrace(work.trace, machine, { engine: 'counted', activity: 'none' });
  const request = { shape: work.shape, format: work.format, engine: 'counted' } as const;
  return { ...productWork(simulateProduct(request, machine), request, machine) };
}

function priced(run: Counted, machine: string, technology: Technology) {
  const work = priceCounts(run, technology);
  const { totalPj, averagePowerW, operation, headlineBasis, basisShares } = work;
  const { cycles, cyclesByCause, utilisation } = run.totals;
  const timeS = timeUnderCap(work, run.totals.timeS);
  const slower = run.totals.timeS / timeS;
  return {
    machine,
    cycles,
    cyclesByCause,
    timeS,
    utilisation: operandUtilisation(run.ops, run.machine) * slower,
    machineUtilisation: utilisation * slower,
    energyPj: totalPj,
    energyBasis: headlineBasis,
    basisShares,
    powerW: averagePowerW.value,
    ...(isCapped(operation) ? { cappedClockHz: operation.clockHz } : {}),
  };
}
