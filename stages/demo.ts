/** The whole way once, for one or more recipes: train, simulate, price each, and one report of all. */
import { join } from 'node:path';
import type { TileMachine } from '../models/machines/tiles/tile-machine.js';
import type { Technology } from '../models/technologies/technology.js';
import type { ReportRecord } from '../records/report.js';
import type { Recipe } from '../records/trace/recipe.js';
import { priceStage } from './price.js';
import { reportStage } from './report.js';
import { scalingTiles, simulateStage } from './simulate.js';
import { type TrainStage, trainStage } from './train.js';

/** A long part of the way: told how far it is, and when it ends. */
export interface DemoProgress {
  readonly show: (done: number, total: number, note?: string) => void;
  readonly end: () => void;
}

export interface DemoStage {
  readonly training: Omit<TrainStage, 'recipe' | 'progress'>;
  readonly machine: TileMachine;
  readonly technology: Technology;
  /** The baseline first. */
  readonly recipes: readonly Recipe[];
  /** Called when a long part begins, with its name. */
  readonly progress: (part: string) => DemoProgress;
}

/** Writes RECIPE/trace, RECIPE/run, RECIPE/priced and report into `folder`. */
export function demoStage(stage: DemoStage, folder: string): ReportRecord {
  const priced = stage.recipes.map((recipe) => pricedRun(stage, recipe, join(folder, recipe.name)));
  return reportStage(
    priced.map((run) => ({ folder: run })),
    join(folder, 'report'),
  );
}

/** @returns the folder of the priced run */
function pricedRun({ training, machine, technology, progress }: DemoStage, recipe: Recipe, folder: string): string {
  const [trace, run, priced] = [join(folder, 'trace'), join(folder, 'run'), join(folder, 'priced')];
  const trained = progress(`training ${recipe.name}`);
  const show = (done: number, total: number, loss: number) => trained.show(done, total, `loss ${loss.toFixed(3)}`);
  trainStage({ ...training, recipe, progress: show }, trace);
  trained.end();
  const simulated = progress(`simulating ${recipe.name}`);
  const scaling = scalingTiles(machine.tiles);
  const how = { engine: 'counted', activity: 'operands', source: 'referred' } as const;
  simulateStage(trace, { ...how, machine, scaling, progress: simulated.show }, run);
  simulated.end();
  priceStage(run, technology, priced, 'referred');
  return priced;
}
