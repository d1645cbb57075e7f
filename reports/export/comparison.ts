/**
 * The rows of a report side by side: what they share is said once, what differs names them, and each
 * metric stands in one unit with its range and a mark where it is assumed. Every exporter shows this
 * comparison. The order does not depend on the order of keys in the record.
 */
import type { Metric, ReportRecord } from '../../records/report.js';
import { shownNumber } from '../units/number.js';
import { forPeople, inBaseUnit, rangeForPeople, type Scaling, scaled, scaledRange } from '../units/si.js';
import { commonScaling, commonUnit } from './column.js';

/** Follows a number that rests on an assumption. */
export const ASSUMED_MARK = '†';
export const ASSUMED_LEGEND = 'assumed: rests on at least one value that is neither published nor measured';

export interface ComparedCell {
  readonly value: string;
  /** `0.90–1.40`; '' where the number has no range. */
  readonly range: string;
  readonly basis: Metric['basis'];
  readonly method: string;
  readonly source: string;
}

export interface ComparedMetric {
  readonly label: string;
  /** '' where each cell carries its own unit. */
  readonly unit: string;
  /** One for each run; undefined where the run has no such metric. */
  readonly cells: readonly (ComparedCell | undefined)[];
}

export interface Comparison {
  /** What is equal in all runs: `machine ipu21, network resnet32`. */
  readonly shared: string;
  /** What tells the runs apart, one name each. */
  readonly runs: readonly string[];
  readonly metrics: readonly ComparedMetric[];
}

/** Metrics in the record's order; those that it does not name follow by name. */
export function comparisonOf(report: ReportRecord): Comparison {
  const keys = sortedUnion(report.rows.map((row) => Object.keys(row.keys)));
  const differing = keys.filter((key) => new Set(report.rows.map((row) => row.keys[key] ?? '')).size > 1);
  const shared = keys.filter((key) => !differing.includes(key));
  const metrics = sortedUnion(report.rows.map((row) => Object.keys(row.metrics))).sort(
    (a, b) => placeOf(report, a) - placeOf(report, b) || compareText(a, b),
  );
  return {
    shared: shared.map((key) => keyed(key, report.rows[0]?.keys[key] ?? '')).join(', '),
    runs: report.rows.map((row, i) =>
      runName(
        differing.map((key) => [key, row.keys[key] ?? '']),
        i,
      ),
    ),
    metrics: metrics.map((name) =>
      compared(
        name,
        report.rows.map((row) => row.metrics[name]),
      ),
    ),
  };
}

/** `energyPerSample` and `energy_per_sample` are read as `Energy per sample`. */
export function labelOf(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .replace(/[_-]+/g, ' ')
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function compared(name: string, metrics: readonly (Metric | undefined)[]): ComparedMetric {
  const present = metrics.filter((metric) => metric !== undefined);
  const unit = commonUnit(present.map((metric) => metric.unit));
  const numbers = present.flatMap((metric) => numbersOf(metric).map((value) => inUnit(value, metric.unit, unit)));
  const scaling = unit === undefined ? undefined : commonScaling(numbers, unit);
  const cells = metrics.map((metric) => (metric === undefined ? undefined : comparedCell(metric, unit, scaling)));
  return { label: labelOf(name), unit: scaling?.unit ?? '', cells };
}

function comparedCell(metric: Metric, unit: string | undefined, scaling: Scaling | undefined): ComparedCell {
  const { basis, method, source } = metric;
  if (scaling === undefined) {
    const range = rangeForPeople(metric.low, metric.high, metric.unit);
    return { value: forPeople(metric.value, metric.unit), range, basis, method, source };
  }
  const converted = (value: number) => inUnit(value, metric.unit, unit);
  const end = (value: number | undefined) => (value === undefined ? undefined : converted(value));
  const value = shownNumber(scaled(converted(metric.value), scaling), scaling.unit);
  return { value, range: scaledRange(end(metric.low), end(metric.high), scaling), basis, method, source };
}

function numbersOf(metric: Metric): number[] {
  return [metric.value, metric.low, metric.high].filter((value) => value !== undefined);
}

function inUnit(value: number, from: string, to: string | undefined): number {
  return to === undefined || from === to ? value : inBaseUnit(value, from).value;
}

/** Words name themselves; a bare number is named by its key. */
function runName(keys: readonly (readonly [string, string])[], index: number): string {
  const named = keys.filter(([, value]) => value !== '');
  if (named.length === 0) return `Run ${index + 1}`;
  return named.map(([key, value]) => (/^[\d.,+-]+$/.test(value) ? keyed(key, value) : value)).join(' · ');
}

function keyed(key: string, value: string): string {
  return `${labelOf(key).toLowerCase()} ${value}`;
}

function placeOf({ metricOrder }: ReportRecord, name: string): number {
  const place = metricOrder.indexOf(name);
  return place < 0 ? metricOrder.length : place;
}

function sortedUnion(lists: readonly (readonly string[])[]): string[] {
  return [...new Set(lists.flat())].sort(compareText);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
