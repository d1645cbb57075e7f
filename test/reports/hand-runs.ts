/** Priced runs written by hand, small enough that every number of a sentence can be counted. */

import { tiledMachine } from '../../models/machines/machines.js';
import type { TileMachine } from '../../models/machines/tiles/tile-machine.js';
import { USUAL_SCHEDULE } from '../../models/optimisers/schedule.js';
import { COUNTS_OF, noCounts } from '../../records/counts/counts.js';
import { RUN_CAUSES } from '../../records/counts/tile-counts.js';
import { BASES, COMPONENTS, type EnergyRecord, type Operation, type Range } from '../../records/energy.js';
import type { TileRunOp } from '../../records/run.js';
import type { Recipe } from '../../records/trace/recipe.js';
import type { TrainingRecord } from '../../records/trace/training.js';
import type { PricedRun } from '../../reports/compose/input.js';
import { recipe } from '../../traces/training/recipes.js';

export const F143 = 'float8_e4m3fnuz';

interface HandOp {
  readonly kind: TileRunOp['kind'];
  readonly formats: readonly string[];
  readonly outputFormat?: string;
  /** Cycles of its own, and those that are not. */
  readonly own: number;
  readonly launch?: number;
  readonly exchange?: number;
  readonly sync?: number;
  readonly usefulMacs?: number;
}

export interface HandRun {
  readonly where: string;
  /** Of its trace: a name of its own unless said. */
  readonly trace?: string;
  readonly label?: string;
  readonly recipe: Recipe;
  readonly network: string;
  readonly batch: number;
  readonly machine: TileMachine;
  readonly unit: string;
  readonly seed: number;
  readonly steps: number;
  readonly ops: readonly HandOp[];
  readonly energyPj: Range;
  readonly entries: EnergyRecord['entries'];
  readonly technology: string;
  readonly headlineBasis: EnergyRecord['headlineBasis'];
  /** What is not assumed has the basis of the headline. */
  readonly assumedShare: number;
  /** Under a power cap. */
  readonly operation?: Operation;
  readonly training: Partial<TrainingRecord> | undefined;
  /** Tiles and cycles. */
  readonly scaling: readonly (readonly [number, number])[];
}

const MACHINE = { ...tiledMachine('ipu21', 'test'), clockHz: 1e9 };

/** 1,000 cycles: 600 of fp16 products, 100 of launches, 200 of exchange, 100 of sync. */
export const PLAIN: HandRun = {
  where: 'plain',
  recipe: recipe('fp16', {}, 'test'),
  network: 'by-hand',
  batch: 10,
  machine: MACHINE,
  unit: 'ipu21-amp',
  seed: 1,
  steps: 1,
  ops: [
    {
      kind: 'gemm',
      formats: ['float16', 'float16'],
      own: 600,
      launch: 100,
      exchange: 200,
      sync: 100,
      usefulMacs: 5000,
    },
  ],
  energyPj: { low: 1000, value: 2000, high: 4000 },
  entries: [],
  technology: 'by-hand-7nm',
  headlineBasis: 'published',
  assumedShare: 0,
  training: {},
  scaling: [],
};

/** 800 cycles: 300 of products, 240 of them with 8-bit operands, 50 of casts, 150 each of launches, exchange, sync. */
export const NARROW: HandRun = {
  ...PLAIN,
  where: 'narrow',
  recipe: recipe('fp8', {}, 'test'),
  ops: [
    { kind: 'gemm', formats: [F143, F143], own: 240, launch: 150, exchange: 150, sync: 150, usefulMacs: 4000 },
    { kind: 'gemm', formats: ['float16', 'float16'], own: 60, usefulMacs: 1000 },
    { kind: 'cast', formats: ['float16'], own: 50 },
  ],
  energyPj: { low: 600, value: 1000, high: 3000 },
};

