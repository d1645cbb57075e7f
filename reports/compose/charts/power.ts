/** Average power by component, each with the range of the energy table. */

import { COMPONENTS } from '../../../records/energy.js';
import type { Chart } from '../../../records/report.js';
import { basisNote } from '../basis-note.js';
import { labelsOf, meansNote, type ReportInput } from '../input.js';
import { metricsOf } from '../metrics.js';

export function powerChart(inputs: readonly ReportInput[]): Chart {
  const metrics = inputs.map(metricsOf);
  const watts = (row: number, key: 'low' | 'value' | 'high') =>
    COMPONENTS.map((component) => metrics[row]?.[`Power: ${component}`]?.[key] ?? 0);
  return {
    id: 'power-by-component',
    title: 'Average power by component, low to high',
    kind: 'bar',
    caption: `Bars are central values, whiskers the range of the energy table; ${basisNote(inputs)}${meansNote(inputs)}.`,
    xAxis: { label: 'Component', unit: '', scale: 'linear' },
    yAxis: { label: 'Average power', unit: 'W', scale: 'linear' },
    categories: [...COMPONENTS],
    series: labelsOf(inputs).map((name, row) => ({
      name,
      y: watts(row, 'value'),
      low: watts(row, 'low'),
      high: watts(row, 'high'),
    })),
  };
}
