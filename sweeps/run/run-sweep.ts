/** A sweep from its points to a folder that has the result of each: what is done already is not done again. */
import type { SweepPoints } from '../../records/sweep-results.js';
import { distFile } from '../../runtime/dist.js';
import { inStore, readDone, shardPath } from '../store/store.js';
import { runPoints } from './workers.js';

export interface SweepRun {
  readonly points: SweepPoints;
  readonly folder: string;
  /** What errors of the folder name. */
  readonly where: string;
  readonly workers: number;
  /** Of the runs that the sweep has, how many are done; parts of runs among them. */
  readonly progress: (done: number, total: number) => void;
  /** What trains a point, where it is not the usual one. */
  readonly entry?: URL;
}

export interface SweepEnd {
  /** Different settings: points that share them are one run. */
  readonly runs: number;
  /** That were there before. */
  readonly known: number;
}

/** @throws InputError for a folder that cannot be used */
export async function runSweep({ points, folder, where, workers, progress, entry }: SweepRun): Promise<SweepEnd> {
  return inStore({ folder, where }, points, async () => {
    const done = readDone(folder);
    const all = [...new Map(points.points.map((point) => [point.hash, point])).values()];
    const tasks = all.filter(({ hash }) => !done.has(hash));
    const known = all.length - tasks.length;
    await runPoints({
      entry: entry ?? distFile('sweeps/run/train-point.worker.js'),
      shards: Array.from({ length: workers }, (_, i) => shardPath(folder, `worker-${i + 1}`)),
      tasks,
      progress: (share) => progress(known + share, all.length),
    });
    return { runs: all.length, known };
  });
}
