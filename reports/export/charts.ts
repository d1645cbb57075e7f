/**
 * Charts as pictures: PNG by chartjs-node-canvas, SVG and PDF by chart.js on a vector canvas. They look the same
 * everywhere, and equal charts give equal bytes. Left out: what a chart shows (chart/).
 */
import { type Canvas, PDFDocument } from '@napi-rs/canvas';
import { Chart as DrawnChart, registerables } from 'chart.js';
import { ChartJSNodeCanvas } from 'chartjs-node-canvas';
import type { Chart } from '../../records/report.js';
import { registerFonts, vectorCanvas } from './chart/canvas.js';
import { type ChartDrawing, drawingOf } from './chart/configuration.js';
import { withDensity } from './chart/png.js';
import { tidySvg } from './chart/svg.js';
import { collectText, outlineText } from './chart/text.js';
import { type Figure, POINTS_PER_INCH, SCREEN_FIGURE } from './figure.js';

DrawnChart.register(...registerables);

/** The chart as a PNG file that says its density. */
export function chartPng(chart: Chart, { sheet, dpi }: Figure = SCREEN_FIGURE): Uint8Array {
  registerFonts();
  const drawing = drawingOf(chart, sheet);
  const canvas = new ChartJSNodeCanvas({ width: drawing.widthPx, height: drawing.heightPx });
  const pixels = canvas.renderToBufferSync(drawnAt((dpi / POINTS_PER_INCH) * sheet.pointsPerPx, drawing));
  return withDensity(pixels, dpi);
}

/** The chart as an SVG file: one element `svg` with a title and a description for screen readers. */
export function chartSvg(chart: Chart, { sheet, text }: Figure = SCREEN_FIGURE): string {
  const drawing = drawingOf(chart, sheet);
  const canvas = vectorCanvas(drawing.widthPx, drawing.heightPx);
  const elements = text === 'text' ? collectText(canvas.getContext('2d')) : [];
  drawOn(canvas, drawing, 1);
  return tidySvg(canvas.getContent().toString('utf8'), { chart, sheet, elements });
}

/** The chart as a PDF file of one page, with the font where text is text. */
export function chartPdf(chart: Chart, { sheet, text }: Figure = SCREEN_FIGURE): Uint8Array {
  const drawing = drawingOf(chart, sheet);
  registerFonts();
  const document = new PDFDocument({ title: chart.title, subject: chart.caption, creator: 'Octile' });
  const [width, height] = [drawing.widthPx, drawing.heightPx].map((px) => px * sheet.pointsPerPx) as [number, number];
  const context = document.beginPage(width, height) as unknown as ReturnType<Canvas['getContext']>;
  if (text === 'outlines') outlineText(context);
  drawOn(pageCanvas(context, drawing), drawing, sheet.pointsPerPx);
  document.endPage();
  return new Uint8Array(document.close());
}

/** A page has a context and no canvas; chart.js asks a canvas for its size and its context only. */
function pageCanvas(context: object, { widthPx, heightPx }: ChartDrawing): object {
  const canvas = { width: widthPx, height: heightPx, getContext: () => context };
  Object.defineProperty(context, 'canvas', { value: canvas });
  return canvas;
}

function drawOn(canvas: unknown, drawing: ChartDrawing, scale: number): void {
  const item = canvas as ConstructorParameters<typeof DrawnChart>[0];
  new DrawnChart(item, drawnAt(scale, drawing)).stop();
}

/** @param scale what a pixel of the layout measures on the canvas */
function drawnAt(scale: number, { configuration }: ChartDrawing): ChartDrawing['configuration'] {
  const options = { ...configuration.options, devicePixelRatio: scale };
  return { ...configuration, options } as typeof configuration;
}
