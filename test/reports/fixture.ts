/** A report with everything that is hard to draw: long and hostile names, tiny and huge numbers, gaps. */

import { type Chart, type Metric, type ReportRecord, reportSchema } from '../../records/report.js';
import { SCHEMAS } from '../../records/schema.js';

export const HOSTILE = `<script>alert("1")</script> & 'quotes' \\ "`;

const metric = (value: number, unit: string, spread = 0, source = 'published: IPU21 data sheet'): Metric => ({
  value,
  unit,
  ...(spread === 0 ? {} : { low: value * (1 - spread), high: value * (1 + spread), interval: 'energy-table' as const }),
  basis: source.startsWith('assumed') ? 'assumed' : 'published',
  method: 'simulated',
  source,
});

const row = (format: string, faster: number, accuracy: number) => ({
  label: format,
  keys: { format, network: 'resnet32', machine: 'ipu21', seeds: '1, 2, 3' },
  runs: [1, 2, 3].map((seed) => ({ seed, sha256: String(seed).repeat(64) })),
  against:
    faster === 1
      ? {}
      : {
          throughput: { ...metric(faster, '×'), low: faster - 0.1, high: faster + 0.1, interval: 'energy-table' },
          accuracy: { ...metric(accuracy - 93.12, 'points'), low: -0.6, high: 0.2, interval: 'confidence-95' },
        },
  metrics: {
    accuracy: {
      value: accuracy,
      low: accuracy - 0.31,
      high: accuracy + 0.28,
      interval: 'deviation',
      unit: '%',
      basis: 'emulated',
      method: 'emulated',
      source: 'spread over 3 seeds',
    },
    samplesPerSecond: metric(41_234.5 * faster, 'samples/s'),
    samplesPerJoule: metric(275.2 * faster, 'samples/J', 0.3, 'assumed: SRAM energy scaled from 16 nm'),
    energyPerSample: metric(3.63e9 / faster, 'pJ', 0.3, 'assumed: SRAM energy scaled from 16 nm'),
    timeToAccuracy: metric(5_400 / faster, 's'),
    throughput: metric(62.5e12 * faster, 'FLOP/s'),
    utilisation: metric(24.9, '%'),
    averagePower: metric(149.8, 'W', 0.3, 'assumed: SRAM energy scaled from 16 nm'),
  },
});

const steps = (count: number) => Array.from({ length: count }, (_, i) => i * 50);
const loss = (count: number, floor: number) => steps(count).map((step) => floor + 2.3 / (1 + step / 400));
const axis = (label: string, unit: string, scale: 'linear' | 'log' = 'linear') => ({ label, unit, scale });
const layers = Array.from({ length: 34 }, (_, i) => `stage${1 + Math.floor(i / 11)}.block${i % 11}.convolution3x3`);
const exponents = Array.from({ length: 22 }, (_, i) => i - 16);
const bell = (centre: number) => exponents.map((e) => Math.round(1e6 * 2 ** (-((e - centre) ** 2) / 6)));

