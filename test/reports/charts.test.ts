import { createCanvas, loadImage } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import type { Chart } from '../../records/report.js';
import { composeReport } from '../../reports/compose/compose.js';
import { drawingOf } from '../../reports/export/chart/configuration.js';
import { logTicks, yDomain } from '../../reports/export/chart/domain.js';
import { plotOf } from '../../reports/export/chart/plot.js';
import { wrapText } from '../../reports/export/chart/wrap.js';
import { chartPng, chartSvg } from '../../reports/export/charts.js';
import { CHARTS, CROWDED } from './fixture.js';
import { handRun, PLAIN } from './hand-runs.js';

/** Pixels of a bitmap to a CSS pixel, 1/96 of an inch. */
const PIXEL_DENSITY = 2;

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const chartNamed = (id: string) => CHARTS.find((chart) => chart.id === id) as Chart;

async function pixels(png: Uint8Array) {
  const image = await loadImage(Buffer.from(png));
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  return { image, context };
}

describe.each([...CHARTS, CROWDED].map((chart) => [chart.id, chart] as const))('the picture of %s', (_, chart) => {
  const png = chartPng(chart);

  it('is a PNG at twice the density with text and marks', async () => {
    expect([...png.slice(0, 8)]).toEqual(PNG_SIGNATURE);
    const { image, context } = await pixels(png);
    expect(image.width).toBe(900 * PIXEL_DENSITY);
    const title = context.getImageData(0, 0, image.width, 80).data;
    expect(title.some((value, i) => i % 4 === 0 && value < 100)).toBe(true);
    const all = new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer);
    expect(new Set(all).size).toBeGreaterThan(chart.id === 'empty' ? 10 : 30);
  });

  it('leaves the edges white: nothing is clipped', async () => {
    const { image, context } = await pixels(png);
    for (const [x, y, w, h] of [
      [0, 0, image.width, 4],
      [0, image.height - 4, image.width, 4],
      [0, 0, 4, image.height],
      [image.width - 4, 0, 4, image.height],
    ] as const) {
      expect(context.getImageData(x, y, w, h).data.every((value) => value === 255)).toBe(true);
    }
  });

  it('is the same SVG each time, without fonts, foreign ids or raw text of the record', () => {
    const svg = chartSvg(chart);
    expect(chartSvg(chart)).toBe(svg);
    expect(svg).toContain('viewBox="0 0 900 ');
    expect(svg).not.toMatch(/<text|<script|font-family|id="cl_/);
    const ids = [...svg.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    expect(ids.every((id) => id?.startsWith(`clip-${chart.id}-`))).toBe(true);
    const used = [...svg.matchAll(/url\(#([^)]+)\)/g)].map((match) => match[1]);
    expect(used.every((id) => ids.includes(id))).toBe(true);
  });

  it('has a unit on every numeric axis', () => {
    const plot = plotOf(chart);
    const said = / \([^)]+\)$|^(Step|Cycles|Passes|Values)$/;
    expect(plot.yAxis.title).toMatch(said);
    if (plot.categories === undefined) expect(plot.xAxis.title).toMatch(said);
    const scales = drawingOf(chart).configuration.options?.scales as Record<string, { title: { text: string[] } }>;
    const titles = Object.values(scales).map((scale) => scale.title.text.join(' '));
    expect(titles).toContain(plot.yAxis.title);
    expect(titles).toContain(plot.xAxis.title);
  });

  it('keeps every mark and every end of a range inside the axis', () => {
    const plot = plotOf(chart);
    const domain = yDomain(plot);
    const ends = plot.series.flatMap((series) => series.points.flatMap((point) => [point.end, point.low, point.high]));
    for (const end of ends) {
      if (typeof end !== 'number' || (plot.yAxis.scale === 'log' && end <= 0)) continue;
      expect(end).toBeGreaterThanOrEqual(domain?.min ?? Number.NaN);
      expect(end).toBeLessThanOrEqual(domain?.max ?? Number.NaN);
    }
  });
});

it('says what a logarithmic axis leaves out and what is missing', () => {
  expect(plotOf(chartNamed('energy-per-layer')).notes).toEqual(['1 value ≤ 0 cannot be shown on a logarithmic axis.']);
  expect(plotOf(chartNamed('energy-per-sample')).notes).toEqual(['backward: 1 value is missing.']);
  const [loss] = composeReport([
    handRun({
      ...PLAIN,
      training: { steps: [2.3, null, null].map((loss, step) => ({ step, loss, lossScaleExponent: 0 })) },
    }),
  ]).charts.filter(({ id }) => id === 'training-loss');
  expect(plotOf(loss as Chart).notes).toEqual(['fp16: 2 values are missing: the loss is not finite.']);
});

it('piles stacked segments with their ranges', () => {
  const exchange = plotOf(chartNamed('cycles-by-cause')).series[2]?.points[0];
  expect(exchange).toEqual({ x: 0, y: 12, end: 53, low: 51, high: 56 });
});

it.each([
  [{ min: 1, max: 100 }, [1, 2, 5, 10, 20, 50, 100]],
  [{ min: 1e-3, max: 1e2 }, [1e-3, 1e-2, 0.1, 1, 10, 100]],
  [{ min: 0.5, max: 20 }, [0.5, 1, 2, 5, 10, 20]],
])('ticks of the logarithmic axis %o', (domain, expected) => {
  expect(logTicks(domain)).toEqual(expected);
});

it('wraps at spaces, then at joints, and cuts with an ellipsis', () => {
  const box = { widthPx: 120, fontPx: 13, lines: 9 };
  expect(wrapText('one two three four five six', box).join(' ')).toBe('one two three four five six');
  expect(wrapText('stage1.block2.convolution3x3_forward', box).join('')).toBe('stage1.block2.convolution3x3_forward');
  expect(wrapText('one two three four five six', { ...box, lines: 1 })[0]).toMatch(/…$/);
  expect(wrapText('', box)).toEqual(['']);
});

it('keeps the unit of an axis whose label is too long for the picture', () => {
  const chart = chartNamed('change');
  const yAxis = { ...chart.yAxis, label: 'words that go on '.repeat(12), unit: 'mJ' };
  const scales = drawingOf({ ...chart, yAxis }).configuration.options?.scales as Record<
    string,
    { title: { text: string[] } }
  >;
  expect(scales.y?.title.text.at(-1)).toBe('(µJ)');
});

it('draws bars from zero and grows with the number of lying bars', () => {
  expect(yDomain(plotOf(chartNamed('cycles-by-cause')))?.min).toBe(0);
  expect(drawingOf(chartNamed('energy-per-layer')).heightPx).toBeGreaterThan(34 * 26);
  expect(drawingOf(chartNamed('change')).heightPx).toBe(520);
});
