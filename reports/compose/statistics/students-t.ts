/**
 * The 95 % interval of a mean: how far from it the true one may lie, by Student's t.
 * Source of the quantiles: Fisher and Yates, Statistical Tables, table III (two-sided 5 %), 1 to 30 degrees of
 * freedom; beyond them the expansion of Cornish and Fisher around the normal's 1.959964 (Abramowitz and Stegun 26.7.5).
 */
import { deviation } from './sample.js';

const QUANTILES = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11,
  2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
] as const;
const NORMAL = 1.959964;

/** The value that |t| exceeds with a probability of 5 %. @param freedom degrees of freedom, at least 1 */
export function tQuantile(freedom: number): number {
  const z = NORMAL;
  const listed = QUANTILES[freedom - 1];
  if (listed !== undefined) return listed;
  return z + (z ** 3 + z) / (4 * freedom) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2);
}

/** Half the width of the 95 % interval of the mean. @param values at least two */
export function halfInterval(values: readonly number[]): number {
  return (tQuantile(values.length - 1) * deviation(values)) / Math.sqrt(values.length);
}