export const CHARTS: readonly Chart[] = [
  {
    id: 'energy-per-sample',
    title: 'Energy per sample, by number format, with the range that the energy table allows',
    kind: 'bar',
    caption: 'Low to high of the energy table as whiskers.',
    xAxis: axis('Format', ''),
    yAxis: axis('Energy per sample', 'pJ'),
    categories: ['float16 with fp16 partials', 'f143', 'f152', '1.3.4:bias=11,nan=negative-zero'],
    series: [
      {
        name: 'forward',
        y: [1.2e9, 0.64e9, 0.66e9, 0.7e9],
        low: [0.8e9, 0.4e9, 0.4e9, 0.5e9],
        high: [1.9e9, 0.9e9, 1e9, 1e9],
      },
      {
        name: 'backward',
        y: [2.43e9, 1.3e9, null, 1.4e9],
        low: [1.7e9, 0.9e9, 0, 1e9],
        high: [3.2e9, 1.8e9, 0, 1.9e9],
      },
    ],
  },
  {
    id: 'cycles-by-cause',
    title: 'Where the cycles go',
    kind: 'stacked-bar',
    caption: 'Cycles of one training step.',
    xAxis: axis('Format', ''),
    yAxis: axis('Cycles', 'cycles'),
    categories: ['float16', 'float8_e4m3fnuz', 'float8_e5m2fnuz'],
    series: [
      { name: 'compute', y: [41e6, 21e6, 21e6], low: [39e6, 20e6, 20e6], high: [44e6, 23e6, 22.5e6] },
      { name: 'casts', y: [0, 3.2e6, 3.1e6] },
      { name: 'exchange', y: [12e6, 7e6, 7e6], low: [10e6, 5e6, 6e6], high: [15e6, 9e6, 9e6] },
      { name: 'sync', y: [2e6, 2e6, 2e6] },
      { name: 'bank conflicts', y: [1e6, 0.5e6, 0.6e6] },
    ],
  },
  {
    id: 'energy-per-layer',
    title: 'Energy per layer and phase',
    kind: 'bar',
    caption: 'One bar a layer.',
    xAxis: axis('Layer', ''),
    yAxis: axis('Energy', 'J', 'log'),
    categories: layers,
    series: [
      {
        name: 'float16',
        y: layers.map((_, i) => 2e-6 * 1.3 ** i),
        low: layers.map((_, i) => 1.2e-6 * 1.3 ** i),
        high: layers.map((_, i) => 4e-6 * 1.3 ** i),
      },
      { name: 'f143', y: layers.map((_, i) => (i === 4 ? 0 : 1e-6 * 1.3 ** i)) },
    ],
  },
  {
    id: 'loss',
    title: 'Training loss',
    kind: 'line',
    caption: 'Band: smallest to largest of three seeds.',
    xAxis: axis('Step', 'steps'),
    yAxis: axis('Loss', ''),
    series: [
      { name: 'float16', x: steps(120), y: loss(120, 0.12), low: loss(120, 0.02), high: loss(120, 0.24) },
      { name: 'f143', x: steps(120), y: loss(120, 0.15).map((y, i) => (i > 50 && i < 56 ? null : y)) },
      {
        name: 'f152 with a loss scale of 2^(B − 16) held fixed from the first step to the last, stochastic rounding',
        x: steps(12),
        y: loss(12, 0.3),
        low: loss(12, 0.2),
        high: loss(12, 0.45),
      },
    ],
  },
  {
    id: 'snr',
    title: 'Signal to quantisation noise against the scale',
    kind: 'line',
    caption: 'Weights of all layers.',
    xAxis: axis('Scale exponent', 'log2'),
    yAxis: axis('SNR', 'dB'),
    series: ['f143', 'f152', 'e3m4', 'int8'].map((name, s) => ({
      name,
      x: exponents,
      y: exponents.map((e) => 34 - s * 4 - Math.abs(e + s) * (4 - s)),
      ...(s === 0
        ? { low: exponents.map((e) => 32 - Math.abs(e) * 4), high: exponents.map((e) => 36 - Math.abs(e) * 4) }
        : {}),
    })),
  },
  {
    id: 'error',
    title: `Error against the length of the sum ${HOSTILE}`,
    kind: 'line',
    caption: `Relative error of a dot product. ${HOSTILE}`,
    xAxis: axis('Length of the sum', 'products', 'log'),
    yAxis: axis('Relative error', '', 'log'),
    series: [
      {
        name: 'exact',
        x: [16, 64, 256, 1024, 4096],
        y: [1e-9, 2e-9, 4e-9, 8e-9, 0],
        low: [0, 1e-9, 1e-9, 4e-9, 0],
        high: [3e-9, 5e-9, 9e-9, 3e-8, 0],
      },
      { name: 'fp16 partials', x: [16, 64, 256, 1024, 4096], y: [3e-4, 5e-4, 1e-3, 4e-3, 2e-2] },
    ],
  },
  {
    id: 'exponents',
    title: 'Exponents of the activations and their gradients',
    kind: 'histogram',
    caption: 'Counts of non-zero values.',
    xAxis: axis('Exponent', 'log2'),
    yAxis: axis('Values', 'values'),
    series: [
      { name: 'activations', x: exponents, y: bell(-2) },
      { name: 'dx', x: exponents, y: bell(-9) },
    ],
  },
  {
    id: 'spread',
    title: 'Exponent spread of the products in one pass',
    kind: 'histogram',
    caption: 'Bins as categories.',
    xAxis: axis('Spread', 'bits'),
    yAxis: axis('Passes', 'passes', 'log'),
    categories: Array.from({ length: 33 }, (_, i) => String(i)),
    series: [{ name: 'passes', y: Array.from({ length: 33 }, (_, i) => (i === 7 ? 0 : Math.round(1e7 * 0.6 ** i))) }],
  },
  {
    id: 'pareto',
    title: 'Accuracy against energy',
    kind: 'scatter',
    caption: 'Whiskers: spread over seeds.',
    xAxis: axis('Energy to 90 % accuracy', 'J', 'log'),
    yAxis: axis('Accuracy', '%'),
    series: [
      'float16',
      'f143',
      'f152',
      'e4m3',
      'e5m2',
      'bfloat16',
      'float6_e3m2fn',
      'float4_e2m1fn',
      '1.3.4:bias=11',
      'int8:step=2^-5',
    ].map((name, s) => ({
      name,
      x: [3e3 / (s + 1), 4.5e3 / (s + 1)],
      y: [93.1 - s * 0.3, 93.4 - s * 0.25],
      low: [92.8 - s * 0.3, 93.2 - s * 0.25],
      high: [93.4 - s * 0.3, 93.7 - s * 0.25],
    })),
  },
  {
    id: 'roofline',
    title: 'Roofline',
    kind: 'scatter',
    caption: 'Wide logarithmic axes.',
    xAxis: axis('Arithmetic intensity', 'FLOP/B', 'log'),
    yAxis: axis('Energy per operation', 'pJ', 'log'),
    series: [
      {
        name: 'layers',
        x: [0.5, 12, 180, 2e3],
        y: [0.8, 3e3, 2e7, 6e11],
        low: [0.4, 1e3, 1e7, 2e11],
        high: [1.5, 9e3, 5e7, 9e11],
      },
    ],
  },
  {
    id: 'change',
    title: 'Change of accuracy against the baseline',
    kind: 'bar',
    caption: 'Negative values.',
    xAxis: axis('Network', ''),
    yAxis: axis('Change', 'percentage points'),
    categories: ['ResNet-18', 'ResNet-32', 'Transformer base (WMT14)', 'BERT-Large'],
    series: [
      { name: 'f143', y: [-0.12, 0.08, -0.4, -0.05], low: [-0.3, -0.1, -0.7, -0.2], high: [0.05, 0.3, -0.1, 0.1] },
    ],
  },
  {
    id: 'memory',
    title: 'Memory of a tile over a step',
    kind: 'area',
    caption: 'Steps of two ops.',
    xAxis: axis('Cycles', 'cycles'),
    yAxis: { ...axis('Memory', 'B'), origin: 'zero' },
    lines: [{ axis: 'y', value: 9000, label: '9,000 B of a tile' }],
    series: [
      { name: 'states', x: [0, 500, 500, 900], y: [3000, 3000, 3000, 3000] },
      { name: 'values', x: [0, 500, 500, 900], y: [1000, 1000, 4000, 4000] },
    ],
  },
  {
    id: 'empty',
    title: 'Nothing measured',
    kind: 'line',
    caption: '',
    xAxis: axis('Step', 'steps'),
    yAxis: axis('Power', 'W'),
    series: [{ name: 'none', x: [], y: [] }],
  },
];

