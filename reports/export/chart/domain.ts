/**
 * Where an axis begins and ends and which ticks a logarithmic one has: room for every mark, every end of a range and
 * every line, bars from zero, and no more than a margin beyond: decades without data would be invented.
 */
import type { Plot, PlotSeries } from './plot.js';

export interface Domain {
  readonly min: number;
  readonly max: number;
}

/** Room above and below the data on a linear axis, as a share of the span. */
const MARGIN = 0.06;
/** The same on a logarithmic axis, of the span in decades, and never less than a factor. */
const LEAST_EDGE = 1.08;
/** Height of a lane above the data, as a share of the data's. */
const LANE_SHARE = 0.06;
/** Bars on a logarithmic axis begin so far below the least. */
const FOOT = 2;
const MOST_TICKS = 12;
const LEAST_TICKS = 4;
/** What a decade is divided into: the first that gives enough ticks and not too many. */
const DIVISIONS = [[1], [1, 2, 5], [1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9]] as const;

/** The y domain; undefined where there is nothing to draw. */
export function yDomain(plot: Plot): Domain | undefined {
  const points = plot.series.flatMap((series) => series.points);
  const ends = points.flatMap((point) => [point.end, point.low, point.high]);
  const values = ends.filter((end): end is number => typeof end === 'number' && Number.isFinite(end));
  if (values.length === 0) return undefined;
  const bars = plot.kind !== 'line' && plot.kind !== 'scatter';
  const all = [...values, ...linesOn(plot, 'y')];
  if (plot.yAxis.scale === 'log') return logDomain(all, bars ? 'bars' : 'points');
  const domain = linearDomain(all, bars || plot.yAxis.origin === 'zero');
  return { ...domain, max: domain.max + (domain.max - domain.min) * LANE_SHARE * spanLanes(plot).length };
}

/** The x domain of charts whose x is a number. */
export function xDomain(plot: Plot): Domain | undefined {
  const points = plot.series.flatMap((series) => series.points.map((point) => point.x)).filter(Number.isFinite);
  if (points.length === 0) return undefined;
  const values = [...points, ...linesOn(plot, 'x'), ...plot.series.flatMap(({ span }) => span ?? [])];
  if (plot.xAxis.scale === 'log') return logDomain(values, 'points');
  return plot.kind === 'scatter' ? linearDomain(values, false) : exactDomain(values);
}

/** The series whose reach is drawn above the data, each in a lane of its own. */
export function spanLanes(plot: Plot): PlotSeries[] {
  return plot.yAxis.scale === 'log' ? [] : plot.series.filter(({ span }) => span !== undefined);
}

const linesOn = ({ lines }: Plot, on: 'x' | 'y') => lines.flatMap(({ axis, value }) => (axis === on ? [value] : []));

/** 1, 10, 100, …; over few decades 1, 2, 5, 10, …; every n-th decade where there are many. */
export function logTicks(domain: Domain): number[] {
  const options = DIVISIONS.map((division) => ticksAt(domain, division));
  return options.find((ticks) => ticks.length >= LEAST_TICKS) ?? options.at(-1) ?? [];
}

function ticksAt(domain: Domain, division: readonly number[]): number[] {
  const [first, last] = [Math.floor(log10(domain.min)), Math.ceil(log10(domain.max))];
  const stride = Math.ceil((last - first + 1) / MOST_TICKS);
  const decades = Array.from({ length: Math.floor((last - first) / stride) + 1 }, (_, i) => first + i * stride);
  const ticks = decades.flatMap((decade) =>
    division.map((step) => Number((step * powerOfTen(decade)).toPrecision(12))),
  );
  return ticks.filter((tick) => tick >= domain.min * (1 - 1e-9) && tick <= domain.max * (1 + 1e-9));
}

function linearDomain(values: readonly number[], fromZero: boolean): Domain {
  const { min, max } = exactDomain(fromZero ? [0, ...values] : values);
  const room = (max - min) * MARGIN;
  const floor = min >= 0 ? 0 : Number.NEGATIVE_INFINITY;
  return { min: Math.max(floor, min - room), max: fromZero && max === 0 ? 0 : max + room };
}

/** A single value gets a span around it. */
function exactDomain(values: readonly number[]): Domain {
  const [min, max] = extremes(values);
  if (min < max) return { min, max };
  const room = Math.abs(min) / 2 || 1;
  return { min: min - room, max: max + room };
}

/** Ends of ranges at or below zero do not stretch the axis: their whisker runs to its foot. */
function logDomain(values: readonly number[], marks: 'bars' | 'points'): Domain {
  const positive = values.filter((value) => value > 0);
  if (positive.length === 0) return { min: 1, max: 10 };
  const [least, most] = extremes(positive);
  const edge = Math.max(LEAST_EDGE, (most / least) ** MARGIN);
  return { min: least / (marks === 'bars' ? FOOT * edge : edge), max: most * edge };
}

function extremes(values: readonly number[]): [number, number] {
  return values.reduce<[number, number]>(
    ([min, max], value) => [Math.min(min, value), Math.max(max, value)],
    [Infinity, -Infinity],
  );
}

/** Exact at powers of ten, where Math.log10 may be off by a last bit. */
function log10(value: number): number {
  return Number(Math.log10(value).toPrecision(12));
}

/** The float64 nearest the power, as the literal would be. */
function powerOfTen(exponent: number): number {
  return Number(`1e${exponent}`);
}
