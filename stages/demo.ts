/**
 * The whole way once, for one or more recipes and seeds: train, simulate, price each, and one report of all, with whole
 * networks from shapes beside them.
 */
import { join } from 'node:path';
import { InputError } from '../models/input-error.js';
import { withFields } from '../models/machines/fields.js';
import type { TileMachine } from '../models/machines/tiles/tile-machine.js';
import { network } from '../models/networks/networks.js';
import type { Technology } from '../models/technologies/technology.js';
import type { ReportRecord } from '../records/report.js';
import type { Recipe } from '../records/trace/recipe.js';
import type { ComparedRecipes } from '../reports/compose/recipes/timed-recipe.js';
import { simulateTrace } from '../sim/array/simulate.js';
import { loweredTrace } from '../traces/lowering/lower.js';
import { recipesBeside } from './compare-recipes.js';
import { priceStage } from './price.js';
import { reportStage } from './report.js';
import { scalingTiles, simulateStage } from './simulate.js';
import { trainStage } from './train.js';
import type { TrainStage } from './training.js';

/** A long part of the way: told how far it is, and when it ends. */
export interface DemoProgress {
  readonly show: (done: number, total: number, note?: string) => void;
  readonly end: () => void;
}

export interface DemoStage {
  /** How each seed is trained, in every recipe in place of its own; the first seed's run is timed on fewer tiles too. */
  readonly trainings: readonly Omit<TrainStage, 'progress'>[];
  readonly machine: TileMachine;
  readonly technology: Technology;
  /** The baseline first. */
  readonly recipes: readonly Recipe[];
  /** Called when a long part begins, with its name. */
  readonly progress: (part: string) => DemoProgress;
}

/** Writes RECIPE/trace, RECIPE/run and RECIPE/priced, of further seeds RECIPE-seed-2/…, and report into `folder`. */
export function demoStage(stage: DemoStage, folder: string): ReportRecord {
  const tiles = fittingTiles(stage);
  const priced = stage.trainings.flatMap((training, i) =>
    stage.recipes.map((recipe) => {
      const name = i === 0 ? recipe.name : `${recipe.name}-seed-${training.seed}`;
      const scaling = i === 0 ? tiles : [];
      return { folder: pricedRun(stage, { ...training, recipe }, scaling, join(folder, name)) };
    }),
  );
  return reportStage(priced, join(folder, 'report'), { networks: wholeNetworks(stage) });
}

/** Too large to train here: a step of training that is mostly convolutions, answers that are mostly products of tokens. */
const WHOLE_NETWORKS = [
  { name: 'resnet50', pass: 'training', batch: 4 },
  { name: 'bert-large', pass: 'inference', batch: 2 },
] as const;

function wholeNetworks({ trainings, recipes, machine, technology, progress }: DemoStage): ComparedRecipes[] {
  const [training] = trainings;
  if (training === undefined) return [];
  const { unit, unitWhere, toolVersion } = training;
  const timed = progress('timing whole networks');
  const compared = WHOLE_NETWORKS.map(({ name, ...work }, i) => {
    timed.show(i, WHOLE_NETWORKS.length, name);
    const lowered = { ...work, network: network(name, 'demo'), unit, toolVersion };
    return recipesBeside({ work: lowered, recipes, machine, technology, unitWhere });
  });
  timed.end();
  return compared;
}

/**
 * The numbers of tiles on which every recipe's step is timed: those that hold it.
 * @throws InputError before training takes its time, where the whole machine does not hold it
 */
function fittingTiles({ trainings, recipes, machine }: DemoStage): number[] {
  const [training] = trainings;
  if (training === undefined) return [];
  const steps = recipes.map((recipe) => loweredTrace({ ...training, recipe }, training.unitWhere));
  const run = (tiles: number) => {
    const part = withFields(machine, { tiles }, 'scaling');
    for (const step of steps) simulateTrace(step, part, { engine: 'closed-form', activity: 'none' });
  };
  run(machine.tiles);
  return scalingTiles(machine.tiles).filter((tiles) => fits(() => run(tiles)));
}

function fits(run: () => void): boolean {
  try {
    run();
    return true;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}

/** @returns the folder of the priced run */
function pricedRun(
  { machine, technology, progress }: DemoStage,
  training: Omit<TrainStage, 'progress'>,
  scaling: readonly number[],
  folder: string,
): string {
  const [trace, run, priced] = [join(folder, 'trace'), join(folder, 'run'), join(folder, 'priced')];
  const part = `${training.recipe.name}, seed ${training.seed}`;
  const trained = progress(`training ${part}`);
  const show = (done: number, total: number, loss: number) => trained.show(done, total, `loss ${loss.toFixed(3)}`);
  trainStage({ ...training, progress: show }, trace);
  trained.end();
  const simulated = progress(`simulating ${part}`);
  const how = { engine: 'counted', activity: 'operands', source: 'referred' } as const;
  simulateStage(trace, { ...how, machine, scaling, tooFewTiles: 'left-out', progress: simulated.show }, run);
  simulated.end();
  priceStage(run, technology, priced, 'referred');
  return priced;
}
