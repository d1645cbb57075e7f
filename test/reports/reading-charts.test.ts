/** What a reader takes from a chart: axes no longer than the data, what to compare with, no mark without a name. */
import { describe, expect, it } from 'vitest';
import type { Chart } from '../../records/report.js';
import { composeReport } from '../../reports/compose/compose.js';
import { drawingOf } from '../../reports/export/chart/configuration.js';
import { logTicks, xDomain, yDomain } from '../../reports/export/chart/domain.js';
import { COLOUR_COUNT, seriesStyle } from '../../reports/export/chart/palette.js';
import { plotOf } from '../../reports/export/chart/plot.js';
import { chartSvg } from '../../reports/export/charts.js';
import { PHONE_SHEET, SCREEN_FIGURE } from '../../reports/export/figure.js';
import { axisTitle, columnTitle } from '../../reports/units/axis.js';
import { CHARTS } from './fixture.js';
import { handRun, NARROW, PLAIN } from './hand-runs.js';

const BASE: Chart = {
  id: 'chart',
  title: 'Chart',
  kind: 'line',
  caption: '',
  xAxis: { label: 'Tiles', unit: 'tiles', scale: 'log' },
  yAxis: { label: 'Loss', unit: 'nat', scale: 'log' },
  series: [],
};
const lineOf = (x: number[], y: number[]): Chart => ({ ...BASE, series: [{ name: 'fp8', x, y }] });
const legendOf = (chart: Chart) => drawingOf(chart).configuration.data.datasets.map(({ label }) => label);
const textOf = (chart: Chart) =>
  [...chartSvg(chart, { ...SCREEN_FIGURE, text: 'text' }).matchAll(/<text [^>]*>([^<]*)</g)].map(([, text]) => text);

describe('an axis', () => {
  it('has no decade beyond the data: a loss from 2.6 to 0.009 on 23 to 1,472 tiles', () => {
    const plot = plotOf(lineOf([23, 92, 368, 1472], [2.6, 0.5, 0.03, 0.009]));
    const [x, y] = [xDomain(plot), yDomain(plot)];
    expect(x?.min).toBeGreaterThan(23 / 1.5);
    expect(x?.max).toBeLessThan(1472 * 1.5);
    expect(y?.min).toBeGreaterThan(0.009 / 1.5);
    expect(y?.max).toBeLessThan(2.6 * 1.5);
    expect(logTicks(x ?? { min: 1, max: 1 })).toEqual(
      [20, 50, 100, 200, 500, 1000].filter((tick) => tick >= (x?.min ?? 0)),
    );
  });

  it.each([
    [{ min: 0.9, max: 3.2 }, [0.9, 1, 1.5, 2, 3]],
    [{ min: 0.008, max: 3 }, [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2]],
  ])('is marked more finely where it is short: %o', (domain, ticks) => {
    expect(logTicks(domain)).toEqual(ticks);
  });

  it('begins at zero where the chart says so, though the data begin at 37', () => {
    const linear = { ...lineOf([1, 2], [37, 62]), yAxis: { label: 'Power', unit: 'W', scale: 'linear' } as const };
    expect(yDomain(plotOf(linear))?.min).toBeGreaterThan(30);
    expect(yDomain(plotOf({ ...linear, yAxis: { ...linear.yAxis, origin: 'zero' } }))?.min).toBe(0);
  });

  it('has a proper minus, in numbers and in categories that are numbers', () => {
    const categories: Chart = {
      ...BASE,
      kind: 'histogram',
      xAxis: { label: 'Exponent', unit: 'log2', scale: 'linear' },
      yAxis: { label: 'Share', unit: '%', scale: 'linear' },
      categories: ['-16', '-1', '0'],
      series: [{ name: 'dx', y: [1, 2, 3] }],
    };
    expect(textOf(categories)).toEqual(expect.arrayContaining(['−16', '−1']));
    const numbers = textOf(CHARTS.find(({ id }) => id === 'exponents') as Chart);
    expect(numbers).toContain('−16');
    expect([...textOf(categories), ...numbers].filter((text) => text?.startsWith('-'))).toEqual([]);
  });

  it.each([
    ['Step', 'steps', 'Step'],
    ['Tiles', 'tiles', 'Tiles'],
    ['Cycles a step', 'cycles', 'Cycles a step'],
    ['Cycles a step', 'M cycles', 'Cycles a step (millions)'],
    ['Energy', 'mJ', 'Energy (mJ)'],
    ['Passes', 'k samples/s', 'Passes (k samples/s)'],
    ['total', 'cycles', 'total (cycles)'],
  ])('does not say twice what it counts: %s in %s', (label, unit, title) => {
    expect([columnTitle(label, unit), axisTitle(label, unit)]).toEqual([title, title]);
  });
});

