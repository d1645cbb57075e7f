/** How far a sweep is: runs that are done, refused, diverged, left, and how long the rest takes by those that are done. */
import type { SweepPoints } from '../../records/sweep-results.js';
import type { Done } from '../store/store.js';

export interface SweepStatus {
  readonly name: string;
  readonly points: number;
  /** Different settings. */
  readonly runs: number;
  readonly done: number;
  readonly refused: number;
  readonly diverged: number;
  /** On one worker, by the mean of what is done; undefined while nothing is. */
  readonly leftS: number | undefined;
}

export function statusOf({ name, points }: SweepPoints, done: Done): SweepStatus {
  const hashes = [...new Set(points.map(({ hash }) => hash))];
  const lines = hashes.flatMap((hash) => done.get(hash) ?? []);
  const meanS = lines.reduce((sum, { wallS }) => sum + wallS, 0) / lines.length;
  const left = hashes.length - lines.length;
  return {
    name,
    points: points.length,
    runs: hashes.length,
    done: lines.length,
    refused: lines.filter(({ result }) => result.kind === 'refused').length,
    diverged: lines.filter(({ result }) => result.kind === 'trained' && result.divergedAtStep !== null).length,
    leftS: lines.length === 0 ? undefined : left * meanS,
  };
}
