/** Energy of a step by component, run beside run. */

import { COMPONENTS } from '../../../records/energy.js';
import type { Chart } from '../../../records/report.js';
import { basisNote } from '../basis-note.js';
import { labelsOf, meansNote, type ReportInput } from '../input.js';
import { metricsOf } from '../metrics.js';
import { aStep } from '../pass.js';

export function energyChart(inputs: readonly ReportInput[]): Chart {
  const metrics = inputs.map(metricsOf);
  return {
    id: 'energy-by-component',
    title: `Energy of ${aStep(inputs)} by component`,
    kind: 'stacked-bar',
    caption: `Central values; ${basisNote(inputs)}${meansNote(inputs)}.`,
    xAxis: { label: 'Run', unit: '', scale: 'linear' },
    yAxis: { label: 'Energy a step', unit: 'J', scale: 'linear' },
    categories: labelsOf(inputs),
    series: COMPONENTS.map((component) => ({
      name: component,
      y: metrics.map((of) => of[`Energy: ${component}`]?.value ?? 0),
    })),
  };
}
