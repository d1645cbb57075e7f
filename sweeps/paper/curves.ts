/** Accuracies against a setting beside a baseline: the chart, and where each curve works. */
import type { Chart } from '../../records/report.js';
import type { SweepResult } from '../../records/sweep-results.js';
import { type Working, workingRange } from '../statistics/edges.js';
import { accuracyDeviation, FAILING_POINTS, meanAccuracy, samplesBy } from '../statistics/seeds.js';

export interface Curve {
  readonly name: string;
  /** In ascending x. */
  readonly points: readonly { readonly x: number; readonly accuracy: number; readonly deviation: number }[];
}

/** A curve of points by the number that an axis has. */
export function curveOf(name: string, points: readonly SweepResult[], axis: string): Curve {
  const samples = samplesBy(points, ({ keys }) => keys[axis]).filter(({ seeds }) => seeds.length > 0);
  const found = samples.map((sample) => ({
    x: Number(sample.label),
    accuracy: meanAccuracy(sample),
    deviation: accuracyDeviation(sample),
  }));
  return { name, points: found.sort((a, b) => a.x - b.x) };
}

export interface CurveChart {
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  readonly xLabel: string;
  readonly baseline: { readonly label: string; readonly accuracy: number };
}

export function curveChart(curves: readonly Curve[], { id, title, caption, xLabel, baseline }: CurveChart): Chart {
  return {
    ...{ id, title, caption, kind: 'line' },
    xAxis: { label: xLabel, unit: '', scale: 'linear' },
    yAxis: { label: 'Test accuracy', unit: '%', scale: 'linear', origin: 'zero' },
    lines: [{ axis: 'y', value: baseline.accuracy, label: baseline.label }],
    series: curves.map(({ name, points }) => ({
      name,
      x: points.map(({ x }) => x),
      y: points.map(({ accuracy }) => accuracy),
      low: points.map(({ accuracy, deviation }) => accuracy - deviation),
      high: points.map(({ accuracy, deviation }) => accuracy + deviation),
    })),
  };
}

/** Where a curve works and where it fails, in words; an end without an edge is called so. */
export function rangeSentence({ name, points }: Curve, baseline: number): string {
  const range = workingRange(points, baseline);
  if (range === undefined)
    return `${name}: no bias that was tried comes within ${FAILING_POINTS} points of the baseline.`;
  const span = `${name}: works from bias ${range.first} to ${range.last}`;
  return `${span}; ${endsText(range)}.`;
}

function endsText({ below, above }: Working): string {
  if (below === 'edge' && above === 'edge') return 'beyond either end it fails';
  if (below === 'edge') return 'below it fails, and no edge is shown above';
  if (above === 'edge') return 'above it fails, and no edge is shown below';
  return 'no edge is shown at either end';
}
