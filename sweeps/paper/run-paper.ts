/**
 * The experiments of the paper, run one after the other in a folder: a sweep each (`sweeps/NAME`, gone on with where it
 * stopped), and what it gave as a small record (`NAME.json`), from which the page is made.
 */
import { join } from 'node:path';
import { canonicalText } from '../../records/json.js';
import { makeFolder } from '../../records/make-folder.js';
import type { PaperResults } from '../../records/paper.js';
import { SCHEMAS } from '../../records/schema.js';
import type { SweepResults } from '../../records/sweep-results.js';
import { refusedBySystem } from '../../records/system-error.js';
import { writeWholeFiles } from '../../records/whole-file.js';
import { type CheckedSweep, checkedSweep } from '../plan/check.js';
import { readResults } from '../results/results.js';
import { runSweep } from '../run/run-sweep.js';
import type { Experiment, PaperSize, Sources } from './experiment.js';

export interface PaperRun {
  readonly experiments: readonly Experiment[];
  readonly size: PaperSize;
  readonly sources: Sources;
  readonly tool: string;
  /** What is typed to have an experiment again. */
  readonly commandOf: (experiment: Experiment) => string;
}

/** An experiment with its points, checked; of one that computes at once none. */
export interface CheckedExperiment {
  readonly experiment: Experiment;
  readonly sweep: CheckedSweep | undefined;
}

/** What is to be run, all of it checked; experiments whose data are not named are left out. @throws InputError */
export function checkedPaper({ experiments, size, sources, tool }: PaperRun): CheckedExperiment[] {
  return experiments.flatMap((experiment): CheckedExperiment[] => {
    if (experiment.kind === 'computed') return [{ experiment, sweep: undefined }];
    const place = experiment.needs === undefined ? '' : sources[experiment.needs];
    if (place === undefined) return [];
    const plan = experiment.plan(size, place);
    return [{ experiment, sweep: checkedSweep(plan, `paper ${experiment.name}`, tool) }];
  });
}

export interface PaperPlace {
  readonly folder: string;
  /** What errors of the folder name. */
  readonly where: string;
  readonly workers: number;
  readonly progress: (done: number, total: number) => void;
}

/** Runs one and writes its record. @throws InputError for a folder that cannot be used */
export async function runExperiment(
  run: PaperRun,
  { experiment, sweep }: CheckedExperiment,
  { folder, where, workers, progress }: PaperPlace,
): Promise<PaperResults> {
  const { name } = experiment;
  const { size, tool } = run;
  prepareFolder(folder, where);
  const about = { schema: SCHEMAS.paper, experiment: name, size, tool, command: run.commandOf(experiment) };
  if (sweep === undefined || experiment.kind === 'computed') {
    const computed = experiment.kind === 'computed' ? experiment.compute() : undefined;
    return written({ ...about, computed }, folder, where);
  }
  const own = join(folder, 'sweeps', name);
  await runSweep({ points: sweep.points, folder: own, where, workers, progress });
  return written({ ...about, trained: withoutCurves(readResults(own, where)) }, folder, where);
}

function prepareFolder(folder: string, where: string): void {
  try {
    makeFolder(join(folder, 'sweeps'));
  } catch (error) {
    throw refusedBySystem(error, where, 'a folder that can be written', folder);
  }
}

function written(results: PaperResults, folder: string, where: string): PaperResults {
  const path = join(folder, `${results.experiment}.json`);
  const place = { path, where, replace: 'replace', remedy: '', begins: '{' } as const;
  writeWholeFiles([{ ...place, fill: (write) => write(canonicalText(results)) }]);
  return results;
}

/** Nothing that the page shows needs them, and they are most of the bytes. */
function withoutCurves(results: SweepResults): SweepResults {
  const points = results.points.map((point) =>
    point.result.kind === 'trained' ? { ...point, result: { ...point.result, lossCurve: [] } } : point,
  );
  return { ...results, points };
}
