/** Where the cycles of a step go, run beside run. */
import type { Chart } from '../../../records/report.js';
import { breakdown, shownParts } from '../breakdown.js';
import { labelsOf, type ReportInput } from '../input.js';
import { aStep } from '../pass.js';

export function cycleChart(inputs: readonly ReportInput[]): Chart {
  const parts = inputs.map(({ run }) => ({ run, parts: breakdown(run) }));
  return {
    id: 'cycles-by-part',
    title: `Where the cycles of ${aStep(inputs)} go`,
    kind: 'stacked-bar',
    caption: 'Cycles of one step by what they are spent on; the parts add up to the step.',
    xAxis: { label: 'Run', unit: '', scale: 'linear' },
    yAxis: { label: 'Cycles a step', unit: 'cycles', scale: 'linear' },
    categories: labelsOf(inputs),
    series: shownParts(inputs.map(({ run }) => run)).map((part) => ({
      name: part,
      y: parts.map((entry) => entry.parts[part] / entry.run.steps),
    })),
  };
}
