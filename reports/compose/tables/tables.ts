/** The tables of a report, as data, in the order of its page. One file a table. */
import type { Table } from '../../../records/report.js';
import { labelsOf, type ReportInput } from '../input.js';
import { castTable } from './casts.js';
import { cycleTable } from './cycles.js';
import { energyTable } from './energy.js';
import { errorTable } from './errors.js';
import { opTable } from './ops.js';

export function tables(inputs: readonly ReportInput[]): Table[] {
  const labels = labelsOf(inputs);
  return [
    cycleTable(inputs),
    ...inputs.map((input, i) => opTable(input, labels[i] as string)),
    ...inputs.map((input, i) => energyTable(input, labels[i] as string)),
    ...inputs.flatMap((input, i) => errorTable(input, labels[i] as string)),
    ...castTable(inputs),
  ];
}
