/**
 * A chart of the record as a chart.js configuration and a size: axes with units, wrapped title, legend
 * above the data, notes below it. Left out: interaction and animation (the result is a picture).
 */
import type { ChartConfiguration } from 'chart.js';
import type { Chart } from '../../../records/report.js';
import { SCREEN_SHEET, type Sheet } from '../figure.js';
import { FONT_FAMILY } from './canvas.js';
import { captions, paperPlugin } from './captions.js';
import { datasetsOf } from './datasets.js';
import { yDomain } from './domain.js';
import { layoutOf } from './layout.js';
import { linesPlugin } from './lines.js';
import { INK } from './palette.js';
import { plotOf } from './plot.js';
import { scales } from './scales.js';
import { rangePlugin } from './whiskers.js';

/** What is needed to draw a chart: the configuration and the picture's size in CSS pixels. */
export interface ChartDrawing {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly configuration: ChartConfiguration;
}

const PADDING_PX = { left: 14, right: 36, top: 12, bottom: 12 } as const;

function drawnType(kind: Chart['kind']): 'line' | 'scatter' | 'bar' {
  if (kind === 'area') return 'line';
  return kind === 'line' || kind === 'scatter' ? kind : 'bar';
}

export function drawingOf(chart: Chart, sheet: Sheet = SCREEN_SHEET): ChartDrawing {
  const plot = plotOf(chart);
  const layout = layoutOf(plot, sheet);
  // chart.js types each chart kind apart; this one literal serves them all.
  const configuration = {
    type: drawnType(plot.kind),
    data: { labels: layout.labels.map((lines) => [...lines]), datasets: datasetsOf(plot, layout) },
    options: {
      responsive: false,
      animation: false,
      events: [],
      color: INK,
      font: { family: FONT_FAMILY },
      indexAxis: layout.bars === 'lying' ? 'y' : 'x',
      layout: { padding: PADDING_PX },
      plugins: captions(plot, layout),
      scales: scales(plot, layout),
    },
    plugins: [
      paperPlugin(yDomain(plot) === undefined ? 'nothing' : 'something'),
      linesPlugin(plot),
      rangePlugin(plot, layout.bars),
    ],
  } as unknown as ChartConfiguration;
  return { widthPx: layout.widthPx, heightPx: layout.heightPx, configuration };
}
