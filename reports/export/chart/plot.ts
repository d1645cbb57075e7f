/**
 * A chart in the units it is drawn in: values scaled, stacked, and without what a logarithmic axis
 * cannot show, which a note counts. Left out: pixels and colours.
 */
import type { Chart } from '../../../records/report.js';
import { type AxisScaling, axisScaling, axisTitle } from '../../units/axis.js';
import { forPeople, printedUnit, scaled } from '../../units/si.js';
import { COLOUR_COUNT } from './palette.js';

/** A point; `low` and `high` are places on the y axis (for stacked bars shifted with the segment). */
export interface PlotPoint {
  readonly x: number;
  readonly y: number | null;
  readonly low?: number;
  readonly high?: number;
  /** Where the mark ends on the axis: `y`, or the top of the stack. */
  readonly end: number | null;
}

export interface PlotAxis {
  readonly title: string;
  readonly scale: 'linear' | 'log';
  readonly tick: (value: number) => string;
  readonly origin: 'zero' | 'data';
}

/** A line across the plot, at a place on the axis. */
export interface PlotLine {
  readonly axis: 'x' | 'y';
  readonly value: number;
  readonly label: string;
  /** The series whose colour it has; its label stands in the legend. */
  readonly series: number | undefined;
}

export interface PlotSeries {
  readonly name: string;
  /** Which colour and mark it has: its place among all series of the chart. */
  readonly place: number;
  readonly points: readonly PlotPoint[];
  /** Ends of its format's range on the x axis. */
  readonly span?: readonly [number, number];
}

export interface Plot {
  readonly kind: Chart['kind'];
  readonly title: string;
  readonly xAxis: PlotAxis;
  readonly yAxis: PlotAxis;
  /** Present where x is a place in this list. */
  readonly categories?: readonly string[];
  readonly diagonal?: 'equal';
  readonly series: readonly PlotSeries[];
  /** With those that have no mark, which a note names. */
  readonly seriesCount: number;
  readonly lines: readonly PlotLine[];
  /** What the picture does not show; empty where it shows everything. */
  readonly notes: readonly string[];
}

type Series = Chart['series'][number];

/** Bars, stacked bars, and histograms without x stand on categories. */
export function plotOf(chart: Chart): Plot {
  const onCategories = standsOnCategories(chart);
  const yScale = isStacked(chart) ? 'linear' : chart.yAxis.scale;
  const xScale = onCategories ? 'linear' : chart.xAxis.scale;
  const x = axisScaling(onCategories ? [] : chart.series.flatMap((series) => series.x ?? []), chart.xAxis.unit, xScale);
  const y = axisScaling(yValues(chart), chart.yAxis.unit, yScale);
  const shows = { x: (value: number) => xScale === 'linear' || value > 0, y: shownOn(yScale) };
  const pointsOf = (series: Series) =>
    points(series, onCategories, x, y).map((point) => (shows.x(point.x) ? shows.y(point) : hidden(point)));
  const all = chart.series.map((series, place) => ({
    name: series.name,
    place,
    points: pointsOf(series),
    ...(series.span === undefined ? {} : { span: [scaled(series.span[0], x), scaled(series.span[1], x)] as const }),
  }));
  const shown = isStacked(chart) ? stacked(all) : all;
  const seen = shown.filter((series) => isSeen(series, shown, chart));
  const lost = all.flatMap((series) => series.points).filter((point) => point.y === null).length - missing(chart);
  return {
    kind: chart.kind,
    title: chart.title,
    xAxis: {
      title: onCategories ? categoryTitle(chart) : axisTitle(chart.xAxis.label, x.unit),
      scale: xScale,
      tick: x.tick,
      origin: chart.xAxis.origin ?? 'data',
    },
    yAxis: {
      title: axisTitle(chart.yAxis.label, y.unit),
      scale: yScale,
      tick: y.tick,
      origin: chart.yAxis.origin ?? 'data',
    },
    ...(chart.diagonal === undefined ? {} : { diagonal: chart.diagonal }),
    ...(onCategories ? { categories: categoriesOf(chart) } : {}),
    series: seen,
    seriesCount: chart.series.length,
    lines: (chart.lines ?? []).map(({ axis, value, label, series }) => {
      const place = chart.series.findIndex(({ name }) => name === series);
      return { axis, value: scaled(value, axis === 'x' ? x : y), label, series: place < 0 ? undefined : place };
    }),
    notes: [
      ...notesOf(chart, lost),
      ...unseenNotes(
        chart,
        shown.filter((series) => !seen.includes(series)),
      ),
    ],
  };
}

function isStacked({ kind }: Chart): boolean {
  return kind === 'stacked-bar' || kind === 'area';
}

function standsOnCategories(chart: Chart): boolean {
  if (chart.kind === 'bar' || chart.kind === 'stacked-bar') return true;
  return chart.categories !== undefined && chart.series.every((series) => series.x === undefined);
}

function categoriesOf(chart: Chart): string[] {
  const length = chart.series.reduce((most, series) => Math.max(most, series.y.length), 0);
  const given = chart.categories ?? [];
  const names = Array.from({ length: Math.max(length, given.length) }, (_, i) => given[i] ?? String(i + 1));
  return names.map((name) => (/^-[\d.]/.test(name) ? `−${name.slice(1)}` : name));
}

