/**
 * One step of a network in one recipe on one machine, from shapes alone: speed, cycles by cause and by operation, energy.
 * A recipe that the machine cannot run has the reason instead. Left out: what operands' bits change in the energy.
 */
import type { CyclesByCause } from '../../../records/counts/tile-counts.js';
import { type Basis, type BasisShares, isCapped, type Range, timeUnderCap } from '../../../records/energy.js';
import type { TileRun } from '../../../records/run.js';
import { operandUtilisation } from '../../../sim/array/utilisation.js';
import type { PricedWork } from '../../../sim/energy/price.js';
import { unitFactor } from '../../units/si.js';
import { isNarrowProduct, isProduct } from '../breakdown.js';
import { type CyclesByOperation, cyclesByOperation } from './operations.js';

/** What a recipe's step took. */
export interface TimedRecipe {
  readonly kind: 'timed';
  readonly recipe: string;
  readonly samplesPerSecond: number;
  readonly timeS: number;
  readonly cycles: number;
  readonly cyclesByCause: CyclesByCause;
  readonly cyclesByOperation: CyclesByOperation;
  /** Of all cycles: the products' own inner loops and coefficient loads, which narrower operands shorten. */
  readonly productCycles: number;
  readonly macs: number;
  /** Share of the multiply-accumulates whose operands both have at most 8 bits. */
  readonly narrowShare: number;
  /** Of the peak of the operands that each product has. */
  readonly utilisation: number;
  readonly energyJ: Range;
  readonly powerW: Range;
  /** What most of the energy rests on, and its share by basis. */
  readonly energyBasis: Basis;
  readonly basisShares: BasisShares;
  /** Where a power cap keeps the clock below the machine's: samples a second without it. */
  readonly uncapped?: { readonly samplesPerSecond: number; readonly capW: number; readonly clockHz: number };
}

/** What does not fit, or what the machine does not multiply: why, in one sentence. */
export interface RefusedRecipe {
  readonly kind: 'refused';
  readonly recipe: string;
  readonly reason: string;
}

export type RecipeResult = TimedRecipe | RefusedRecipe;

/** Recipes beside each other on one piece of work; the first is the baseline. */
export interface ComparedRecipes {
  readonly network: string;
  readonly pass: 'training' | 'inference';
  readonly batch: number;
  /** Tokens of a sample, where the network has them. */
  readonly sequence?: number;
  readonly machine: string;
  readonly tiles: number;
  readonly recipes: readonly RecipeResult[];
}

export function timedRecipe(run: TileRun, priced: PricedWork): TimedRecipe {
  const { totalPj, averagePowerW, operation, headlineBasis, basisShares } = priced;
  const { cycles, cyclesByCause, counts, samples } = run.totals;
  const timeS = timeUnderCap(priced, run.totals.timeS);
  const joules = unitFactor('pJ', 'J');
  return {
    kind: 'timed',
    recipe: run.recipe,
    samplesPerSecond: samples / timeS,
    timeS,
    cycles,
    cyclesByCause,
    cyclesByOperation: cyclesByOperation(run),
    productCycles: sumOver(run.ops.filter(isProduct), (op) => op.cyclesByCause.compute + op.cyclesByCause.coefficients),
    macs: counts.usefulMacs,
    narrowShare: narrowShare(run),
    utilisation: (operandUtilisation(run.ops, run.machine) * run.totals.timeS) / timeS,
    energyJ: { low: totalPj.low * joules, value: totalPj.value * joules, high: totalPj.high * joules },
    powerW: averagePowerW,
    energyBasis: headlineBasis,
    basisShares,
    ...(isCapped(operation)
      ? {
          uncapped: {
            samplesPerSecond: samples / run.totals.timeS,
            capW: operation.capW,
            clockHz: operation.clockHz,
          },
        }
      : {}),
  };
}

export function isTimed(result: RecipeResult): result is TimedRecipe {
  return result.kind === 'timed';
}

function narrowShare(run: TileRun): number {
  const macs = (op: TileRun['ops'][number]) => op.counts.usefulMacs;
  const all = sumOver(run.ops.filter(isProduct), macs);
  return all === 0 ? 0 : sumOver(run.ops.filter(isNarrowProduct), macs) / all;
}

function sumOver<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0);
}
