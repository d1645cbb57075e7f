/** What a step costs, and on what that figure rests; where both are priced by one table and do the same work. */
import type { Metric } from '../../../records/report.js';
import { basisText } from '../../units/basis.js';
import { forPeople, rangeForPeople } from '../../units/si.js';
import { comparable, ratioOf } from '../against.js';
import type { ReportInput } from '../input.js';
import { metricsOf } from '../metrics.js';
import { finding } from './finding.js';

export const energyFinding = finding(
  ({ input, base }) => {
    const [own, other] = [metricsOf(input)['Energy a step'], metricsOf(base)['Energy a step']];
    if (own === undefined || other === undefined || !comparable(input, base, 'energy')) return undefined;
    return ratioOf(own, other);
  },
  ({ value, low, high }, { input, base }) =>
    `A step costs ${forPeople(value, '×')} the energy in ${input.label} (${rangeForPeople(low, high, '×')} with all figures low to all high), ` +
    `at ${watts(input)} against ${watts(base)} in ${base.label}.${clocks(input, base)}${basis(input)}`,
);

function watts(input: ReportInput): string {
  const { value, low, high, unit } = metricsOf(input)['Average power'] as Metric;
  return `${forPeople(value, unit)} (${rangeForPeople(low, high, unit)})`;
}

/** The table has one energy an action, whatever the clock; what the supplies differ in is in it. */
function clocks(input: ReportInput, base: ReportInput): string {
  if (input.run.machine.clockHz === base.run.machine.clockHz) return '';
  return ' Their clocks differ, and energy per action follows the supply that each machine states, not the clock.';
}

function basis({ energy }: ReportInput): string {
  return ` Energy is ${basisText(energy.basisShares)}.`;
}
