/** Values lost in casts: to zero, and to the largest value. */
import type { Chart } from '../../../records/report.js';
import { type ReportInput, seedNote } from '../input.js';

export function castChart(inputs: readonly ReportInput[]): Chart[] {
  const casting = inputs.map((input) => ({ input, casts: narrowCasts(input) })).filter(({ casts }) => casts.length > 0);
  if (casting.length === 0) return [];
  const whose = ({ label }: ReportInput) => (casting.length === 1 ? '' : `${label}: `);
  const rows = casting.flatMap(({ input, casts }) => casts.map((cast) => ({ ...cast, whose: whose(input) })));
  const share = (part: number, elements: number) => (elements === 0 ? 0 : (100 * part) / elements);
  return [
    {
      id: 'underflow-and-saturation',
      title: `Values lost in casts over the whole run${casting.map(({ input }) => seedNote(input)).find((note) => note !== '') ?? ''}`,
      kind: 'bar',
      caption: 'Underflow: a non-zero value that became zero. Saturation: a value clipped to the largest.',
      xAxis: { label: 'Layer and role', unit: '', scale: 'linear' },
      yAxis: { label: 'Share of cast elements', unit: '%', scale: 'linear' },
      categories: rows.map(({ whose, layer, role }) => `${whose}${layer} ${role}`),
      series: [
        { name: 'underflow', y: rows.map(({ underflow, elements }) => share(underflow, elements)) },
        { name: 'saturation', y: rows.map(({ saturated, elements }) => share(saturated, elements)) },
      ],
    },
  ];
}

function narrowCasts({ training, trace }: ReportInput) {
  return (training?.casts ?? []).filter(({ format }) => format !== trace.recipe.storage);
}