describe('a line to compare with', () => {
  const ratio: Chart = {
    ...lineOf([23, 1472], [1.2, 1.1]),
    yAxis: { label: 'Speed against fp16', unit: '×', scale: 'linear' },
    lines: [{ axis: 'y', value: 1, label: '1.00: as fast as fp16' }],
  };

  it('lies on the axis, though no point is so low, and is named', () => {
    expect(yDomain(plotOf(ratio))?.min).toBeLessThan(1);
    expect(textOf(ratio)).toContain('1.00: as fast as fp16');
  });

  it('has its name where it covers no point', () => {
    const through: Chart = { ...ratio, series: [{ name: 'fp8', x: [23, 368, 1472], y: [1.2, 1.02, 1.003] }] };
    for (const sheet of [SCREEN_FIGURE.sheet, PHONE_SHEET]) {
      const svg = chartSvg(through, { ...SCREEN_FIGURE, text: 'text', sheet });
      const [, x = ''] = /<text x="([\d.]+)"[^>]*>1\.00: as fast/.exec(svg) ?? [];
      expect(Number(x)).toBeLessThan(sheet.widthPx / 3);
    }
  });

  it('of a series has its colour, and its words in the legend', () => {
    const series = ['fp16', 'fp8'].map((name, i) => ({ name, x: [1, 2], y: [40 + i, 50] }));
    const chart: Chart = {
      ...BASE,
      series,
      lines: [{ axis: 'y', value: 46.3, label: '46.3 W on average', series: 'fp8' }],
    };
    expect(legendOf(chart)).toEqual(['fp16', 'fp8 (46.3 W on average)']);
    expect(plotOf(chart).lines[0]?.series).toBe(1);
  });
});

describe('a legend', () => {
  const bars = (saturation: number[]): Chart => ({
    ...BASE,
    kind: 'bar',
    xAxis: { label: 'Layer', unit: '', scale: 'linear' },
    yAxis: { label: 'Share', unit: '%', scale: 'linear' },
    categories: ['a', 'b'],
    series: [
      { name: 'saturation', y: saturation },
      { name: 'underflow', y: [1, 2] },
    ],
  });

  it('has no entry without a mark: a note names it, and its neighbour keeps its colour and its name', () => {
    expect(legendOf(bars([0, 0]))).toEqual(['underflow']);
    expect(plotOf(bars([0, 0])).notes).toEqual(['Too small to be seen: saturation (0 everywhere).']);
    expect(plotOf(bars([0, 0])).series[0]?.place).toBe(1);
    expect(textOf(bars([0, 0]))).toEqual(
      expect.arrayContaining(['underflow', 'Too small to be seen: saturation (0 everywhere).']),
    );
    expect(plotOf(bars([0, 1e-3])).notes).toEqual(['Too small to be seen: saturation (at most 0.00100 %).']);
    expect(legendOf(bars([0, 0.1]))).toEqual(['saturation', 'underflow']);
  });

  it('has a hue of its own for each of twelve runs, and says when hues come again', () => {
    const runs = (count: number): Chart => ({
      ...BASE,
      series: Array.from({ length: count }, (_, i) => ({ name: `run ${i}`, x: [1, 2], y: [1, 2 + i] })),
    });
    const colours = Array.from({ length: 12 }, (_, i) => seriesStyle(i).colour);
    expect(new Set(colours).size).toBe(12);
    expect(COLOUR_COUNT).toBe(12);
    expect(plotOf(runs(12)).notes).toEqual([]);
    expect(plotOf(runs(13)).notes).toEqual([
      'From the 13th series on colours come again, with other marks and dashes, and paler in bars.',
    ]);
    const [first, again] = [seriesStyle(0), seriesStyle(12)];
    expect(again.colour).toBe(first.colour);
    expect([again.mark === first.mark, again.dash.join() === first.dash.join(), again.fill === first.fill]).toEqual([
      false,
      false,
      false,
    ]);
  });
});

