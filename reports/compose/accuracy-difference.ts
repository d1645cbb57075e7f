/**
 * By how much two rows differ in accuracy, and how sure that is: over seeds that both were trained on, in pairs, or else
 * from the counts of one seed. Left out: which images each got right (their counts are taken as independent).
 */
import type { TrainingRecord } from '../../records/trace/training.js';
import type { PricedRun, ReportInput } from './input.js';
import { mannWhitney } from './statistics/mann-whitney.js';
import { deviation, mean } from './statistics/sample.js';
import { halfInterval } from './statistics/students-t.js';

/** In percentage points. */
export interface AccuracyDifference {
  readonly points: number;
  /** Half of the interval: 95 % over seeds, or one standard error of one seed's counts. */
  readonly error: number;
  readonly interval: 'confidence-95' | 'standard-error';
  /** Seeds that both were trained on. */
  readonly pairs: number;
  /** Of the ranks, from two seeds each on. */
  readonly ranks: RankTest | undefined;
}

/** One-sided, after Mann and Whitney: is the row lower than the baseline? */
interface RankTest {
  /** Of accuracies as low against the baseline's where the two are alike. */
  readonly probability: number;
  /** The least that it can be with so few seeds: all below. */
  readonly least: number;
}

/** Undefined where one of them was not trained. */
export function accuracyDifference(input: ReportInput, base: ReportInput): AccuracyDifference | undefined {
  const [own, other] = [accuracies(input.seeds), accuracies(base.seeds)];
  if (own.size === 0 || other.size === 0) return undefined;
  const pairs = [...own].flatMap(([seed, accuracy]) => {
    const paired = other.get(seed);
    return paired === undefined ? [] : [accuracy - paired];
  });
  const several = own.size > 1 && other.size > 1;
  const ranks = several ? rankTest([...own.values()], [...other.values()]) : undefined;
  if (pairs.length > 1) {
    return { points: mean(pairs), error: halfInterval(pairs), interval: 'confidence-95', pairs: pairs.length, ranks };
  }
  const points = mean([...own.values()]) - mean([...other.values()]);
  return { points, error: unpairedError(input, base), interval: 'standard-error', pairs: pairs.length, ranks };
}

function rankTest(own: readonly number[], other: readonly number[]): RankTest {
  const apart = mannWhitney(
    own.map(() => 0),
    other.map(() => 1),
  );
  return { probability: mannWhitney(own, other), least: apart };
}

/** Accuracy in percent, by seed. */
function accuracies(seeds: readonly PricedRun[]): Map<number, number> {
  return new Map(
    seeds.flatMap(({ training }) => (training === undefined ? [] : [[training.seed, percentRight(training)]])),
  );
}

export function percentRight({ evaluation }: TrainingRecord): number {
  return (100 * evaluation.correct) / evaluation.total;
}

/** One standard error of the count of right answers, in points. */
export function countError({ evaluation: { correct, total } }: TrainingRecord): number {
  const share = correct / total;
  return 100 * Math.sqrt((share * (1 - share)) / total);
}

/** Of the difference of two means: from the deviation over seeds where there are several, from the counts of one. */
function unpairedError(input: ReportInput, base: ReportInput): number {
  return Math.sqrt(meanError(input.seeds) ** 2 + meanError(base.seeds) ** 2);
}

function meanError(seeds: readonly PricedRun[]): number {
  const trained = seeds.flatMap(({ training }) => training ?? []);
  const [only] = trained;
  if (only === undefined) return 0;
  if (trained.length === 1) return countError(only);
  return deviation(trained.map(percentRight)) / Math.sqrt(trained.length);
}
