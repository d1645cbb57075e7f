/** The results of one setting over its seeds: accuracy, how many diverged, mean and deviation. */
import type { SweepResult } from '../../records/sweep-results.js';
import { deviation, mean } from '../../reports/compose/statistics/sample.js';

export interface SeedResult {
  readonly seed: number;
  /** Of the test set, in percent. */
  readonly accuracy: number;
  /** Cross-entropy of the test set; null where it is no finite number. */
  readonly testLoss: number | null;
  readonly outcome: 'finite' | 'diverged';
}

export interface Sample {
  readonly label: string;
  readonly seeds: readonly SeedResult[];
  /** Why trainings were refused; the first reason. */
  readonly refused?: string;
}

/** Mean of a sample's accuracies, in percent. */
export function meanAccuracy({ seeds }: Sample): number {
  return mean(seeds.map(({ accuracy }) => accuracy));
}

export function accuracyDeviation({ seeds }: Sample): number {
  return deviation(seeds.map(({ accuracy }) => accuracy));
}

export function divergedOf({ seeds }: Sample): number {
  return seeds.filter(({ outcome }) => outcome === 'diverged').length;
}

/** Points of accuracy below a baseline from which a setting is said to fail. Chosen: beyond any seed's deviation. */
export const FAILING_POINTS = 5;

/** How far a sample's mean accuracy lies below a baseline's, in points. */
export function pointsBelow(sample: Sample, baseline: Sample): number {
  return meanAccuracy(baseline) - meanAccuracy(sample);
}

/** Whether a sample neither diverges nor fails beside a baseline. */
export function trainsBeside(sample: Sample, baseline: Sample): boolean {
  return divergedOf(sample) === 0 && pointsBelow(sample, baseline) <= FAILING_POINTS;
}

/** The points by what `labelOf` calls them, in the order of first use; undefined leaves a point out. */
export function samplesBy(
  points: readonly SweepResult[],
  labelOf: (point: SweepResult) => string | undefined,
): Sample[] {
  const groups = new Map<string, SweepResult[]>();
  for (const point of points) {
    const label = labelOf(point);
    if (label !== undefined) groups.set(label, [...(groups.get(label) ?? []), point]);
  }
  return [...groups].map(([label, group]) => sampleOf(label, group));
}

function sampleOf(label: string, group: readonly SweepResult[]): Sample {
  const reason = group.flatMap(({ result }) => (result.kind === 'refused' ? [result.reason] : []))[0];
  const seeds = group.flatMap(({ seed, result }): SeedResult[] => {
    if (result.kind === 'refused') return [];
    const { correct, total, loss } = result.evaluation;
    const outcome = result.divergedAtStep === null && loss !== null ? 'finite' : 'diverged';
    return [{ seed, accuracy: (100 * correct) / total, testLoss: loss, outcome }];
  });
  return { label, seeds, ...(reason === undefined ? {} : { refused: reason }) };
}
