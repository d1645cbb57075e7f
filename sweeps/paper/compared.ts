/** Recipes over seeds beside a baseline: the table, and what it supports. */
import type { Table } from '../../records/report.js';
import { counted, percentNumber, shownNumber, signedNumber } from '../../reports/units/number.js';
import { type SampleDifference, SIGNIFICANT, sampleDifference } from '../statistics/compare.js';
import { accuracyDeviation, divergedOf, meanAccuracy, type Sample } from '../statistics/seeds.js';
import { finding } from './experiment.js';

/** Points of accuracy above chance from which a baseline may be called one. */
const TRAINED_POINTS = 20;

export interface Comparison {
  readonly samples: readonly Sample[];
  /** Label of what the others are held against. */
  readonly baseline: string;
}

/** @param paper the paper's number for a label, where it has one */
export function comparisonTable(
  { id, title }: { readonly id: string; readonly title: string },
  { samples, baseline }: Comparison,
  paper?: (label: string) => string | undefined,
): Table {
  const base = trained(samples).find(({ label }) => label === baseline);
  return {
    id,
    title,
    columns: [
      { name: 'Setting', unit: '' },
      ...(paper === undefined ? [] : [{ name: 'Paper', unit: '' }]),
      { name: 'Accuracy', unit: '%' },
      { name: 'n', unit: '' },
      { name: 'Diverged', unit: '' },
      { name: `Against ${baseline}`, unit: 'points' },
      { name: 'p, lower', unit: '' },
    ],
    rows: samples.map((sample) => [
      sample.label,
      ...(paper === undefined ? [] : [paper(sample.label) ?? null]),
      ...cellsOf(sample, base),
    ]),
  };
}

function cellsOf(sample: Sample, base: Sample | undefined): (string | number | null)[] {
  if (sample.seeds.length === 0) return [null, 0, 0, sample.refused ?? null, null];
  const accuracy = `${percentNumber(meanAccuracy(sample) / 100, 2)} ± ${accuracyDeviation(sample).toFixed(2)}`;
  const own = [accuracy, sample.seeds.length, divergedOf(sample)];
  if (base === undefined || base === sample) return [...own, null, null];
  const difference = sampleDifference(sample, base);
  return [...own, differenceText(difference) ?? null, difference.probability.toFixed(3)];
}

/** `−0.12 ± 0.30`; undefined where there are no pairs. */
function differenceText({ points, half }: SampleDifference): string | undefined {
  return points === undefined || half === undefined
    ? undefined
    : `${signedNumber(points, 'points')} ± ${half.toFixed(2)}`;
}

/**
 * A sentence on each setting: below the baseline by the test of Mann and Whitney, equal to it within half a point, or
 * not to be told by so few seeds. None where the baseline itself has not trained.
 */
export function comparisonFindings({ samples, baseline }: Comparison): string[] {
  const base = trained(samples).find(({ label }) => label === baseline);
  if (base === undefined || meanAccuracy(base) < TRAINED_POINTS) return [];
  return trained(samples)
    .filter((sample) => sample !== base)
    .flatMap((sample) => findingOf(sample, base));
}

function findingOf(sample: Sample, base: Sample): string[] {
  const { label } = sample;
  const seeds = counted(sample.seeds.length, 'seed');
  const diverged = divergedOf(sample);
  if (diverged > 0) {
    return [`${label} diverges in ${diverged} of ${seeds}: its loss is no finite number.`];
  }
  const difference = sampleDifference(sample, base);
  const { probability, verdict, pairs } = difference;
  const by = differenceText(difference);
  const points = by === undefined ? '' : ` (${by} points over ${counted(pairs, 'pair')})`;
  const below = `${label} is significantly below ${base.label}${points}, one-sided p = ${shownNumber(probability, '')}.`;
  const equal = `${label} equals ${base.label} within half a point${points}.`;
  const open = `${label} is not significantly below ${base.label}${points}, one-sided p = ${shownNumber(probability, '')}; ${seeds} cannot tell them apart to half a point.`;
  return [
    ...finding(probability <= SIGNIFICANT, below),
    ...finding(probability > SIGNIFICANT && verdict === 'within', equal),
    ...finding(probability > SIGNIFICANT && verdict !== 'within', open),
  ];
}

function trained(samples: readonly Sample[]): readonly Sample[] {
  return samples.filter(({ seeds }) => seeds.length > 0);
}