describe('the charts of a report', () => {
  /** Field 0 to 15 of E4M3FNUZ (bias 8, largest 240 = 1.875 × 2^7), 0 to 31 of E5M2FNUZ (bias 16, to 2^15). */
  const tensor = (role: 'weight' | 'dx', format: string, scaleExponent: number, fields: Record<number, number>) => ({
    id: `${role}-${scaleExponent}`,
    role,
    shape: [4],
    format,
    scaleExponent,
    layer: 'only',
    step: 0,
    repeat: 1,
    statistics: {
      amax: 1,
      zeros: 2,
      underflow: 0,
      saturated: 0,
      nan: 0,
      exponentHistogram: Array.from({ length: 32 }, (_, field) => fields[field] ?? 0),
    },
  });
  const narrow = {
    ...handRun({
      ...NARROW,
      scaling: [
        [16, 500],
        [64, 400],
      ],
    }),
    tensors: [
      tensor('weight', 'float8_e4m3fnuz', -2, { 0: 3, 8: 1, 9: 2 }),
      tensor('dx', 'float8_e5m2fnuz', 0, { 0: 2, 14: 4 }),
    ],
  };
  const plain = handRun({
    ...PLAIN,
    scaling: [
      [16, 600],
      [64, 400],
    ],
  });
  const power = { ...plain.energy, perOp: [{ op: 'op0', energyPj: { low: 1000, value: 2000, high: 4000 } }] };
  const { charts } = composeReport([{ ...plain, energy: power as typeof plain.energy }, narrow]);
  const chartNamed = (id: string) => charts.find((chart) => chart.id === id) as Chart;

  it('show exponents against the range of each format, in numbers, and no bin beyond both', () => {
    const { series, categories } = charts.find(({ id }) => id.startsWith('exponents-')) as Chart;
    const [weight, dx] = series;
    expect(categories).toBeUndefined();
    expect([weight?.span, dx?.span]).toEqual([
      [-10, 5],
      [-16, 15],
    ]);
    expect([weight?.x?.at(0), weight?.x?.at(-1), weight?.x?.length]).toEqual([-16, 15, 32]);
    // Of the four weights that are not zero one is subnormal, one has field 8 (2^-2), two field 9 (2^-1).
    const share = (exponent: number) => weight?.y[weight.x?.indexOf(exponent) ?? -1];
    expect([share(-10), share(-2), share(-1), share(0)]).toEqual([25, 25, 50, 0]);
  });

  it('draw that range above the bars', () => {
    const chart = charts.find(({ id }) => id.startsWith('exponents-')) as Chart;
    const plot = plotOf(chart);
    expect(yDomain(plot)?.max).toBeGreaterThan(100 * 1.06 + 2 * 6);
    expect(xDomain(plot)).toEqual({ min: -16, max: 15 });
    const strokes = chartSvg(chart).match(
      /stroke="#0072B2"[^>]*stroke-width="3"|stroke-width="3"[^>]*stroke="#0072B2"/gi,
    );
    expect(strokes?.length).toBe(3);
  });

  it('show power from zero, with the average of each run: 2,000 pJ in 1,000 cycles at 1 GHz are 2 mW', () => {
    const { yAxis, lines, caption } = chartNamed('power-over-time');
    expect(yAxis.origin).toBe('zero');
    expect(lines?.[0]).toEqual({ axis: 'y', value: 2e-3, label: '2 mW on average', series: 'fp16' });
    expect(caption).toContain('Averages from low to high: fp16 1–4 mW, fp8 ');
  });

  it('name the baseline of a ratio and draw the line where both are equal', () => {
    const { title, yAxis, series, lines } = chartNamed('speed-against-tiles');
    expect(title).toContain('against fp16');
    expect(yAxis.label).toBe('Speed against fp16');
    expect(series[0]?.y).toEqual([1.2, 1]);
    expect(lines).toEqual([{ axis: 'y', value: 1, label: '1.00: as fast as fp16' }]);
  });
});
