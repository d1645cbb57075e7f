/** Measured powers beside simulated ones, for people. */
import { textTable } from '../../reports/export/text-table.js';
import { counted, percentNumber } from '../../reports/units/number.js';
import { forPeople } from '../../reports/units/si.js';
import type { EnergyValidation, ValidatedPower } from '../../reports/validation/energy.js';

const SAYS = { is: '', 'at-most': '≤ ', 'at-least': '≥ ' } as const;

export function energyText({ technology, rows, calibrated }: EnergyValidation): string {
  const table = textTable(
    ['what', 'simulated on', 'measured', 'simulated', 'low', 'high', 'error (%)', 'it'],
    rows.map((row) => [
      row.name,
      row.machine,
      `${SAYS[row.says]}${amount(row.measured, row)}`,
      ...(['value', 'low', 'high'] as const).map((end) => amount(row.simulated[end], row)),
      errorText(row),
      row.calibrates.length > 0 ? 'is set on' : row.verdict,
    ]),
  );
  return [
    table,
    ...rows.map(noteOf),
    `Table ${technology}: ${counted(calibrated.figures, 'figure')} set on ${counted(calibrated.rows, 'row')}; the other rows judge it.`,
  ].join('\n\n');
}

function amount(value: number, { unit }: ValidatedPower): string {
  return unit === 'pJ/MAC' ? `${value.toFixed(2)} pJ/MAC` : forPeople(value, unit);
}

function errorText({ error }: ValidatedPower): string {
  const rounded = percentNumber(error, 1);
  return Number(rounded) > 0 ? `+${rounded}` : rounded.replace(/^-(0\.0)$/, '$1');
}

function noteOf({ name, calibrates, simulatedS, measuredS, source, open }: ValidatedPower): string {
  const waited =
    simulatedS === undefined || measuredS === undefined || simulatedS >= measuredS
      ? []
      : [`${forPeople(simulatedS, 's')} simulated, the rest of ${forPeople(measuredS, 's')} priced at rest`];
  const set = calibrates.length === 0 ? [] : [`${calibrates.join(' and ')} set on it`];
  const parts = [...set, ...waited, ...open];
  return `${name}: ${parts.length === 0 ? '' : `${parts.join('; ')} `}(${source}).`;
}
