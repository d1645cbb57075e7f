/**
 * Two samples over seeds: the one-sided test of Mann and Whitney at 5 %, as the paper has it, and the 95 % interval of
 * the paired difference against half a point, since a difference that is not significant may only be one of few seeds.
 */
import { mannWhitney } from '../../reports/compose/statistics/mann-whitney.js';
import { mean } from '../../reports/compose/statistics/sample.js';
import { halfInterval } from '../../reports/compose/statistics/students-t.js';
import { meanAccuracy, type Sample } from './seeds.js';

/** Below this probability the paper marks a result. */
export const SIGNIFICANT = 0.05;
/** Points of accuracy within which two formats are called equal here. Chosen: the paper's deviations are below it. */
const HALF_POINT = 0.5;

export interface SampleDifference {
  /** Seeds that both have. */
  readonly pairs: number;
  /** Mean of the paired differences, in points; of the means where there are no pairs. */
  readonly points: number;
  /** Half of the 95 % interval of the paired differences; undefined below two pairs. */
  readonly half: number | undefined;
  /** Of accuracies as low against the other's where the two are alike. */
  readonly probability: number;
  /** Where the interval lies: inside ±half a point, all of it below, or neither. */
  readonly verdict: 'within' | 'below' | 'open';
}

/** @param own, base with at least one seed each */
export function sampleDifference(own: Sample, base: Sample): SampleDifference {
  const accuracies = ({ seeds }: Sample) => seeds.map(({ accuracy }) => accuracy);
  const paired = own.seeds.flatMap(({ seed, accuracy }) => {
    const other = base.seeds.find((candidate) => candidate.seed === seed);
    return other === undefined ? [] : [accuracy - other.accuracy];
  });
  const points = paired.length === 0 ? meanAccuracy(own) - meanAccuracy(base) : mean(paired);
  const half = paired.length < 2 ? undefined : halfInterval(paired);
  const probability = mannWhitney(accuracies(own), accuracies(base));
  return { pairs: paired.length, points, half, probability, verdict: verdictOf(points, half) };
}

function verdictOf(points: number, half: number | undefined): SampleDifference['verdict'] {
  if (half === undefined) return 'open';
  if (Math.abs(points) + half <= HALF_POINT) return 'within';
  return points + half < -HALF_POINT ? 'below' : 'open';
}
