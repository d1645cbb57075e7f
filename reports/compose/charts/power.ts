/** Average power by component, each with the range of the energy table. */

import { COMPONENTS } from '../../../records/energy.js';
import type { Chart } from '../../../records/report.js';
import { unitFactor } from '../../units/si.js';
import { basisNote } from '../basis-note.js';
import { labelsOf, type ReportInput } from '../input.js';

const JOULES = unitFactor('pJ', 'J');

export function powerChart(inputs: readonly ReportInput[]): Chart {
  const watts = (input: ReportInput, key: 'low' | 'value' | 'high') =>
    COMPONENTS.map((component) => (input.energy.byComponent[component][key] * JOULES) / input.run.totals.timeS);
  return {
    id: 'power-by-component',
    title: 'Average power by component, low to high',
    kind: 'bar',
    caption: `Bars are central values, whiskers the range of the energy table; ${basisNote(inputs)}.`,
    xAxis: { label: 'Component', unit: '', scale: 'linear' },
    yAxis: { label: 'Average power', unit: 'W', scale: 'linear' },
    categories: [...COMPONENTS],
    series: inputs.map((input, i) => ({
      name: labelsOf(inputs)[i] as string,
      y: watts(input, 'value'),
      low: watts(input, 'low'),
      high: watts(input, 'high'),
    })),
  };
}
