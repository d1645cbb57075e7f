/** Results of experiments as sections of a page: read from records, wherever they were made. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { InputError, shown } from '../../models/input-error.js';
import { readText } from '../../records/folder.js';
import { parseJson } from '../../records/json.js';
import { type PaperResults, parsePaper } from '../../records/paper.js';
import { parseRecord } from '../../records/schema.js';
import { refusedBySystem } from '../../records/system-error.js';
import { EXPERIMENTS } from './all.js';
import type { Experiment, Section } from './experiment.js';

/** An experiment with its results, read. */
export interface PaperSection extends Section {
  readonly experiment: Experiment;
  readonly results: PaperResults;
}

/** The records of a folder, in the order of the page. @throws InputError for a folder without any */
export function readPaper(folder: string, where: string): PaperSection[] {
  const results = namesIn(folder, where).map((name) => {
    const path = join(folder, name);
    return parsePaper(parseJson(readText(path), path), path);
  });
  if (results.length === 0) {
    throw new InputError(where, 'a folder with results of `octile paper`', `${shown(folder)} without any`);
  }
  return sectionsOf(results);
}

/** Records of experiments that this version does not have are passed over. */
function sectionsOf(results: readonly PaperResults[]): PaperSection[] {
  return EXPERIMENTS.flatMap((experiment) => {
    const own = results.find((candidate) => candidate.experiment === experiment.name);
    return own === undefined ? [] : [{ experiment, results: own, ...read(experiment, own) }];
  });
}

function read(experiment: Experiment, { trained, computed }: PaperResults): Section {
  const where = `${experiment.name}.json`;
  if (experiment.kind === 'computed') {
    return experiment.read(parseRecord(experiment.results, computed, `${where} computed`));
  }
  if (trained === undefined) throw new InputError(`${where} trained`, 'results of a sweep', 'nothing');
  return experiment.read(trained);
}

function namesIn(folder: string, where: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort();
  } catch (error) {
    throw refusedBySystem(error, where, 'a folder that can be read', folder);
  }
}