/** Names have no unit; categories that are numbers with a unit keep it. */
function categoryTitle(chart: Chart): string {
  return chart.xAxis.unit === '' ? chart.xAxis.label : `${chart.xAxis.label} (${printedUnit(chart.xAxis.unit)})`;
}

function yValues(chart: Chart): number[] {
  const all = chart.series.flatMap((series) => [...series.y, ...(series.low ?? []), ...(series.high ?? [])]);
  const lines = (chart.lines ?? []).flatMap(({ axis, value }) => (axis === 'y' ? [value] : []));
  const values = [...all, ...lines].filter((value) => value !== null);
  return isStacked(chart) ? [...values, ...stackHeights(chart)] : values;
}

function stackHeights(chart: Chart): number[] {
  return categoriesOf(chart).map((_, i) =>
    chart.series.reduce((sum, series) => sum + Math.max(0, series.y[i] ?? 0), 0),
  );
}

function points(series: Series, onCategories: boolean, x: AxisScaling, y: AxisScaling): PlotPoint[] {
  return series.y.map((value, i) => {
    const [low, high] = [series.low?.[i], series.high?.[i]];
    const end = value === null ? null : scaled(value, y);
    return {
      x: onCategories ? i : scaled(series.x?.[i] ?? i, x),
      y: end,
      end,
      ...(low === undefined || value === null ? {} : { low: scaled(low, y) }),
      ...(high === undefined || value === null ? {} : { high: scaled(high, y) }),
    };
  });
}

const hidden = (point: PlotPoint): PlotPoint => ({ x: point.x, y: null, end: null });
const shownOn = (scale: 'linear' | 'log') => (point: PlotPoint) =>
  scale === 'linear' || (point.y ?? 1) > 0 ? point : hidden(point);

function missing(chart: Chart): number {
  return chart.series.flatMap((series) => series.y).filter((value) => value === null).length;
}

/** Segments above zero pile upwards, those below zero downwards; ranges move with their segment. */
function stacked(all: readonly PlotSeries[]): PlotSeries[] {
  const tops = new Map<number, { up: number; down: number }>();
  return all.map((series) => ({ ...series, points: series.points.map((point, i) => onTop(point, i, tops)) }));
}

/** Bars below this share of the longest are thinner than a line. */
const SEEN_SHARE = 1 / 500;

/** Whether a series has a mark that a reader can find: bars that are longer than a line is thick, or any point. */
function isSeen(series: PlotSeries, all: readonly PlotSeries[], chart: Chart): boolean {
  const bars = chart.kind !== 'line' && chart.kind !== 'scatter';
  if (!bars || chart.yAxis.scale === 'log') return !bars || series.points.some(({ y }) => y !== null);
  const ends = all.flatMap(({ points }) => points.flatMap(({ end, high }) => [end ?? 0, high ?? 0]));
  const longest = ends.reduce((most, end) => Math.max(most, Math.abs(end)), 0);
  return (
    longest === 0 ||
    series.points.some(({ y, low, high, end }) => {
      const reach = Math.max(Math.abs(y ?? 0), Math.abs((high ?? end ?? 0) - (low ?? end ?? 0)));
      return reach > longest * SEEN_SHARE;
    })
  );
}

/** What has no mark is named, with the most that it comes to. */
function unseenNotes(chart: Chart, unseen: readonly PlotSeries[]): string[] {
  if (unseen.length === 0) return [];
  const named = unseen.map(({ name, place }) => {
    const most = (chart.series[place]?.y ?? []).reduce<number>((top, y) => Math.max(top, Math.abs(y ?? 0)), 0);
    return most === 0 ? `${name} (0 everywhere)` : `${name} (at most ${forPeople(most, chart.yAxis.unit)})`;
  });
  return [`Too small to be seen: ${named.join(', ')}.`];
}

function onTop(point: PlotPoint, place: number, tops: Map<number, { up: number; down: number }>): PlotPoint {
  if (point.y === null) return point;
  const top = tops.get(place) ?? { up: 0, down: 0 };
  const base = point.y >= 0 ? top.up : top.down;
  tops.set(place, point.y >= 0 ? { ...top, up: base + point.y } : { ...top, down: base + point.y });
  return {
    ...point,
    end: base + point.y,
    ...(point.low === undefined ? {} : { low: base + point.low }),
    ...(point.high === undefined ? {} : { high: base + point.high }),
  };
}

/** Whose values are missing, and why where the chart says it. */
function missingNotes({ series, missing }: Chart): string[] {
  return series.flatMap(({ name, y }) => {
    const absent = y.filter((value) => value === null).length;
    const why = missing === undefined ? '' : `: ${missing}`;
    return absent === 0 ? [] : [`${name}: ${absent} ${absent === 1 ? 'value is' : 'values are'} missing${why}.`];
  });
}

function notesOf(chart: Chart, lost: number): string[] {
  return [
    ...missingNotes(chart),
    ...(lost > 0 ? [`${lost} ${lost === 1 ? 'value' : 'values'} ≤ 0 cannot be shown on a logarithmic axis.`] : []),
    ...(isStacked(chart) && chart.yAxis.scale === 'log'
      ? [`${chart.kind === 'area' ? 'Areas' : 'Stacked bars'} are drawn on a linear axis.`]
      : []),
    ...(chart.series.length > COLOUR_COUNT
      ? [`From the ${COLOUR_COUNT + 1}th series on colours come again, with other marks and dashes, and paler in bars.`]
      : []),
  ];
}
