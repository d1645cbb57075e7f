/**
 * Where an axis begins and ends and which ticks a logarithmic one has: room for every mark and every
 * end of a range, bars from zero, round bounds.
 */
import type { Plot } from './plot.js';

export interface Domain {
  readonly min: number;
  readonly max: number;
}

/** Room above and below the data on a linear axis, as a share of the span. */
const MARGIN = 0.06;
/** Room between the data and the round bound of a logarithmic axis, as a factor. */
const EDGE = 1.15;
/** Above this many decades a logarithmic axis is marked at powers of ten only. */
const FINE_DECADES = 2;
const MOST_TICKS = 12;

/** The y domain; undefined where there is nothing to draw. */
export function yDomain(plot: Plot): Domain | undefined {
  const points = plot.series.flatMap((series) => series.points);
  const ends = points.flatMap((point) => [point.end, point.low, point.high]);
  const values = ends.filter((end): end is number => typeof end === 'number' && Number.isFinite(end));
  if (values.length === 0) return undefined;
  const fromBase = plot.kind !== 'line' && plot.kind !== 'scatter';
  return plot.yAxis.scale === 'log' ? logDomain(values, fromBase) : linearDomain(values, fromBase);
}

/** The x domain of charts whose x is a number. */
export function xDomain(plot: Plot): Domain | undefined {
  const values = plot.series.flatMap((series) => series.points.map((point) => point.x)).filter(Number.isFinite);
  if (values.length === 0) return undefined;
  if (plot.xAxis.scale === 'log') return logDomain(values, false);
  return plot.kind === 'scatter' ? linearDomain(values, false) : exactDomain(values);
}

/** 1, 10, 100, …; over few decades 1, 2, 5, 10, …; every n-th decade where there are many. */
export function logTicks(domain: Domain): number[] {
  const [first, last] = [Math.floor(log10(domain.min)), Math.ceil(log10(domain.max))];
  const steps = log10(domain.max / domain.min) <= FINE_DECADES ? [1, 2, 5] : [1];
  const stride = Math.ceil((last - first + 1) / MOST_TICKS);
  const decades = Array.from({ length: Math.floor((last - first) / stride) + 1 }, (_, i) => first + i * stride);
  const ticks = decades.flatMap((decade) => steps.map((step) => step * powerOfTen(decade)));
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
function logDomain(values: readonly number[], belowLeast: boolean): Domain {
  const positive = values.filter((value) => value > 0);
  if (positive.length === 0) return { min: 1, max: 10 };
  const [least, most] = extremes(positive);
  const [min, max] = [least / EDGE, most * EDGE];
  const [low, high] =
    max / min > 10 ** FINE_DECADES / 3 ? [floorDecade(min), ceilDecade(max)] : [floorFine(min), ceilFine(max)];
  const foot = belowLeast && low > min * 0.8 ? floorFine(low * 0.5) : low;
  return { min: foot, max: high > foot ? high : foot * 10 };
}

function extremes(values: readonly number[]): [number, number] {
  return values.reduce<[number, number]>(
    ([min, max], value) => [Math.min(min, value), Math.max(max, value)],
    [Infinity, -Infinity],
  );
}

const STEPS = [1, 2, 5, 10] as const;
const floorDecade = (value: number) => powerOfTen(Math.floor(log10(value)));
const ceilDecade = (value: number) => powerOfTen(Math.ceil(log10(value)));
const floorFine = (value: number) => onStep(value, (steps, mantissa) => steps.findLast((step) => step <= mantissa));
const ceilFine = (value: number) => onStep(value, (steps, mantissa) => steps.find((step) => step >= mantissa));

function onStep(value: number, pick: (steps: readonly number[], mantissa: number) => number | undefined): number {
  const decade = floorDecade(value);
  const mantissa = Number((value / decade).toPrecision(12));
  return Number(((pick(STEPS, mantissa) ?? 1) * decade).toPrecision(12));
}

/** Exact at powers of ten, where Math.log10 may be off by a last bit. */
function log10(value: number): number {
  return Number(Math.log10(value).toPrecision(12));
}

/** The float64 nearest the power, as the literal would be. */
function powerOfTen(exponent: number): number {
  return Number(`1e${exponent}`);
}
