/**
 * A row against the baseline, metric by metric: ratios, and the difference of accuracies. Rows are compared only in
 * what nothing differs that it assumes equal: in a step's cycles where the work is one, in its energy where the energy
 * table is too, in accuracy where the training is.
 */
import { METRIC_BASES, type Metric } from '../../records/report.js';
import { accuracyDifference } from './accuracy-difference.js';
import type { ReportInput } from './input.js';
import { metricsOf, type Subject, subjectOf } from './metrics.js';
import { type Aspect, differences, settingsOf } from './settings.js';

const ASSUMED_EQUAL: Readonly<Record<Subject, readonly Aspect[]>> = {
  accuracy: ['work', 'training'],
  speed: ['work'],
  energy: ['work', 'price'],
};

/** Whether nothing differs that a comparison of the rows in this assumes equal. */
export function comparable(input: ReportInput, base: ReportInput, subject: Subject): boolean {
  return obstacles(input, base, subject).length === 0;
}

/** The settings that keep two rows from being compared in this, by their keys. */
export function obstacles(input: ReportInput, base: ReportInput, subject: Subject): string[] {
  const differing = differences(settingsOf(input), settingsOf(base));
  return differing.filter(({ aspect }) => ASSUMED_EQUAL[subject].includes(aspect)).map(({ key }) => key);
}

/** Whether both are of the same trainings, on different machines or tables: then there are no accuracies to compare. */
export function sameTrainings(input: ReportInput, base: ReportInput): boolean {
  const traces = ({ seeds }: ReportInput) => seeds.map(({ run }) => run.traceSha256).join();
  return traces(input) === traces(base);
}

/** By the names of metrics; nothing of the baseline itself. */
export function againstBaseline(input: ReportInput, base: ReportInput): Record<string, Metric> {
  if (input === base) return {};
  const [own, other] = [metricsOf(input), metricsOf(base)];
  const compared = Object.keys(own).flatMap((name): [string, Metric][] => {
    const [metric, baseMetric] = [own[name], other[name]];
    const subject = subjectOf(name);
    if (metric === undefined || baseMetric === undefined || !comparable(input, base, subject)) return [];
    const result = subject === 'accuracy' ? difference(name, metric, input, base) : ratioOf(metric, baseMetric);
    return result === undefined ? [] : [[name, result]];
  });
  return Object.fromEntries(compared);
}

/** Of the accuracies; other results of training have no test of their difference. */
function difference(name: string, metric: Metric, input: ReportInput, base: ReportInput): Metric | undefined {
  if (name !== 'Test accuracy' || sameTrainings(input, base)) return undefined;
  const found = accuracyDifference(input, base);
  if (found === undefined) return undefined;
  const { points, error, interval } = found;
  const { basis, method, source } = metric;
  return { value: points, low: points - error, high: points + error, interval, unit: 'points', basis, method, source };
}

/**
 * The range of a ratio of energies varies both together: every figure of the table at its low end for both, or at its
 * high end. Undefined where the baseline is zero.
 */
export function ratioOf(own: Metric, base: Metric): Metric | undefined {
  if (base.value === 0) return undefined;
  const value = own.value / base.value;
  const { method, source } = own;
  const basis = weaker(own.basis, base.basis);
  const ratio = { value, unit: '×', basis, method, source };
  if (own.interval !== 'energy-table' || base.interval !== 'energy-table') return ratio;
  const ends = [value, endRatio(own.low, base.low), endRatio(own.high, base.high)].filter((end) => end !== undefined);
  return { ...ratio, low: Math.min(...ends), high: Math.max(...ends), interval: 'energy-table' };
}

/** What both numbers rest on: the weaker of the two. */
function weaker(a: Metric['basis'], b: Metric['basis']): Metric['basis'] {
  return METRIC_BASES.indexOf(a) < METRIC_BASES.indexOf(b) ? b : a;
}

function endRatio(own: number | undefined, base: number | undefined): number | undefined {
  return own === undefined || base === undefined || base === 0 ? undefined : own / base;
}
