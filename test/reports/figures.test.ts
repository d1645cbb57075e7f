/** Charts as figures of a given size: what a printed page and a phone need. */
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Chart } from '../../records/report.js';
import { textWidth } from '../../reports/export/chart/canvas.js';
import { chartPdf, chartPng, chartSvg } from '../../reports/export/charts.js';
import { type Figure, PHONE_SHEET, printedSheet, SCREEN_FIGURE, SCREEN_SHEET } from '../../reports/export/figure.js';
import { CHARTS } from './fixture.js';

const chartNamed = (id: string) => CHARTS.find((chart) => chart.id === id) as Chart;
const printed = (widthMm: number, heightMm?: number): Figure => ({
  sheet: printedSheet(widthMm, heightMm),
  text: 'text',
  dpi: 300,
});

interface Box {
  readonly text: string;
  readonly points: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const CHARACTERS: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', amp: '&', apos: "'" };
const ANCHORS: Readonly<Record<string, number>> = { start: 0, middle: 0.5, end: 1 };

/** Where each text of a drawing stands, from the SVG alone; letters reach 0.75 of their size up and 0.22 down. */
function textBoxes(svg: string): Box[] {
  const [, widthPt = '', , widthPx = ''] = /width="([\d.]+)pt" height="([\d.]+)pt" viewBox="0 0 (\d+) /.exec(svg) ?? [];
  return [...svg.matchAll(/<text ([^>]*)>([^<]*)<\/text>/g)].map(([, attributes = '', escaped = '']) => {
    const value = (name: string) => new RegExp(`(?:^| )${name}="([^"]*)"`).exec(attributes)?.[1] ?? '';
    const text = escaped.replace(/&(?:(lt|gt|quot|amp)|#39);/g, (_, name = 'apos') => CHARACTERS[name] ?? '');
    const size = Number(value('font-size'));
    const width = textWidth(text, size, value('font-weight') === 'bold' ? 'bold' : 'normal');
    const start = Number(value('x')) - (ANCHORS[value('text-anchor')] ?? Number.NaN) * width;
    const y = Number(value('y'));
    const points = (size * Number(widthPt)) / Number(widthPx);
    const [, a, b, c, d, e, f] = /matrix\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)/.exec(value('transform')) ?? [
      '',
      '1',
      '0',
      '0',
      '1',
      '0',
      '0',
    ];
    const corners = [start, start + width].flatMap((px) =>
      [y - 0.75 * size, y + 0.22 * size].map((py) => [
        Number(a) * px + Number(c) * py + Number(e),
        Number(b) * px + Number(d) * py + Number(f),
      ]),
    );
    const [xs, ys] = [corners.map(([x = 0]) => x), corners.map(([, y2 = 0]) => y2)];
    return {
      text,
      points,
      left: Math.min(...xs),
      right: Math.max(...xs),
      top: Math.min(...ys),
      bottom: Math.max(...ys),
    };
  });
}

const overlap = (a: Box, b: Box) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

describe.each(CHARTS.map((chart) => [chart.id, chart] as const))('%s', (_, chart) => {
  it.each([
    ['on a screen', { ...SCREEN_FIGURE, text: 'text', sheet: SCREEN_SHEET }],
    ['on a phone', { ...SCREEN_FIGURE, text: 'text', sheet: PHONE_SHEET }],
    ['in a column of 85 mm', printed(85)],
    ['in a column of 60 mm', printed(60)],
    ['across a page', printed(170)],
  ] as const)('has every text inside the picture and on none other, %s', (__, figure) => {
    const svg = chartSvg(chart, figure);
    const [, width = '', height = ''] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
    const boxes = textBoxes(svg);
    expect(boxes.length).toBeGreaterThan(2);
    expect(boxes.filter(({ left, right }) => left < 0 || right > Number(width))).toEqual([]);
    expect(boxes.filter(({ top, bottom }) => top < 0 || bottom > Number(height))).toEqual([]);
    const pairs = boxes.flatMap((a, i) => boxes.slice(i + 1).map((b) => [a, b] as const));
    expect(pairs.filter(([a, b]) => overlap(a, b)).map(([a, b]) => [a.text, b.text])).toEqual([]);
  });

  it('has letters in ink, whatever colour was drawn before them', () => {
    const colours = [...chartSvg(chart, printed(85)).matchAll(/<text [^>]*fill="([^"]*)"/g)].map((match) => match[1]);
    expect(colours.filter((colour) => colour !== '#1A1A1A' && colour !== '#4D4D4D')).toEqual([]);
  });

  it('has letters of 6 points and more in a column of 85 mm', () => {
    const points = textBoxes(chartSvg(chart, printed(85))).map((box) => box.points);
    expect(Math.min(...points)).toBeGreaterThanOrEqual(6);
    expect(Math.max(...points)).toBeLessThan(10);
  });
});

describe('a size that is asked for', () => {
  const chart = chartNamed('snr');

  it('is the size of the SVG, the PDF page and the PNG: 85 mm are 240.945 points (whole ones in the PDF) and 1003 pixels at 300 dpi', () => {
    expect(chartSvg(chart, printed(85))).toContain('width="240.945pt"');
    const [, page] = /\/MediaBox \[0 0 (\d+) /.exec(Buffer.from(chartPdf(chart, printed(85))).toString('latin1')) ?? [];
    expect(page).toBe('241');
    expect(Buffer.from(chartPng(chart, printed(85))).readUInt32BE(16)).toBe(1003);
  });

  it('is no higher than a page, however many bars there are, and loses no name', () => {
    const layers = chartNamed('energy-per-layer');
    const svg = chartSvg(layers, printed(85));
    const [, height = ''] = /height="([\d.]+)pt"/.exec(svg) ?? [];
    expect((Number(height) * 25.4) / 72).toBeLessThan(211);
    expect(textBoxes(svg).filter(({ text }) => text.startsWith('stage'))).toHaveLength(34);
  });

  it('may name the height too', () => {
    const [, height = ''] = /height="([\d.]+)pt"/.exec(chartSvg(chart, printed(85, 50))) ?? [];
    expect((Number(height) * 25.4) / 72).toBeCloseTo(50, 0);
  });

  it('leaves the title to the caption', () => {
    expect(textBoxes(chartSvg(chart, printed(85))).map(({ text }) => text)).not.toContain(chart.title);
    expect(chartSvg(chart, printed(85))).toContain(`<title>${chart.title}</title>`);
  });

  it.each([
    [300, 11_811],
    [192, 7_559],
  ])('is known to a program that reads the PNG: %i dpi are %i pixels a metre', (dpi, perMetre) => {
    const png = Buffer.from(chartPng(chart, { ...printed(85), dpi }));
    const at = png.indexOf('pHYs');
    expect(at).toBe(37);
    expect([png.readUInt32BE(at + 4), png.readUInt32BE(at + 8), png[at + 12]]).toEqual([perMetre, perMetre, 1]);
  });
});

describe('text by choice', () => {
  const chart = chartNamed('snr');
  const outlined: Figure = { ...printed(85), text: 'outlines' };

  it('is elements that can be searched and set in another font, or paths, in the SVG', () => {
    const svg = chartSvg(chart, printed(85));
    expect(svg).toContain('>Scale exponent (log2)</text>');
    expect(svg).toMatch(/text-anchor="middle"/);
    expect(chartSvg(chart, outlined)).not.toContain('<text');
  });

  it('is a font and its text, or paths, in the PDF', () => {
    const [text, outlines] = [chartPdf(chart, printed(85)), chartPdf(chart, outlined)].map((pdf) =>
      Buffer.from(pdf).toString('latin1'),
    );
    expect([text?.includes('/FontFile2'), outlines?.includes('/Font')]).toEqual([true, false]);
    const words = textBoxes(chartSvg(chart, printed(85))).length;
    expect(fills(chartPdf(chart, outlined))).toBe(fills(chartPdf(chart, printed(85))) + words);
  });

  it('is the same PDF each time', () => {
    expect(chartPdf(chart, outlined)).toEqual(chartPdf(chart, outlined));
  });
});

/** How many areas the page's drawing fills, from the operators of its unpacked streams. */
function fills(pdf: Uint8Array): number {
  const streams = Buffer.from(pdf)
    .toString('latin1')
    .matchAll(/stream\r?\n([\s\S]*?)\r?\nendstream/g);
  return [...streams].reduce((sum, [, packed = '']) => sum + (unpacked(packed).match(/^f$/gm)?.length ?? 0), 0);
}

function unpacked(stream: string): string {
  try {
    return inflateSync(Buffer.from(stream, 'latin1')).toString('latin1');
  } catch {
    return '';
  }
}
