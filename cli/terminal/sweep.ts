/** What a sweep is and how far it is, in a few lines. */
import { counted, wholeNumber } from '../../reports/units/number.js';
import { forPeople, rangeForPeople } from '../../reports/units/si.js';
import type { CheckedSweep } from '../../sweeps/plan/check.js';
import type { SweepStatus } from '../../sweeps/results/status.js';

/**
 * Multiply-accumulates a second of a core while it trains. Assumed, by the bench: a unit with a slow twin, or a small
 * convolution on float32 sums; a perceptron in fp8 on the IPU's unit.
 */
const ASSUMED_MACS_PER_S = { least: 2e8, most: 4e9 } as const;

export function sweepText({ points, runs, steps, macs }: CheckedSweep): string {
  const shared = runs === points.points.length ? '' : `, ${counted(runs, 'different run')}`;
  const work = `${counted(steps, 'step')}, ${forPeople(macs, 'MAC')}`;
  const { least, most } = ASSUMED_MACS_PER_S;
  const rates = `${rangeForPeople(least, most, 'MAC/s')} (assumed), by unit and network`;
  const time = `${rangeForPeople(macs / most, macs / least, 's')} on one worker at ${rates}`;
  return `${points.name}: ${counted(points.points.length, 'point')}${shared}; ${work}; ${time}`;
}

export function statusText({ name, points, runs, done, refused, diverged, leftS }: SweepStatus): string {
  const outcomes = [
    ...(diverged > 0 ? [`${wholeNumber(diverged)} diverged`] : []),
    ...(refused > 0 ? [`${wholeNumber(refused)} refused`] : []),
  ];
  const left = leftS === undefined || leftS === 0 ? '' : `; about ${forPeople(leftS, 's')} left on one worker`;
  const among = outcomes.length === 0 ? '' : ` (${outcomes.join(', ')})`;
  const shared = runs === points ? '' : `, for ${counted(points, 'point')}`;
  return `${name}: ${wholeNumber(done)} of ${counted(runs, 'run')} done${among}${shared}${left}`;
}
