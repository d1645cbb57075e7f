/** Values lost in casts: to zero, and to the largest value. */
import type { Chart } from '../../../records/report.js';
import type { ReportInput } from '../input.js';

export function castChart(inputs: readonly ReportInput[]): Chart[] {
  const rows = inputs.flatMap(({ training, trace }) =>
    (training?.casts ?? []).filter(({ format }) => format !== trace.recipe.storage),
  );
  if (rows.length === 0) return [];
  const share = (part: number, elements: number) => (elements === 0 ? 0 : (100 * part) / elements);
  return [
    {
      id: 'underflow-and-saturation',
      title: 'Values lost in casts over the whole run',
      kind: 'bar',
      caption: 'Underflow: a non-zero value that became zero. Saturation: a value clipped to the largest.',
      xAxis: { label: 'Layer and role', unit: '', scale: 'linear' },
      yAxis: { label: 'Share of cast elements', unit: '%', scale: 'linear' },
      categories: rows.map(({ layer, role }) => `${layer} ${role}`),
      series: [
        { name: 'underflow', y: rows.map(({ underflow, elements }) => share(underflow, elements)) },
        { name: 'saturation', y: rows.map(({ saturated, elements }) => share(saturated, elements)) },
      ],
    },
  ];
}
