/** The axes of a plot as chart.js scales: units in every title, scaled ticks, names on their own lines. */
import { font } from './captions.js';
import { type Domain, logTicks, xDomain, yDomain } from './domain.js';
import { FONT_PX, type Layout } from './layout.js';
import { GRID, INK, MUTED_INK } from './palette.js';
import type { Plot, PlotAxis } from './plot.js';
import { wrapText } from './wrap.js';

/** Room for the title along an upright, a level and a lying axis, in CSS pixels. */
const TITLE_ROOM = { upright: 380, level: 740, frame: 180 } as const;
const MOST_TICKS = 9;

/** The scales `x` and `y`; lying bars have their names on `y`. */
export function scales(plot: Plot, layout: Layout) {
  const lying = layout.bars === 'lying';
  const stacked = plot.kind === 'stacked-bar';
  const value = numericScale(plot.yAxis, yDomain(plot), lying ? TITLE_ROOM.level : TITLE_ROOM.upright);
  const names = plot.categories === undefined ? numericX(plot) : categoryScale(plot, layout);
  const [x, y] = lying ? [value, names] : [names, value];
  return { x: { ...x, stacked }, y: { ...y, stacked } };
}

/** Bars of a histogram need half a bin of room at both ends. */
function numericX(plot: Plot) {
  const bins = plot.kind === 'histogram';
  const scale = numericScale(plot.xAxis, xDomain(plot), TITLE_ROOM.level);
  return { ...scale, offset: bins, grid: { ...scale.grid, display: !bins } };
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

function categoryScale(plot: Plot, layout: Layout) {
  const scale = frame(
    plot.xAxis.title,
    layout.bars === 'lying' ? layout.heightPx - TITLE_ROOM.frame : TITLE_ROOM.level,
  );
  const ticks = { color: INK, font: font(FONT_PX), autoSkip: layout.thinLabels, autoSkipPadding: 10, maxRotation: 0 };
  return { ...scale, type: 'category', grid: { ...scale.grid, display: false }, ticks };
}

function frame(title: string, titleRoomPx: number) {
  const text = wrapText(title, { widthPx: titleRoomPx, fontPx: FONT_PX, weight: 'bold', lines: 2 });
  return {
    border: { color: MUTED_INK },
    grid: { color: GRID, tickColor: MUTED_INK, tickLength: 5 },
    title: { display: true, text, color: INK, font: font(FONT_PX, 'bold'), padding: 6 },
  };
}
