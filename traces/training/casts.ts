/** What casts did, added up over a run by layer, role and format. */
import type { TrainingRecord } from '../../records/trace/training.js';
import type { CastCounter, CastPlace } from '../ops/emit.js';

export interface CastTotals extends CastCounter {
  rows(): TrainingRecord['casts'];
}

/** @param before what was added up already */
export function castTotals(before: TrainingRecord['casts'] = []): CastTotals {
  const totals = new Map(before.map((row) => [keyOf(row), { ...row }]));
  return {
    add({ layer, role, format }, elements, { underflow, saturated, nan }) {
      const key = keyOf({ layer, role, format });
      const row = totals.get(key) ?? { layer, role, format, elements: 0, underflow: 0, saturated: 0, nan: 0 };
      row.elements += elements;
      row.underflow += underflow;
      row.saturated += saturated;
      row.nan += nan;
      totals.set(key, row);
    },
    rows: () => [...totals.values()],
  };
}

function keyOf({ layer, role, format }: CastPlace): string {
  return `${layer} ${role} ${format}`;
}
