/** Recipes over seeds beside a baseline: the table, and what it supports. */
import type { Table } from '../../records/report.js';
import { counted, percentNumber, shownNumber, signedNumber } from '../../reports/units/number.js';
import { type SampleDifference, SIGNIFICANT, sampleDifference } from '../statistics/compare.js';
import { holm } from '../statistics/holm.js';
import {
  accuracyDeviation,
  divergedOf,
  FAILING_POINTS,
  meanAccuracy,
  pointsBelow,
  type Sample,
} from '../statistics/seeds.js';
import { finding } from './experiment.js';

/** Points of accuracy above which a baseline may be called one. */
const TRAINED_POINTS = 20;

export interface Comparison {
  readonly samples: readonly Sample[];
  /** Label of what the others are held against. */
  readonly baseline: string;
}

/** A setting beside the baseline. */
interface Compared {
  readonly sample: Sample;
  readonly difference: SampleDifference;
  /** Its probability after Holm's correction for all settings of the experiment. */
  readonly corrected: number;
}

/** @param paper the paper's number for a label, where it has one */
export function comparisonTable(
  { id, title }: { readonly id: string; readonly title: string },
  comparison: Comparison,
  paper?: (label: string) => string | undefined,
): Table {
  const { samples, baseline } = comparison;
  const compared = new Map(comparedOf(comparison).map((each) => [each.sample, each]));
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
      { name: 'p, Holm', unit: '' },
    ],
    rows: samples.map((sample) => [
      sample.label,
      ...(paper === undefined ? [] : [paper(sample.label) ?? null]),
      ...cellsOf(sample, compared.get(sample)),
    ]),
  };
}

function cellsOf(sample: Sample, compared: Compared | undefined): (string | number | null)[] {
  if (sample.seeds.length === 0) return [null, 0, 0, sample.refused ?? null, null, null];
  const deviation = sample.seeds.length === 1 ? '' : ` ± ${accuracyDeviation(sample).toFixed(2)}`;
  const accuracy = `${percentNumber(meanAccuracy(sample) / 100, 2)}${deviation}`;
  const own = [accuracy, sample.seeds.length, divergedOf(sample)];
  if (compared === undefined) return [...own, null, null, null];
  const { difference, corrected } = compared;
  const points = difference.pairs === 0 ? null : differenceText(difference);
  return [...own, points, difference.probability.toFixed(3), corrected.toFixed(3)];
}

/** `−0.12 ± 0.30`, of one pair without an interval. */
function differenceText({ points, half }: SampleDifference): string {
  return `${signedNumber(points, 'points')}${half === undefined ? '' : ` ± ${half.toFixed(2)}`}`;
}

/** The settings that were trained beside a baseline that was. */
function comparedOf({ samples, baseline }: Comparison): Compared[] {
  const trained = samples.filter(({ seeds }) => seeds.length > 0);
  const base = trained.find(({ label }) => label === baseline);
  if (base === undefined) return [];
  const others = trained
    .filter((sample) => sample !== base)
    .map((sample) => ({ sample, difference: sampleDifference(sample, base) }));
  const corrected = holm(others.map(({ difference }) => difference.probability));
  return others.map((each, i) => ({ ...each, corrected: corrected[i] as number }));
}

/**
 * What is true of the settings: some diverge, fail, are below the baseline by the test of Mann and Whitney (the paper's,
 * and corrected for their number), or equal it within half a point; the others are not told from it, in one sentence.
 * None where the baseline itself has not trained.
 */
export function comparisonFindings(comparison: Comparison): string[] {
  const { samples, baseline } = comparison;
  const base = samples.find(({ label, seeds }) => label === baseline && seeds.length > 0);
  if (base === undefined || meanAccuracy(base) < TRAINED_POINTS) return [];
  const all = comparedOf(comparison);
  const told = all.map((each) => ({ each, sentence: sentenceOf(each, base, all.length) }));
  const open = told.flatMap(({ each, sentence }) => (sentence === undefined ? [each] : []));
  return [
    ...told.flatMap(({ sentence }) => sentence ?? []),
    ...finding(
      open.length > 0,
      `Not told from ${baseline} by ${counted(base.seeds.length, 'seed')}: ${open.map(openText).join(', ')}.`,
    ),
  ];
}

function openText({ sample, difference }: Compared): string {
  return `${sample.label} (${differenceText(difference)} points)`;
}

/** Undefined where these seeds do not tell a setting from the baseline. */
function sentenceOf({ sample, difference, corrected }: Compared, base: Sample, settings: number): string | undefined {
  const { label } = sample;
  const { probability, verdict, pairs } = difference;
  const seeds = counted(sample.seeds.length, 'seed');
  const diverged = divergedOf(sample);
  if (diverged > 0) return `${label} diverges in ${diverged} of ${seeds}: its loss is no finite number.`;
  const below = pointsBelow(sample, base);
  if (below > FAILING_POINTS) return `${label} fails: ${below.toFixed(1)} points below ${base.label} over ${seeds}.`;
  const by = `${differenceText(difference)} points over ${counted(pairs, 'pair')}`;
  const p = shownNumber(probability, '');
  const holms = shownNumber(corrected, '');
  if (corrected <= SIGNIFICANT) {
    return `${label} is significantly below ${base.label} (${by}), one-sided p = ${p}, ${holms} after Holm’s correction for ${counted(settings, 'setting')}.`;
  }
  if (probability <= SIGNIFICANT) {
    return `${label} is below ${base.label} (${by}) by the paper’s test, one-sided p = ${p}, but not after Holm’s correction for ${counted(settings, 'setting')} (${holms}).`;
  }
  return verdict === 'within' ? `${label} equals ${base.label} within half a point (${by}).` : undefined;
}
