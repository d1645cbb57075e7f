/** What a sweep has given so far: every point that is done, in the order of the plan, whoever did it and when. */
import { SCHEMAS } from '../../records/schema.js';
import type { SweepPoints, SweepResults } from '../../records/sweep-results.js';
import { type Done, readDone, readPoints } from '../store/store.js';

function resultsOf({ name, tool, axes, points }: SweepPoints, done: Done): SweepResults {
  const placed = points.flatMap(({ settings: _, ...point }) => {
    const result = done.get(point.hash)?.result;
    return result === undefined ? [] : [{ ...point, result }];
  });
  return { schema: SCHEMAS['sweep-results'], name, tool, axes, points: placed };
}

/** @throws InputError for a folder that no sweep is in */
export function readResults(folder: string, where: string): SweepResults {
  return resultsOf(readPoints(folder, where), readDone(folder));
}
