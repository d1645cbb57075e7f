/**
 * Ranges in a chart: whiskers from low to high at each mark, or a band behind a line with many points.
 * Drawn by a chart.js plugin outside the clipped area, so that caps at the edge stay whole; a range
 * that goes below the foot of a logarithmic axis ends there without a cap.
 */
import type { Chart as DrawnChart, Plugin, Scale } from 'chart.js';
import { INK, PAPER, seriesStyle } from './palette.js';
import type { Plot, PlotPoint } from './plot.js';

/** Above this many points whiskers would hide the line. */
const MOST_WHISKERS = 24;
const CAP_PX = 5;
const WHISKER_PX = 1.4;

/** Black on a white edge, to be seen on the bar and beside it. */
const ON_BARS = [
  [PAPER, WHISKER_PX + 2],
  [INK, WHISKER_PX],
] as const;

type Bars = 'upright' | 'lying';
type Context = DrawnChart['ctx'];

export function rangePlugin(plot: Plot, bars: Bars): Plugin {
  const banded = (points: readonly PlotPoint[]) => plot.kind === 'line' && points.length > MOST_WHISKERS;
  const behindMarks = plot.kind === 'line' || plot.kind === 'scatter';
  return {
    id: 'octile-ranges',
    beforeDatasetsDraw: (chart) => {
      plot.series.forEach(({ points, place }, s) => {
        if (banded(points)) drawBand(chart, points, seriesStyle(place).band);
        else if (behindMarks) drawWhiskers(chart, plot, bars, s);
      });
    },
    afterDatasetsDraw: (chart) => {
      plot.series.forEach((_, s) => {
        if (!behindMarks) drawWhiskers(chart, plot, bars, s);
      });
    },
  };
}

/** A filled strip between the lows and the highs; a gap in the data is a gap in the strip. */
function drawBand(chart: DrawnChart, points: readonly PlotPoint[], fill: string): void {
  const { x, y } = chart.scales;
  if (x === undefined || y === undefined) return;
  for (const run of runs(points)) {
    const path = [
      ...run.map((point) => [point.x, point.high ?? point.end ?? 0] as const),
      ...run.toReversed().map((point) => [point.x, point.low ?? point.end ?? 0] as const),
    ];
    chart.ctx.save();
    chart.ctx.fillStyle = fill;
    chart.ctx.beginPath();
    for (const [px, py] of path) chart.ctx.lineTo(x.getPixelForValue(px), y.getPixelForValue(Math.max(py, y.min)));
    chart.ctx.closePath();
    chart.ctx.fill();
    chart.ctx.restore();
  }
}

function runs(points: readonly PlotPoint[]): PlotPoint[][] {
  const split: PlotPoint[][] = [[]];
  for (const point of points) {
    if (point.end === null) split.push([]);
    else split.at(-1)?.push(point);
  }
  return split.filter((run) => run.some((point) => point.low !== undefined || point.high !== undefined));
}

function drawWhiskers(chart: DrawnChart, plot: Plot, bars: Bars, seriesIndex: number): void {
  const scale = chart.scales[bars === 'upright' ? 'y' : 'x'];
  const marks = chart.getDatasetMeta(seriesIndex).data;
  if (scale === undefined) return;
  plot.series[seriesIndex]?.points.forEach((point, i) => {
    const mark = marks[i];
    if (mark === undefined || point.end === null || (point.low ?? point.high) === undefined) return;
    const size = mark as unknown as { readonly width?: number; readonly height?: number };
    const thickness = (bars === 'upright' ? size.width : size.height) ?? Infinity;
    const across = (bars === 'upright' ? mark.x : mark.y) + offsetAcross(plot, seriesIndex, thickness);
    const traced = plot.kind === 'line' || plot.kind === 'scatter';
    const strokes: Whisker['strokes'] = traced
      ? [[seriesStyle(plot.series[seriesIndex]?.place ?? 0).colour, WHISKER_PX]]
      : ON_BARS;
    drawWhisker(chart.ctx, { point, scale, across, capPx: capFor(plot, thickness), bars, strokes });
  });
}

/** In a stack each segment's whisker has a lane of its own, so that none hides another. */
function offsetAcross(plot: Plot, seriesIndex: number, thickness: number): number {
  if (plot.kind !== 'stacked-bar') return 0;
  return ((seriesIndex + 1) / (plot.series.length + 1) - 0.5) * thickness;
}

function capFor(plot: Plot, thickness: number): number {
  const lane = plot.kind === 'stacked-bar' ? thickness / (plot.series.length + 1) : thickness;
  return Math.max(1.5, Math.min(CAP_PX, lane * 0.35));
}

interface Whisker {
  readonly point: PlotPoint;
  readonly scale: Scale;
  readonly across: number;
  readonly capPx: number;
  readonly bars: Bars;
  readonly strokes: readonly (readonly [colour: string, widthPx: number])[];
}

function drawWhisker(context: Context, { point, scale, across, capPx, bars, strokes }: Whisker): void {
  const [low, high] = [point.low ?? point.end ?? 0, point.high ?? point.end ?? 0];
  if (low === high) return;
  const [from, to] = [scale.getPixelForValue(Math.max(low, scale.min)), scale.getPixelForValue(high)];
  const lines: [number, number, number, number][] = [[across, from, across, to]];
  if (low >= scale.min) lines.push([across - capPx, from, across + capPx, from]);
  lines.push([across - capPx, to, across + capPx, to]);
  context.save();
  for (const [strokeStyle, lineWidth] of strokes) {
    context.strokeStyle = strokeStyle;
    context.lineWidth = lineWidth;
    context.beginPath();
    for (const line of lines) {
      const [x1, y1, x2, y2] = bars === 'upright' ? line : [line[1], line[0], line[3], line[2]];
      context.moveTo(x1, y1);
      context.lineTo(x2, y2);
    }
    context.stroke();
  }
  context.restore();
}
