/**
 * The rows of a report side by side, and each against the baseline: what they share is said once, and each
 * metric stands in one unit with its range and a mark where it is assumed. Every exporter shows this
 * comparison. The order does not depend on the order of keys in the record.
 */
import type { BasisShares } from '../../records/energy.js';
import { INTERVALS, type Interval, type Metric, type ReportRecord } from '../../records/report.js';
import { basesText, shortBasesText } from '../units/basis.js';
import { shownNumber } from '../units/number.js';
import { forPeople, inBaseUnit, type Scaling, scaled, scalingFor } from '../units/si.js';
import { commonScaling, commonUnit } from './column.js';

/** Follows a number that rests on an assumption. */
export const ASSUMED_MARK = '†';
export const ASSUMED_LEGEND = 'assumed: rests on at least one value that is neither published nor measured';

export interface ComparedCell {
  readonly value: string;
  /** `0.90–1.40`, or `± 0.34` of an error; '' where the number has no range. */
  readonly range: string;
  /** What the range is; where there is one. */
  readonly interval: Interval | undefined;
  readonly basis: Metric['basis'];
  /** Of an energy: its share by basis. */
  readonly shares: BasisShares | undefined;
  readonly method: string;
  readonly source: string;
}

export interface ComparedMetric {
  readonly label: string;
  /** '' where each cell carries its own unit. */
  readonly unit: string;
  /** One for each of `runs`; undefined where there is no such number. */
  readonly cells: readonly (ComparedCell | undefined)[];
}

export interface Comparison {
  /** What is equal in all runs: `machine ipu21, network resnet32`. */
  readonly shared: string;
  /** The rows by their labels, then each that is compared against the baseline: `fp8 : fp16`. */
  readonly runs: readonly string[];
  readonly metrics: readonly ComparedMetric[];
}

/** Metrics in the record's order; those that it does not name follow by name. */
export function comparisonOf(report: ReportRecord): Comparison {
  const metrics = sortedUnion(report.rows.map((row) => Object.keys(row.metrics))).sort(
    (a, b) => placeOf(report, a) - placeOf(report, b) || compareText(a, b),
  );
  return comparisonOfMetrics(
    report,
    metrics.map((metric) => ({ name: labelOf(metric), metric })),
  );
}

/** The answer alone: the metrics of the first screen, under their names there. */
export function figuresOf(report: ReportRecord): Comparison {
  const present = report.figures.filter(({ metric }) => report.rows.some((row) => row.metrics[metric] !== undefined));
  return comparisonOfMetrics(report, present);
}

/** What the ranges behind the numbers are, as a sentence; '' where there are none. */
export function rangesLegend({ metrics }: Comparison): string {
  const said = new Map<string, Set<string>>();
  for (const { label, cells } of metrics) {
    for (const { range, interval } of cells.filter((cell) => cell !== undefined)) {
      if (interval === undefined || range === '') continue;
      const meaning = `${isError(range) ? '±' : 'low–high'}: ${INTERVALS[interval]}`;
      said.set(meaning, (said.get(meaning) ?? new Set()).add(label));
    }
  }
  const [commonest, ...others] = [...said].sort(([, a], [, b]) => b.size - a.size);
  if (commonest === undefined) return '';
  return `${[commonest[0], ...others.map(([meaning, of]) => `${meaning} (${[...of].join(', ')})`)].join('; ')}.`;
}

/** An error stands beside its number, a range in brackets behind it. */
export function isError(range: string): boolean {
  return range.startsWith('±');
}

function comparisonOfMetrics(report: ReportRecord, metrics: ReportRecord['figures']): Comparison {
  const { rows, baseline } = report;
  const keys = sortedUnion(rows.map((row) => Object.keys(row.keys)));
  const shared = keys.filter((key) => new Set(rows.map((row) => row.keys[key] ?? '')).size === 1);
  const against = rows.filter((row) => Object.keys(row.against).length > 0);
  const base = rows[baseline]?.label ?? '';
  return {
    shared: shared.map((key) => `${key} ${rows[0]?.keys[key] ?? ''}`).join(', '),
    runs: [...rows.map(({ label }) => label), ...against.map(({ label }) => `${label} : ${base}`)],
    metrics: metrics.map(({ name, metric }) => {
      const own = compared(
        name,
        rows.map((row) => row.metrics[metric]),
      );
      return { ...own, cells: [...own.cells, ...against.map((row) => againstCell(row.against[metric]))] };
    }),
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

/** A ratio or difference carries its own unit; differences have a sign, ranges none of both. */
function againstCell(metric: Metric | undefined): ComparedCell | undefined {
  if (metric === undefined) return undefined;
  const cell = comparedCell(metric, metric.unit, { factor: 1, unit: metric.unit });
  const sign = metric.unit === 'points' && metric.value > 0 ? '+' : '';
  if (isError(cell.range)) return { ...cell, value: `${sign}${cell.value}`, range: `${cell.range} ${metric.unit}` };
  return { ...cell, value: `${sign}${cell.value} ${metric.unit}` };
}

function comparedCell(metric: Metric, unit: string | undefined, scaling: Scaling | undefined): ComparedCell {
  const { basis, basisShares, method, source, interval } = metric;
  const own = scaling ?? scalingFor([metric.value], metric.unit);
  const converted = (value: number) => scaled(inUnit(value, metric.unit, unit), own);
  const shown = (value: number) => shownNumber(converted(value), own.unit);
  const value = scaling === undefined ? forPeople(metric.value, metric.unit) : shown(metric.value);
  return { value, range: rangeText(metric, shown), interval, basis, shares: basisShares, method, source };
}

/** On what the numbers of some cells rest: of energies with shares, in a sentence or in few words. */
export function basisOfCells(cells: readonly (ComparedCell | undefined)[], words: 'sentence' | 'few'): string {
  const present = cells.filter((cell) => cell !== undefined);
  const shares = present.flatMap((cell) => cell.shares ?? []);
  if (shares.length > 0) return words === 'few' ? shortBasesText(shares) : basesText(shares);
  return [...new Set(present.map(({ basis }) => basis))].join(', ');
}

/** Nothing where both ends read like the value; an error where they lie equally far from it. */
function rangeText({ value, low, high, interval }: Metric, shown: (value: number) => string): string {
  if (low === undefined && high === undefined) return '';
  if (low === undefined) return `at most ${shown(high as number)}`;
  if (high === undefined) return `at least ${shown(low)}`;
  if (shown(low) === shown(value) && shown(high) === shown(value)) return '';
  if (interval !== 'energy-table' && shown(value - low) === shown(high - value)) {
    return `± ${toPlace(shown(high - value), shown(value))}`;
  }
  return low < 0 ? `${shown(low)} to ${shown(high)}` : `${shown(low)}–${shown(high)}`;
}

/** An error to the last place of its number: 0.0887 ± 0.0079; as it is where nothing would be left of it. */
function toPlace(error: string, value: string): string {
  const decimals = /^[−+]?[\d,]+\.(\d+)$/.exec(value)?.[1]?.length;
  const digits = Number(error);
  if (decimals === undefined || Number.isNaN(digits)) return error;
  const rounded = digits.toFixed(decimals);
  return Number(rounded) === 0 ? error : rounded;
}

function numbersOf(metric: Metric): number[] {
  return [metric.value, metric.low, metric.high].filter((value) => value !== undefined);
}

function inUnit(value: number, from: string, to: string | undefined): number {
  return to === undefined || from === to ? value : inBaseUnit(value, from).value;
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
