/** Operands that are no numbers: what their bits cost is no cost of training that learns. */
import { percent } from '../../units/number.js';
import type { ReportInput } from '../input.js';

/** From this share of the elements on. */
const MANY = 0.01;

export function operandWarnings({ run, tensors }: ReportInput): string[] {
  const share = nanShare(tensors);
  if (run.activity === 'none' || share < MANY) return [];
  return [
    `${percent(share)} of the elements of its captured tensors are NaN: its energy and power rest on their bits, not on those of a training that learns.`,
  ];
}

/** Of the elements of captured tensors whose statistics are recorded. */
function nanShare(tensors: ReportInput['tensors']): number {
  const counted = tensors.flatMap(({ statistics, shape, repeat }) =>
    statistics === undefined
      ? []
      : [{ nan: statistics.nan * repeat, all: shape.reduce((product, side) => product * side, repeat) }],
  );
  const sum = (of: 'nan' | 'all') => counted.reduce((total, tensor) => total + tensor[of], 0);
  return sum('all') === 0 ? 0 : sum('nan') / sum('all');
}
