/** Progress of a training: its loss, how many examples a second it takes since this process began, the time left. */
import { wholeNumber } from '../../reports/units/number.js';
import { createProgress, type Progress } from './progress.js';

const SECONDS_PER_MINUTE = 60;
const SECONDS_PER_HOUR = 3600;

export interface TrainingProgress extends Pick<Progress, 'end'> {
  readonly show: (done: number, total: number, loss: number) => void;
}

/** @param batch examples of a step */
export function createTrainingProgress(label: string, batch: number): TrainingProgress {
  const progress = createProgress(label);
  const begun = Date.now();
  let before: number | undefined;
  return {
    show(done, total, loss) {
      before ??= done - 1;
      progress.show(done, total, noteOf({ steps: done - before, left: total - done, batch }, loss, Date.now() - begun));
    },
    end: progress.end,
  };
}

/** @param steps done in so many milliseconds */
export function noteOf(
  { steps, left, batch }: { readonly steps: number; readonly left: number; readonly batch: number },
  loss: number,
  elapsedMs: number,
): string {
  const secondsPerStep = Math.max(elapsedMs, 1) / 1000 / steps;
  const speed = wholeNumber(Math.round(batch / secondsPerStep));
  return `loss ${loss.toFixed(3)}, ${speed} examples/s, ${timeText(left * secondsPerStep)} left`;
}

/** `42 s`, `3 min`, `2 h 5 min`. */
function timeText(seconds: number): string {
  if (seconds < SECONDS_PER_MINUTE) return `${Math.ceil(seconds)} s`;
  const minutes = Math.round(seconds / SECONDS_PER_MINUTE);
  if (seconds < SECONDS_PER_HOUR) return `${minutes} min`;
  return `${Math.floor(minutes / SECONDS_PER_MINUTE)} h ${minutes % SECONDS_PER_MINUTE} min`;
}
