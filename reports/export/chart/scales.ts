/** The axes of a plot as chart.js scales: units in every title, scaled ticks, names on their own lines. */

import { FONT_PX } from '../figure.js';
import { font } from './captions.js';
import { type Domain, logTicks, xDomain, yDomain } from './domain.js';
import type { Layout } from './layout.js';
import { GRID, INK, MUTED_INK } from './palette.js';
import type { Plot, PlotAxis } from './plot.js';
import { wrapText } from './wrap.js';

/** What an axis title may not fill of the width and of the height, in pixels. */
const TITLE_FRAME_PX = { level: 160, upright: 180 } as const;
const LEAST_TITLE_PX = 80;
const MOST_TICKS = 9;
const MOST_BIN_TICKS = 16;
const TITLE_LINES = 3;

/** The scales `x` and `y`; lying bars have their names on `y`. */
export function scales(plot: Plot, layout: Layout) {
  const lying = layout.bars === 'lying';
  const stacked = plot.kind === 'stacked-bar';
  const room = { level: layout.widthPx - TITLE_FRAME_PX.level, upright: uprightRoom(layout) };
  const [valueRoom, nameRoom] = lying ? [room.level, room.upright] : [room.upright, room.level];
  const value = numericScale(plot.yAxis, yDomain(plot), valueRoom);
  const names = plot.categories === undefined ? numericX(plot, nameRoom) : categoryScale(plot, layout, nameRoom);
  const [x, y] = lying ? [value, names] : [names, value];
  return { x: { ...x, stacked }, y: { ...y, stacked } };
}

/** What the words above and below the plot leave to a title beside it. */
function uprightRoom({ heightPx, wordsPx }: Layout): number {
  return Math.max(LEAST_TITLE_PX, heightPx - wordsPx - TITLE_FRAME_PX.upright);
}

/**
 * Bars of a histogram need half a bin of room at both ends, and ticks at their middles: chart.js takes
 * the width of a bar from the least distance between ticks too.
 */
function numericX(plot: Plot, titleRoomPx: number) {
  const scale = numericScale(plot.xAxis, xDomain(plot), titleRoomPx);
  if (plot.kind !== 'histogram') return scale;
  const ticks = binTicks(plot).map((value) => ({ value, major: false }));
  const afterBuildTicks = (drawn: { ticks: { value: number; major: boolean }[] }) => {
    drawn.ticks = ticks;
  };
  return { ...scale, afterBuildTicks, offset: true, grid: { ...scale.grid, display: false } };
}

/** The middles of the bins, thinned where they are many. */
function binTicks(plot: Plot): number[] {
  const all = plot.series.flatMap((series) => series.points.map((point) => point.x));
  const middles = [...new Set(all)].sort((a, b) => a - b);
  const stride = Math.ceil(middles.length / MOST_BIN_TICKS);
  return middles.filter((_, i) => i % stride === 0);
}

function numericScale(axis: PlotAxis, domain: Domain | undefined, titleRoomPx: number) {
  return {
    ...frame(axis.title, titleRoomPx),
    ...(domain === undefined ? {} : bounds(axis, domain)),
    type: axis.scale === 'log' ? 'logarithmic' : 'linear',
    ticks: {
      color: INK,
      font: font(FONT_PX),
      maxTicksLimit: MOST_TICKS,
      includeBounds: false,
      autoSkipPadding: 12,
      maxRotation: 0,
      callback: (tick: number | string) => axis.tick(Number(tick)),
    },
  };
}

/** chart.js chooses round ticks on a linear axis; a logarithmic one gets ours. */
function bounds(axis: PlotAxis, domain: Domain) {
  if (axis.scale === 'linear') return { min: domain.min, max: domain.max };
  const afterBuildTicks = (scale: { ticks: { value: number; major: boolean }[] }) => {
    scale.ticks = logTicks(domain).map((value) => ({ value, major: false }));
  };
  return { min: domain.min, max: domain.max, afterBuildTicks };
}

function categoryScale(plot: Plot, layout: Layout, titleRoomPx: number) {
  const scale = frame(plot.xAxis.title, titleRoomPx);
  const ticks = { color: INK, font: font(FONT_PX), autoSkip: layout.thinLabels, autoSkipPadding: 10, maxRotation: 0 };
  return { ...scale, type: 'category', grid: { ...scale.grid, display: false }, ticks };
}

function frame(title: string, titleRoomPx: number) {
  const text = titleLines(title, titleRoomPx);
  return {
    border: { color: MUTED_INK },
    grid: { color: GRID, tickColor: MUTED_INK, tickLength: 5 },
    title: { display: true, text, color: INK, font: font(FONT_PX, 'bold'), padding: 6 },
  };
}

/** A label that is cut still ends in its unit. */
function titleLines(title: string, widthPx: number): string[] {
  const box = { widthPx, fontPx: FONT_PX, weight: 'bold', lines: TITLE_LINES } as const;
  const lines = wrapText(title, box);
  const unit = title.match(/ (\([^()]+\))$/)?.[1];
  if (unit === undefined || lines.join(' ').endsWith(unit)) return lines;
  return [...wrapText(title.slice(0, -unit.length), { ...box, lines: TITLE_LINES - 1 }), unit];
}
