/** Casts over the whole training run: what became zero, what was clipped. */
import type { Table } from '../../../records/report.js';
import { labelsOf, type ReportInput, seedNote } from '../input.js';

export function castTable(inputs: readonly ReportInput[]): Table[] {
  const labels = labelsOf(inputs);
  const rows = inputs.flatMap((input, i) =>
    (input.training?.casts ?? []).map(({ layer, role, format, elements, underflow, saturated }) => [
      `${labels[i]}${seedNote(input)}`,
      layer,
      role,
      format,
      elements,
      underflow,
      saturated,
    ]),
  );
  if (rows.length === 0) return [];
  return [
    {
      id: 'casts',
      title: 'Casts over the whole training run',
      columns: [
        { name: 'recipe', unit: '' },
        { name: 'layer', unit: '' },
        { name: 'role', unit: '' },
        { name: 'format', unit: '' },
        { name: 'cast', unit: 'elements' },
        { name: 'underflow', unit: 'elements' },
        { name: 'saturated', unit: 'elements' },
      ],
      rows,
    },
  ];
}
