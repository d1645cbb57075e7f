/** What a step costs, and on what that figure rests. */
import { percent } from '../../units/number.js';
import type { ReportInput } from '../input.js';
import { finding } from './finding.js';

export const energyFinding = finding(
  ({ input, base }) => ({ ratio: perStep(input) / perStep(base), watts: watts(input), baseWatts: watts(base) }),
  ({ ratio, watts, baseWatts }, { input, label, baseLabel }) =>
    `A step costs ${ratio.toFixed(2)} × the energy in ${label}, at ${watts} against ${baseWatts} in ${baseLabel}.${basis(input)}`,
);

function perStep({ energy, run }: ReportInput): number {
  return energy.totalPj.value / run.steps;
}

function watts({ energy }: ReportInput): string {
  const { low, value, high } = energy.averagePowerW;
  return `${value.toFixed(1)} W (${low.toFixed(1)}–${high.toFixed(1)})`;
}

/** A sentence of its own, where the figure is assumed. */
function basis({ energy }: ReportInput): string {
  if (energy.headlineBasis !== 'assumed') return '';
  return ` Energy is assumed: ${percent(energy.assumedShare)} of it rests on figures without a published source.`;
}
