/**
 * What a recipe gains as a tile has more to do: the network's step at other batches, and a dense product as the limit,
 * each in both recipes, timed by the closed form and priced by the run's own energy table. From shapes alone, so
 * without what operands' bits change in the energy. Left out: networks that are not in the catalogue.
 */
import { InputError } from '../../models/input-error.js';
import { operandWidth } from '../../models/machines/operand-width.js';
import { NETWORKS } from '../../models/networks/networks.js';
import type { Technology } from '../../models/technologies/technology.js';
import { type EnergyRecord, type Range, timeUnderCap } from '../../records/energy.js';
import { unitsOfTrace } from '../../records/trace/units.js';
import { type GemmShape, gemmShape } from '../../sim/array/plan/gemm-shape.js';
import { productWork, simulateProduct } from '../../sim/array/product.js';
import { simulateTrace } from '../../sim/array/simulate.js';
import { type CountedWork, priceCounts } from '../../sim/energy/price.js';
import { loweredTrace } from '../../traces/lowering/lower.js';
import type { PricedRun } from './input.js';
import { optimiserOf } from './pass.js';

/** Between one batch and the next. */
const BATCH_FACTOR = 4;
const MOST_BATCH = 4096;
/** Sides of the dense product, each. */
export const DENSE_SIDE = 4096;

/** Multiply-accumulates a tile, cycles and energy of one piece of work. */
interface Cost {
  readonly macs: number;
  readonly cycles: number;
  /** Under the power cap of the machine. */
  readonly timeS: number;
  readonly energyPj: Range;
}

/** A recipe against the baseline's on the same work. */
export interface Gain {
  readonly macsPerTile: number;
  readonly speed: number;
  readonly energy: Range;
}

/** The steps, the least work first, and the product where the machine holds it; undefined where they cannot be had. */
export function gains(input: PricedRun, base: PricedRun): { steps: Gain[]; dense: Gain | undefined } | undefined {
  const steps = batchesAround(input.run.network.batch).flatMap((batch) => {
    const [own, other] = [stepCost(input, batch), stepCost(base, batch)];
    return own === undefined || other === undefined ? [] : [{ batch, own, other }];
  });
  const itself = steps.find(({ batch }) => batch === input.run.network.batch);
  if (itself === undefined || !isStepOf(input, itself.own) || !isStepOf(base, itself.other)) return undefined;
  const [own, other] = [productCost(input), productCost(base)];
  return {
    steps: steps.map((step) => gainOf(step.own, step.other, input)),
    dense: own === undefined || other === undefined ? undefined : gainOf(own, other, input),
  };
}

/** Of the runs themselves, operands and all. */
export function gainOfRuns(input: PricedRun, base: PricedRun): Gain {
  return gainOf(runCost(input), runCost(base), input);
}

/** A quarter of the batch, and four times as much until the most. */
function batchesAround(batch: number): number[] {
  const batches = batch >= BATCH_FACTOR ? [Math.floor(batch / BATCH_FACTOR), batch] : [batch];
  while ((batches.at(-1) as number) * BATCH_FACTOR <= MOST_BATCH) {
    batches.push((batches.at(-1) as number) * BATCH_FACTOR);
  }
  return (batches.at(-1) as number) < MOST_BATCH ? [...batches, MOST_BATCH] : batches;
}

/** Undefined for a network, recipe or batch that cannot be lowered onto the machine. */
function stepCost({ run, trace, energy }: PricedRun, batch: number): Cost | undefined {
  const network = NETWORKS.find(({ name }) => name === run.network.name);
  if (network === undefined) return undefined;
  const { recipe, tool } = trace;
  const optimiser = optimiserOf({ run });
  const kind = optimiser === undefined ? { pass: 'inference' as const } : { optimiser: { kind: optimiser } };
  const options = { network, recipe, unit: unitsOfTrace(trace), batch, toolVersion: tool.version, ...kind };
  return whereItFits(() => {
    const step = simulateTrace(loweredTrace(options, 'report'), run.machine, {
      engine: 'closed-form',
      activity: 'none',
    });
    return costOf(step, step.totals, energy);
  });
}

/** Of the operands that most products of the recipe have. */
function productCost({ run, trace, energy }: PricedRun): Cost | undefined {
  const { format } = trace.recipe.roles.activation;
  return whereItFits(() => {
    const request = { shape: denseShape(format), format, engine: 'closed-form' } as const;
    const result = simulateProduct(request, run.machine);
    return costOf(productWork(result, request, run.machine), result.totals, energy);
  });
}

function denseShape(format: string): GemmShape {
  const width = operandWidth(format, 'report');
  return gemmShape(DENSE_SIDE, DENSE_SIDE, DENSE_SIDE, width, width === 'fp32' ? 'fp32' : 'fp16');
}

/** What the machine or the catalogue refuses is left out. */
function whereItFits(cost: () => Cost): Cost | undefined {
  try {
    return cost();
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

type Totals = Pick<PricedRun['run']['totals'], 'cycles' | 'counts' | 'timeS'>;

function costOf(work: CountedWork, totals: Totals, energy: EnergyRecord): Cost {
  const priced = priceCounts(work, tableOf(energy));
  const timeS = timeUnderCap(priced, totals.timeS);
  return { macs: totals.counts.usefulMacs, cycles: totals.cycles, timeS, energyPj: priced.totalPj };
}

function runCost({ run, energy }: PricedRun): Cost {
  const { low, value, high } = energy.totalPj;
  const { steps } = run;
  return {
    macs: run.totals.counts.usefulMacs / steps,
    cycles: run.totals.cycles / steps,
    timeS: timeUnderCap(energy, run.totals.timeS) / steps,
    energyPj: { low: low / steps, value: value / steps, high: high / steps },
  };
}

/** The energy table that a run was priced with, from its record: at the supply at which it was. */
function tableOf({ technology, entries, operation }: EnergyRecord): Technology {
  const figures = entries.map(({ action, per, component, eachPj: { low, value, high }, basis, source }) => [
    action,
    { per, component, low, value, high, basis, source },
  ]);
  const supplyV = operation?.supplyV ?? technology.supplyV;
  return { ...technology, supplyV, figures: { tiles: Object.fromEntries(figures) } };
}

/** Whether the catalogue's network is the one that was run: its step takes as long. */
function isStepOf(run: PricedRun, { cycles, macs }: Cost): boolean {
  const own = runCost(run);
  return own.cycles === cycles && own.macs === macs;
}

/** The energy's range is of both together, each figure of the table at one end for both. */
function gainOf(own: Cost, other: Cost, { run }: PricedRun): Gain {
  const ratios = (['low', 'value', 'high'] as const).map((end) =>
    other.energyPj[end] === 0 ? 1 : own.energyPj[end] / other.energyPj[end],
  ) as [number, number, number];
  return {
    macsPerTile: own.macs / run.machine.tiles,
    speed: other.timeS / own.timeS,
    energy: { low: Math.min(...ratios), value: ratios[1], high: Math.max(...ratios) },
  };
}
