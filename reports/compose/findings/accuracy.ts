/** What the format does to the accuracy, where both runs were trained. */
import { percent } from '../../units/number.js';
import type { ReportInput } from '../input.js';
import { finding, signed } from './finding.js';

export const accuracyFinding = finding(
  ({ input, base }) =>
    input.training === undefined || base.training === undefined
      ? undefined
      : { own: correctShare(input.training), other: correctShare(base.training), training: input.training },
  ({ own, other, training }, { label, baseLabel }) =>
    `${label} reaches ${percent(own)} on ${training.dataset.name} and ${baseLabel} ${percent(other)}: ` +
    `a difference of ${signed(100 * (own - other), 2)} points (one seed, ${training.evaluation.total} test images).`,
);

function correctShare({ evaluation }: NonNullable<ReportInput['training']>): number {
  return evaluation.correct / evaluation.total;
}
