/**
 * A chart in the units it is drawn in: values scaled, stacked, and without what a logarithmic axis
 * cannot show, which a note counts. Left out: pixels and colours.
 */
import type { Chart } from '../../../records/report.js';
import { type AxisScaling, axisScaling, axisTitle } from '../../units/axis.js';
import { printedUnit, scaled } from '../../units/si.js';

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
}

export interface Plot {
  readonly kind: Chart['kind'];
  readonly title: string;
  readonly xAxis: PlotAxis;
  readonly yAxis: PlotAxis;
  /** Present where x is a place in this list. */
  readonly categories?: readonly string[];
  readonly diagonal?: 'equal';
  readonly series: readonly { readonly name: string; readonly points: readonly PlotPoint[] }[];
  /** What the picture does not show; empty where it shows everything. */
  readonly notes: readonly string[];
}

type Series = Chart['series'][number];

/** Bars, stacked bars, and histograms without x stand on categories. */
export function plotOf(chart: Chart): Plot {
  const onCategories = standsOnCategories(chart);
  const yScale = chart.kind === 'stacked-bar' ? 'linear' : chart.yAxis.scale;
  const xScale = onCategories ? 'linear' : chart.xAxis.scale;
  const x = axisScaling(onCategories ? [] : chart.series.flatMap((series) => series.x ?? []), chart.xAxis.unit, xScale);
  const y = axisScaling(yValues(chart), chart.yAxis.unit, yScale);
  const shows = { x: (value: number) => xScale === 'linear' || value > 0, y: shownOn(yScale) };
  const pointsOf = (series: Series) =>
    points(series, onCategories, x, y).map((point) => (shows.x(point.x) ? shows.y(point) : hidden(point)));
  const all = chart.series.map((series) => ({ name: series.name, points: pointsOf(series) }));
  const lost = all.flatMap((series) => series.points).filter((point) => point.y === null).length - missing(chart);
  return {
    kind: chart.kind,
    title: chart.title,
    xAxis: {
      title: onCategories ? categoryTitle(chart) : axisTitle(chart.xAxis.label, x.unit),
      scale: xScale,
      tick: x.tick,
    },
    yAxis: { title: axisTitle(chart.yAxis.label, y.unit), scale: yScale, tick: y.tick },
    ...(chart.diagonal === undefined ? {} : { diagonal: chart.diagonal }),
    ...(onCategories ? { categories: categoriesOf(chart) } : {}),
    series: chart.kind === 'stacked-bar' ? stacked(all) : all,
    notes: notesOf(chart, lost),
  };
}

function standsOnCategories(chart: Chart): boolean {
  if (chart.kind === 'bar' || chart.kind === 'stacked-bar') return true;
  return chart.categories !== undefined && chart.series.every((series) => series.x === undefined);
}

function categoriesOf(chart: Chart): string[] {
  const length = chart.series.reduce((most, series) => Math.max(most, series.y.length), 0);
  const given = chart.categories ?? [];
  return Array.from({ length: Math.max(length, given.length) }, (_, i) => given[i] ?? String(i + 1));
}

/** Names have no unit; categories that are numbers with a unit keep it. */
function categoryTitle(chart: Chart): string {
  return chart.xAxis.unit === '' ? chart.xAxis.label : `${chart.xAxis.label} (${printedUnit(chart.xAxis.unit)})`;
}

function yValues(chart: Chart): number[] {
  const all = chart.series.flatMap((series) => [...series.y, ...(series.low ?? []), ...(series.high ?? [])]);
  const values = all.filter((value) => value !== null);
  return chart.kind === 'stacked-bar' ? [...values, ...stackHeights(chart)] : values;
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
function stacked(all: Plot['series']): Plot['series'] {
  const tops = new Map<number, { up: number; down: number }>();
  return all.map((series) => ({ name: series.name, points: series.points.map((point) => onTop(point, tops)) }));
}

function onTop(point: PlotPoint, tops: Map<number, { up: number; down: number }>): PlotPoint {
  if (point.y === null) return point;
  const top = tops.get(point.x) ?? { up: 0, down: 0 };
  const base = point.y >= 0 ? top.up : top.down;
  tops.set(point.x, point.y >= 0 ? { ...top, up: base + point.y } : { ...top, down: base + point.y });
  return {
    ...point,
    end: base + point.y,
    ...(point.low === undefined ? {} : { low: base + point.low }),
    ...(point.high === undefined ? {} : { high: base + point.high }),
  };
}

function notesOf(chart: Chart, lost: number): string[] {
  const absent = missing(chart);
  return [
    ...(absent > 0 ? [`${absent} ${absent === 1 ? 'value is' : 'values are'} missing.`] : []),
    ...(lost > 0 ? [`${lost} ${lost === 1 ? 'value' : 'values'} ≤ 0 cannot be shown on a logarithmic axis.`] : []),
    ...(chart.kind === 'stacked-bar' && chart.yAxis.scale === 'log'
      ? ['Stacked bars are drawn on a linear axis.']
      : []),
  ];
}
