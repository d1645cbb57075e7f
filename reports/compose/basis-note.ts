/** Which energy tables a chart rests on, and on what those rest. */
import type { ReportInput } from './input.js';

export function basisNote(inputs: readonly ReportInput[]): string {
  const bases = [...new Set(inputs.map(({ energy }) => `${energy.technology.name}, ${energy.headlineBasis}`))];
  return `energy table ${bases.join('; ')}`;
}
