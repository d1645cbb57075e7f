/**
 * Charts as pictures: PNG at twice the pixel density, and SVG whose text is outlines, so that both look
 * the same everywhere and equal charts give equal bytes. Left out: what a chart shows (chart/).
 */
import { Chart as DrawnChart, registerables } from 'chart.js';
import type { Chart } from '../../records/report.js';
import { bitmapCanvas, FONT_FAMILY, vectorCanvas } from './chart/canvas.js';
import { type ChartDrawing, drawingOf } from './chart/configuration.js';
import { tidySvg } from './chart/svg.js';

DrawnChart.register(...registerables);
DrawnChart.defaults.font.family = FONT_FAMILY;

/** Pixels of the PNG for each CSS pixel. */
export const PIXEL_DENSITY = 2;

/** The chart as a PNG file. */
export function chartPng(chart: Chart): Uint8Array {
  const drawing = drawingOf(chart);
  const canvas = bitmapCanvas(drawing.widthPx, drawing.heightPx);
  drawOn(canvas, drawing, PIXEL_DENSITY);
  return new Uint8Array(canvas.toBuffer('image/png'));
}

/** The chart as an SVG file: one element `svg` with a title and a description for screen readers. */
export function chartSvg(chart: Chart): string {
  const drawing = drawingOf(chart);
  const canvas = vectorCanvas(drawing.widthPx, drawing.heightPx);
  drawOn(canvas, drawing, 1);
  return tidySvg(canvas.getContent().toString('utf8'), chart);
}

function drawOn(canvas: unknown, { configuration }: ChartDrawing, devicePixelRatio: number): void {
  const options = { ...configuration.options, devicePixelRatio };
  const item = canvas as ConstructorParameters<typeof DrawnChart>[0];
  const drawn = new DrawnChart(item, { ...configuration, options } as typeof configuration);
  drawn.stop();
}