export function handRun(of: HandRun): PricedRun {
  const ops = of.ops.map(handOp);
  const cycles = ops.reduce((sum, op) => sum + op.cycles, 0);
  const counts = noCounts(COUNTS_OF.tiles.counts);
  counts.usefulMacs = 500 * of.batch * of.steps;
  const timeS = cycles / of.machine.clockHz;
  const samples = of.batch * of.steps;
  const { label, training } = of;
  const identity = JSON.stringify([of.where, of.seed]);
  return {
    where: of.where,
    ...(label === undefined ? {} : { givenLabel: label }),
    run: {
      schema: '',
      traceSha256: of.trace ?? identity,
      machine: of.machine,
      engine: 'counted',
      activity: 'operands',
      network: { name: of.network, batch: of.batch },
      recipe: of.recipe.name,
      steps: of.steps,
      ops,
      totals: {
        cycles,
        cyclesByCause: noCounts(RUN_CAUSES),
        counts,
        tileCycles: { busy: 0, waiting: 0, idle: 0 },
        peakLiveBytes: 0,
        timeS,
        samples,
        flops: (2 * counts.usefulMacs) / timeS,
        peakFlops: 1e15,
        utilisation: 0.01,
      },
    },
    runSha256: identity,
    energy: handEnergy(of, timeS),
    energySha256: identity,
    trace: {
      schema: '',
      tool: { name: 'octile', version: '0' },
      network: { name: of.network, batch: of.batch, parameters: 1234 },
      layers: [],
      recipe: of.recipe,
      units: [{ family: of.unit, aFormat: 'float16', bFormat: 'float16', productsPerStep: 16 }],
      seed: of.seed,
      steps: [],
      sampling: { rule: 'by hand' },
      files: [],
    },
    tensors: [],
    ...(training === undefined ? {} : { training: handTraining(of, training) }),
    ...(of.scaling.length === 0
      ? {}
      : {
          scaling: {
            schema: '',
            traceSha256: '',
            points: of.scaling.map(([tiles, at]) => ({ tiles, cycles: at, cyclesByCause: noCounts(RUN_CAUSES) })),
          },
        }),
  };
}

function handOp(op: HandOp, i: number): TileRunOp {
  const { own, launch = 0, exchange = 0, sync = 0 } = op;
  return {
    op: `op${i}`,
    kind: op.kind,
    operation: op.kind,
    phase: 'forward',
    layer: 'only',
    step: 0,
    repeat: 1,
    formats: [...op.formats],
    outputFormat: op.outputFormat ?? 'float16',
    plan: { tiles: 1, splitBatch: 1, splitM: 1, splitN: 1, splitK: 1, rounds: 1, sramBytes: 0 },
    liveBytes: 0,
    startCycle: 0,
    cycles: own + launch + exchange + sync,
    cyclesByCause: { ...noCounts(RUN_CAUSES), compute: own, launch, exchange, sync },
    counts: { ...noCounts(COUNTS_OF.tiles.counts), usefulMacs: op.usefulMacs ?? 0 },
    tileCycles: { busy: 0, waiting: 0, idle: 0 },
    memory: { tables: 0, states: 0, values: 0, copies: 0 },
  };
}

function handEnergy(of: HandRun, timeS: number): EnergyRecord {
  const { low, value, high } = of.energyPj;
  const watts = (picojoules: number) => picojoules / 1e12 / timeS;
  const nothing = { low: 0, value: 0, high: 0 };
  return {
    schema: '',
    runSha256: '',
    technology: { name: of.technology, node: '7 nm', summary: 'by hand', supplyV: 1 },
    entries: of.entries,
    perOp: [],
    byComponent: Object.fromEntries(COMPONENTS.map((component) => [component, nothing])) as EnergyRecord['byComponent'],
    totalPj: of.energyPj,
    averagePowerW: { low: watts(low), value: watts(value), high: watts(high) },
    ...handHeadline(of),
    ...(of.operation === undefined ? {} : { operation: of.operation }),
  };
}

function handHeadline({ headlineBasis, assumedShare }: HandRun) {
  const shares = BASES.map((basis) => [basis, basis === 'assumed' ? assumedShare : 0]);
  const basisShares = {
    ...Object.fromEntries(shares),
    [headlineBasis]: headlineBasis === 'assumed' ? assumedShare : 1 - assumedShare,
  };
  return { basisShares, headlineBasis, headlineShare: basisShares[headlineBasis], assumedShare };
}

/** 90 % of 200 images unless said. */
function handTraining(of: HandRun, change: Partial<TrainingRecord>): TrainingRecord {
  return {
    schema: '',
    recipe: of.recipe.name,
    network: of.network,
    dataset: { name: 'digits', classes: 10, train: 80, test: 200 },
    optimiser: { kind: 'sgd-momentum', learningRate: 0.1, momentum: 0.5, weightDecay: 0 },
    schedule: USUAL_SCHEDULE,
    seed: of.seed,
    batch: of.batch,
    epochs: 2,
    steps: [{ step: 0, loss: 1.4, lossScaleExponent: 0 }],
    divergedAtStep: null,
    casts: [],
    evaluation: { correct: 180, total: 200, loss: 0.6 },
    ...change,
  };
}

/** Right of 200. */
export function right(correct: number): { readonly evaluation: TrainingRecord['evaluation'] } {
  return { evaluation: { correct, total: 200, loss: 0.6 } };
}
