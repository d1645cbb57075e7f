/** Progress of a sweep on standard error: runs that are done, and how long the rest takes at the pace so far. */
import { forPeople } from '../../reports/units/si.js';
import { createProgress } from './progress.js';

export interface SweepProgress {
  /** @param done runs, parts of runs among them */
  readonly show: (done: number, total: number) => void;
  readonly end: () => void;
}

export function createSweepProgress(label: string): SweepProgress {
  const line = createProgress(label);
  const started = performance.now();
  let first: number | undefined;
  return {
    show: (done, total) => {
      first ??= Math.floor(done);
      const passedS = (performance.now() - started) / 1000;
      const left = done > first ? `${forPeople((passedS / (done - first)) * (total - done), 's')} left` : '';
      line.show(Math.floor(done), total, left);
    },
    end: line.end,
  };
}
