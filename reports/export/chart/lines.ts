/**
 * Straight lines of a chart: where both axes have the same value, values to compare with (1.00, a limit, the mean of a
 * series), and above the data how far the format of each series reaches.
 */
import type { Chart as DrawnChart, Plugin } from 'chart.js';
import { NOTE_PX } from '../figure.js';
import { font } from './captions.js';
import { spanLanes } from './domain.js';
import { INK, MUTED_INK, PAPER, seriesStyle } from './palette.js';
import type { Plot, PlotLine, PlotSeries } from './plot.js';

const LINE_PX = 1;
const DASH_PX = [6, 4];
const MEAN_PX = 1.75;
const MEAN_DASH_PX = [2, 2];
const SPAN_PX = 3;
const CAP_PX = 4;
const LABEL_GAP_PX = 4;
/** Around a label: the size of a mark. */
const MARK_PX = 5;
const BETWEEN = Array.from({ length: 20 }, (_, i) => i / 20);

type Path = readonly (readonly [x: number, y: number])[];
type Pen = { readonly colour: string; readonly widthPx: number; readonly dash: readonly number[] };

/** Behind the marks; labels in front of them. */
export function linesPlugin(plot: Plot): Plugin {
  const labelled = plot.lines.filter((line) => line.series === undefined || plot.seriesCount < 2);
  return {
    id: 'octile-lines',
    beforeDatasetsDraw: (chart) => {
      if (plot.diagonal !== undefined) drawDiagonal(chart);
      for (const line of plot.lines) stroke(chart, pathOf(chart, line), penOf(line));
    },
    afterDatasetsDraw: (chart) => {
      for (const line of labelled) writeLabel(chart, line);
      spanLanes(plot).forEach((series, lane, lanes) => {
        drawSpan(chart, plot, series, (lane + 0.5) / lanes.length);
      });
    },
  };
}

function penOf({ series }: PlotLine): Pen {
  if (series === undefined) return { colour: MUTED_INK, widthPx: LINE_PX, dash: DASH_PX };
  return { colour: seriesStyle(series).colour, widthPx: MEAN_PX, dash: MEAN_DASH_PX };
}

function drawDiagonal(chart: DrawnChart): void {
  const { x, y } = chart.scales;
  if (x === undefined || y === undefined) return;
  const [low, high] = [Math.max(x.min, y.min), Math.min(x.max, y.max)];
  if (low >= high) return;
  const ends: Path = [low, high].map((value) => [x.getPixelForValue(value), y.getPixelForValue(value)]);
  stroke(chart, ends, { colour: MUTED_INK, widthPx: LINE_PX, dash: DASH_PX });
}

function pathOf({ scales, chartArea }: DrawnChart, { axis, value }: PlotLine): Path {
  const at = scales[axis]?.getPixelForValue(value) ?? Number.NaN;
  const { left, right, top, bottom } = chartArea;
  return axis === 'y'
    ? [
        [left, at],
        [right, at],
      ]
    : [
        [at, top],
        [at, bottom],
      ];
}

/** On paper of its own, at the end and the side of its line where the least of the data lies below it. */
function writeLabel(chart: DrawnChart, line: PlotLine): void {
  const { ctx } = chart;
  ctx.save();
  const { size, family } = font(NOTE_PX);
  ctx.font = `${size}px ${family}`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'alphabetic';
  const box = quietest(chart, boxesAlong(chart, line, ctx.measureText(line.label).width));
  ctx.fillStyle = `${PAPER}D9`;
  ctx.fillRect(box.left, box.top, box.width, box.height);
  ctx.fillStyle = INK;
  ctx.fillText(line.label, box.left, box.top + NOTE_PX * 0.85);
  ctx.restore();
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where a label may stand, the usual place first: above its line, or left of an upright one. */
function boxesAlong({ scales, chartArea }: DrawnChart, { axis, value }: PlotLine, width: number): Box[] {
  const at = scales[axis]?.getPixelForValue(value) ?? 0;
  const height = NOTE_PX * 1.15;
  const lefts = [chartArea.right - width - LABEL_GAP_PX, chartArea.left + LABEL_GAP_PX];
  const tops = [at - height - 1, at + 2];
  const upright = [at - width - LABEL_GAP_PX, at + LABEL_GAP_PX];
  const corners: Path =
    axis === 'y'
      ? tops.flatMap((top) => lefts.map((left) => [left, top] as const))
      : upright.map((left) => [left, chartArea.top] as const);
  const boxes = corners.map(([left, top]) => ({ left, top, width, height }));
  const inside = boxes.filter((box) => box.top >= chartArea.top && box.top + height <= chartArea.bottom);
  return inside.length > 0 ? inside : boxes;
}

function quietest(chart: DrawnChart, boxes: readonly Box[]): Box {
  const drawn = drawnPoints(chart);
  const covered = ({ left, top, width, height }: Box) =>
    drawn.filter(
      ([x, y]) => x > left - MARK_PX && x < left + width + MARK_PX && y > top - MARK_PX && y < top + height + MARK_PX,
    ).length;
  const [first, ...others] = boxes as [Box, ...Box[]];
  return others.reduce((best, box) => (covered(box) < covered(best) ? box : best), first);
}

/** Marks, and places on the straight lines between them. */
function drawnPoints(chart: DrawnChart): Path {
  return chart.data.datasets.flatMap((_, s) => {
    const marks = chart.getDatasetMeta(s).data.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
    return marks.flatMap((mark, m) => {
      const next = marks[m + 1] ?? mark;
      return BETWEEN.map((part) => [mark.x + (next.x - mark.x) * part, mark.y + (next.y - mark.y) * part] as const);
    });
  });
}

/** From the least to the largest bin that a format reaches, in the room that the axis has above the data. */
function drawSpan(chart: DrawnChart, plot: Plot, { place, span }: PlotSeries, down: number): void {
  const { x, y } = chart.scales;
  if (x === undefined || y === undefined || span === undefined) return;
  const half = plot.kind === 'histogram' ? 0.5 : 0;
  const [from, to] = [x.getPixelForValue(span[0] - half), x.getPixelForValue(span[1] + half)];
  const dataTop = plot.series.flatMap(({ points }) => points).reduce((most, { end }) => Math.max(most, end ?? 0), 0);
  const level = y.top + (y.getPixelForValue(dataTop) - y.top) * down;
  const pen: Pen = { colour: seriesStyle(place).colour, widthPx: SPAN_PX, dash: [] };
  const upright = (at: number): Path => [
    [at, level - CAP_PX],
    [at, level + CAP_PX],
  ];
  for (const path of [
    [
      [from, level],
      [to, level],
    ] as Path,
    upright(from),
    upright(to),
  ])
    stroke(chart, path, pen);
}

function stroke({ ctx }: DrawnChart, path: Path, { colour, widthPx, dash }: Pen): void {
  ctx.save();
  ctx.beginPath();
  ctx.setLineDash([...dash]);
  ctx.lineWidth = widthPx;
  ctx.strokeStyle = colour;
  for (const [x, y] of path) ctx.lineTo(x, y);
  ctx.stroke();
  ctx.restore();
}
