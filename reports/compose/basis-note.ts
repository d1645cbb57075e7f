/** Which energy tables a chart rests on, and on what those rest. */
import { basesText } from '../units/basis.js';
import type { ReportInput } from './input.js';

/** By table, the shares of the runs from the least to the most. */
export function basisNote(inputs: readonly ReportInput[]): string {
  const energies = inputs.map(({ energy }) => energy);
  const tables = [...new Set(energies.map(({ technology }) => technology.name))];
  const notes = tables.map(
    (name) =>
      `${name}, ${basesText(energies.filter(({ technology }) => technology.name === name).map((of) => of.basisShares))}`,
  );
  return `energy table ${notes.join('; ')}`;
}
