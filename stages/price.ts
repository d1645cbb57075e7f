/** From a run and an energy table to its energy, in a folder that refers to the run. */
import type { Technology } from '../models/technologies/technology.js';
import { parseEnergy, writeRecord } from '../records/checked.js';
import type { EnergyRecord } from '../records/energy.js';
import { energyRecord } from '../sim/energy/price.js';
import { loadRun, type SourceRule, writeSource } from './folders.js';

/** Writes energy.json into `folder`, and where its run lies. */
export function priceStage(
  runFolder: string,
  technology: Technology,
  folder: string,
  source: SourceRule,
): EnergyRecord {
  const run = loadRun(runFolder);
  const energy = energyRecord(run.record, run.sha256, technology);
  writeSource(run.folder, folder, source);
  writeRecord(folder, 'energy.json', energy, parseEnergy);
  return energy;
}