/** More than fits into a narrow column. */
export const CROWDED: Chart = {
  id: 'crowded',
  title: 'A legend of twelve long names beside a long axis title',
  kind: 'line',
  caption: '',
  xAxis: axis('Work of a tile', 'MAC', 'log'),
  yAxis: axis('Against fp16 on the unit ipu21-amp with the network mlp and a learning rate of 0.05', '×'),
  series: Array.from({ length: 12 }, (_, s) => ({
    name: `fp8 on the unit exact with activations of 1.3.4, number ${s}: energy`,
    x: [1e5, 1e7],
    y: [1 + s / 10, 1.2 + s / 10],
  })),
};

/** @param change fields that a test sets otherwise */
export function fixtureReport(change: Partial<ReportRecord> = {}): ReportRecord {
  return reportSchema.parse({
    schema: SCHEMAS.report,
    title: 'ResNet-32 on CIFAR-10: fp8 against fp16 on the IPU21',
    inputs: [
      { kind: 'trace', sha256: 'a'.repeat(64) },
      { kind: 'run', sha256: '0123456789abcdef'.repeat(4) },
    ],
    rows: [row('float16', 1, 93.12), row('float8_e4m3fnuz', 1.93, 92.98), row('float8_e5m2fnuz', 1.92, 92.4)],
    baseline: 0,
    metricOrder: ['accuracy', 'throughput'],
    figures: [
      { name: 'Speed', metric: 'throughput' },
      { name: 'Accuracy', metric: 'accuracy' },
    ],
    leadChart: 'energy-per-sample',
    warnings: [`float8_e5m2fnuz: casts clip 3.1 % of all weights. ${HOSTILE}`],
    findings: [
      'f143 trains ResNet-32 to the accuracy of fp16 (−0.14 points, within the spread over seeds) at 1.93 times the speed.',
      'It takes 0.52 times the energy; the range is wide because the SRAM energy is assumed.',
      `A name may be anything: ${HOSTILE}`,
    ],
    caveats: ['SRAM energy is assumed: scaled from 16 nm.', 'Host input and output are not modelled.'],
    tables: [
      {
        id: 'layers',
        title: 'Layers & 100 % of their cost',
        columns: [
          { name: 'Layer', unit: '' },
          { name: 'Cycles', unit: 'cycles' },
          { name: 'Energy', unit: 'pJ' },
          { name: 'Error', unit: '' },
        ],
        rows: [
          ['conv1_1', 123_456, 1.5e6, 2e-7],
          ['=cmd()|"x"', 2_345_678, 2.25e6, null],
          ['50% of $x_1^2 & {y}~z#\\', 12, 3.1e5, 0.25],
          ['line one\nline | two', null, -4e5, 1e-12],
        ],
      },
    ],
    charts: CHARTS,
    methods: [
      {
        heading: 'Cycles',
        paragraphs: ['Counted engine; the programs are walked by their loop trip counts.', 'Sync is included.'],
      },
      { heading: 'Energy', paragraphs: ['Counts times the energy table of the technology.'] },
    ],
    ...change,
  });
}
