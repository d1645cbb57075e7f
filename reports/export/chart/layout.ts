/**
 * The room that a chart takes: upright bars while their labels fit below them, lying bars for long or
 * many names, and a picture that grows with its labels, title and legend instead of clipping them.
 */

import { FONT_PX, NOTE_PX, type Sheet, TITLE_PX } from '../figure.js';
import { textWidth } from './canvas.js';
import type { Plot, PlotSeries } from './plot.js';
import { type TextBox, wrapText } from './wrap.js';

export const LEGEND_BOX_PX = 26;

/** The plot with its axes: so much, and a share of the width. */
const LEAST_HEIGHT_PX = 160;
const ASPECT = 0.4;
/** What stands above and below the bars of a lying chart. */
const FRAME_PX = 150;
/** Left of upright bars: tick labels and the axis title. */
const AXIS_PX = 80;
const LINE_PX = FONT_PX * 1.25;
const LEGEND_ROW_PX = 24;
/** Beside a name in the legend: its mark and the edges of the picture. */
const LEGEND_FRAME_PX = 110;
const UPRIGHT_LINES = 3;
/** Names beside lying bars take at most this share of the width, and with the axis title no more than half. */
const LYING_SHARE = 1 / 3;
const LYING_FRAME_PX = 74;
const LYING_LINES = 3;
const SHORTEST_SLOT_PX = 26;
const BAR_PX = 13;
/** Categories beyond this are a numbered sequence to the eye: their labels may be thinned out. */
const MOST_NAMES = 80;

export interface Layout {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Of that, title, legend and notes beyond a line of each. */
  readonly wordsPx: number;
  readonly bars: 'upright' | 'lying';
  readonly titleLines: readonly string[];
  readonly noteLines: readonly string[];
  readonly legend: readonly string[];
  /** Lines of each category's label; empty where x is a number. */
  readonly labels: readonly (readonly string[])[];
  readonly thinLabels: boolean;
}

export function layoutOf(plot: Plot, sheet: Sheet): Layout {
  const { widthPx } = sheet;
  const titleLines = sheet.title === 'in the caption' ? [] : wrapText(plot.title, titleBox(widthPx));
  const noteLines =
    plot.notes.length === 0 ? [] : wrapText(plot.notes.join(' '), { widthPx: widthPx - 60, fontPx: NOTE_PX, lines: 3 });
  const legend = plot.series.map(
    (series) =>
      wrapText(legendText(plot, series), { widthPx: widthPx - LEGEND_FRAME_PX, fontPx: FONT_PX, lines: 1 })[0] ?? '',
  );
  const wordsPx = Math.max(
    0,
    (titleLines.length - 1) * TITLE_PX * 1.25 +
      (legendRows(legend, widthPx) - 1) * LEGEND_ROW_PX +
      noteLines.length * NOTE_PX * 1.5,
  );
  const bars = barLayout(plot, sheet);
  return {
    widthPx,
    heightPx: sheet.heightPx ?? Math.round(Math.min(sheet.tallestPx, bars.heightPx + wordsPx)),
    wordsPx,
    bars: bars.bars,
    labels: bars.labels,
    thinLabels: bars.thinLabels,
    titleLines,
    noteLines,
    legend: plot.seriesCount > 1 ? legend : [],
  };
}

/** What a line says of a series stands behind its name: `fp8 (46.3 W on average)`. */
function legendText({ lines }: Plot, { name, place }: PlotSeries): string {
  const said = lines.flatMap(({ series, label }) => (series === place ? [label] : []));
  return said.length === 0 ? name : `${name} (${said.join(', ')})`;
}

function titleBox(widthPx: number): TextBox {
  return { widthPx: widthPx - 40, fontPx: TITLE_PX, weight: 'bold', lines: 3 };
}

type BarLayout = Pick<Layout, 'heightPx' | 'bars' | 'labels' | 'thinLabels'>;

function barLayout(plot: Plot, sheet: Sheet): BarLayout {
  const categories = plot.categories ?? [];
  const heightPx = LEAST_HEIGHT_PX + ASPECT * sheet.widthPx;
  const slotPx = (sheet.widthPx - AXIS_PX) / Math.max(1, categories.length) - 8;
  const numbered =
    categories.length > MOST_NAMES || categories.every((label) => /^[-−+]?[\d.,eE^×⁻⁰-⁹]+$/u.test(label));
  if (numbered || plot.kind === 'histogram') {
    return { bars: 'upright', heightPx, labels: categories.map((label) => [label]), thinLabels: true };
  }
  const upright = categories.map((label) => wrapText(label, { widthPx: slotPx, fontPx: FONT_PX, lines: 99 }));
  if (categories.every((label, i) => fitsBelow(label, upright[i] ?? [], slotPx))) {
    return { bars: 'upright', heightPx, labels: upright, thinLabels: false };
  }
  return lying(plot, categories, sheet);
}

/** Few lines, and no word broken. */
function fitsBelow(label: string, lines: readonly string[], slotPx: number): boolean {
  return lines.length <= UPRIGHT_LINES && label.split(/\s+/).every((word) => textWidth(word, FONT_PX) <= slotPx);
}

/** Names in as many lines as they need; in one, cut, where the picture would be higher than its sheet allows. */
function lying(plot: Plot, categories: readonly string[], sheet: Sheet): BarLayout {
  const side = plot.kind === 'bar' ? plot.series.length : 1;
  const widthPx = Math.min(sheet.widthPx * LYING_SHARE, sheet.widthPx / 2 - LYING_FRAME_PX);
  const box = (lines: number) => ({ widthPx, fontPx: FONT_PX, lines });
  const labels = categories.map((label) => wrapText(label, box(LYING_LINES)));
  const most = labels.reduce((lines, label) => Math.max(lines, label.length), 1);
  const needed = FRAME_PX + categories.length * Math.max(SHORTEST_SLOT_PX, side * BAR_PX + 10, most * LINE_PX + 6);
  const heightPx = Math.max(LEAST_HEIGHT_PX + ASPECT * sheet.widthPx, needed);
  if (needed <= sheet.tallestPx) return { bars: 'lying', heightPx, labels, thinLabels: false };
  const short = categories.map((label) => wrapText(label, box(1)));
  const thinLabels = FRAME_PX + categories.length * (LINE_PX + 4) > sheet.tallestPx;
  return { bars: 'lying', heightPx: sheet.tallestPx, labels: short, thinLabels };
}

function legendRows(legend: readonly string[], widthPx: number): number {
  if (legend.length < 2) return 1;
  const packed = legend.reduce(
    ({ rows, usedPx }, name) => {
      const itemPx = textWidth(name, FONT_PX) + LEGEND_BOX_PX + FONT_PX;
      return usedPx + itemPx > widthPx - 40 ? { rows: rows + 1, usedPx: itemPx } : { rows, usedPx: usedPx + itemPx };
    },
    { rows: 1, usedPx: 0 },
  );
  return packed.rows;
}
