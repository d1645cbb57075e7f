/** Cycles of a step by layer: where a run gains on another. */
import type { Chart } from '../../../records/report.js';
import { labelsOf, type ReportInput } from '../input.js';

export function layerChart(inputs: readonly ReportInput[]): Chart {
  const layers = [...new Set(inputs.flatMap(({ run }) => run.ops.map(({ layer }) => layer)))];
  return {
    id: 'cycles-by-layer',
    title: 'Cycles of a step by layer',
    kind: 'bar',
    caption: 'All phases of a layer: forward, dgrad, wgrad, update, with their exchange and sync.',
    xAxis: { label: 'Layer', unit: '', scale: 'linear' },
    yAxis: { label: 'Cycles a step', unit: 'cycles', scale: 'linear' },
    categories: layers,
    series: inputs.map(({ run }, i) => ({
      name: labelsOf(inputs)[i] as string,
      y: layers.map((layer) => run.ops.reduce((sum, op) => sum + (op.layer === layer ? op.cycles : 0), 0) / run.steps),
    })),
  };
}
