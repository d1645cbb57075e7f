/** Energy of a training step by component, run beside run. */

import { COMPONENTS } from '../../../records/energy.js';
import type { Chart } from '../../../records/report.js';
import { unitFactor } from '../../units/si.js';
import { basisNote } from '../basis-note.js';
import { labelsOf, type ReportInput } from '../input.js';

const JOULES = unitFactor('pJ', 'J');

export function energyChart(inputs: readonly ReportInput[]): Chart {
  return {
    id: 'energy-by-component',
    title: 'Energy of a training step by component',
    kind: 'stacked-bar',
    caption: `Central values; ${basisNote(inputs)}.`,
    xAxis: { label: 'Recipe', unit: '', scale: 'linear' },
    yAxis: { label: 'Energy a step', unit: 'J', scale: 'linear' },
    categories: labelsOf(inputs),
    series: COMPONENTS.map((component) => ({
      name: component,
      y: inputs.map(({ energy, run }) => (energy.byComponent[component].value * JOULES) / run.steps),
    })),
  };
}
