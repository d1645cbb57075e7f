/** The words around a chart: wrapped title above, legend below it, notes at the foot. */
import type { Chart as DrawnChart, LegendItem, Plugin } from 'chart.js';
import { FONT_PX, NOTE_PX, TITLE_PX } from '../figure.js';
import { FONT_FAMILY } from './canvas.js';
import { type Layout, LEGEND_BOX_PX } from './layout.js';
import { INK, MUTED_INK, PAPER, seriesStyle } from './palette.js';
import type { Plot } from './plot.js';

const NOTHING = 'No values to show';
/** Between the legend and the tick label at the top of the axis. */
const LEGEND_GAP_PX = 10;

export const font = (size: number, weight: 'normal' | 'bold' = 'normal') => ({
  family: FONT_FAMILY,
  size,
  weight,
  lineHeight: 1.25,
});

/** The options of chart.js's title, subtitle and legend. */
export function captions(plot: Plot, layout: Layout) {
  const start = { align: 'start', color: INK } as const;
  const title = { text: [...layout.titleLines], font: font(TITLE_PX, 'bold') };
  const notes = { text: [...layout.noteLines], font: font(NOTE_PX), color: MUTED_INK };
  const bottom = layout.legend.length > 0 ? 6 : 16;
  return {
    title: { ...start, ...title, display: layout.titleLines.length > 0, padding: { top: 0, bottom } },
    subtitle: { ...start, ...notes, display: layout.noteLines.length > 0, position: 'bottom', padding: { top: 8 } },
    legend: { display: layout.legend.length > 0, align: 'start', labels: legendLabels(plot) },
    tooltip: { enabled: false },
  };
}

function legendLabels(plot: Plot) {
  const shared = { color: INK, font: font(FONT_PX), padding: 12 };
  if (plot.kind === 'line') {
    return { ...shared, usePointStyle: true, pointStyleWidth: LEGEND_BOX_PX + 4, generateLabels: lineKeys(plot) };
  }
  if (plot.kind === 'scatter') return { ...shared, usePointStyle: true, pointStyleWidth: 11, boxHeight: 9 };
  return { ...shared, boxWidth: LEGEND_BOX_PX, boxHeight: 11 };
}

/** A piece of each line, in its colour and dashes. */
const lineKeys =
  (plot: Plot) =>
  (chart: DrawnChart): LegendItem[] => {
    return chart.data.datasets.map((dataset, s) => {
      const style = seriesStyle(plot.series[s]?.place ?? s);
      return {
        text: dataset.label ?? '',
        datasetIndex: s,
        fontColor: INK,
        pointStyle: 'line',
        strokeStyle: style.colour,
        lineWidth: 2.5,
        lineDash: style.dash,
        lineDashOffset: 0,
      };
    });
  };

/** White paper behind the chart, room below the legend, and a word where there is nothing to draw. */
export function paperPlugin(content: 'something' | 'nothing'): Plugin {
  let spaced = false;
  return {
    id: 'octile-paper',
    beforeLayout: (chart) => {
      if (!spaced) spaceBelowLegend(chart);
      spaced = true;
    },
    beforeDraw: ({ ctx, width, height }) => {
      ctx.save();
      ctx.fillStyle = PAPER;
      ctx.fillRect(0, 0, width, height);
      ctx.restore();
    },
    afterDraw: (chart) => {
      if (content === 'nothing') writeNothing(chart);
    },
  };
}

function spaceBelowLegend({ legend }: DrawnChart): void {
  if (legend?.options.display !== true) return;
  const box = legend as unknown as { fit: () => void; height: number };
  const fitted = box.fit.bind(legend);
  box.fit = () => {
    fitted();
    box.height += LEGEND_GAP_PX;
  };
}

function writeNothing({ ctx, chartArea }: DrawnChart): void {
  ctx.save();
  ctx.fillStyle = MUTED_INK;
  ctx.font = `${TITLE_PX}px ${FONT_FAMILY}`;
  ctx.textAlign = 'center';
  ctx.fillText(NOTHING, (chartArea.left + chartArea.right) / 2, (chartArea.top + chartArea.bottom) / 2);
  ctx.restore();
}
