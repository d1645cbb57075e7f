/** Cycles of a step by what they are spent on, run beside run. */
import type { Table } from '../../../records/report.js';
import { breakdown, shownParts } from '../breakdown.js';
import { labelsOf, type ReportInput } from '../input.js';
import { aStep } from '../pass.js';

export function cycleTable(inputs: readonly ReportInput[]): Table {
  const parts = inputs.map(({ run }) => ({ run, parts: breakdown(run) }));
  return {
    id: 'cycles-table',
    title: `Cycles of ${aStep(inputs)} by what they are spent on`,
    columns: [{ name: 'part', unit: '' }, ...labelsOf(inputs).map((name) => ({ name, unit: 'cycles' }))],
    rows: shownParts(inputs.map(({ run }) => run)).map((part) => [
      part,
      ...parts.map((entry) => entry.parts[part] / entry.run.steps),
    ]),
  };
}
