/**
 * Kinds of operands that a unit is characterised on where there is no trace. Both sides are alike, but behind a
 * ReLU only the left one, which holds activations.
 */
import { NORMAL_FILL, type OperandFill } from '../../../models/hardware/operand-fill.js';

export const OPERAND_KINDS = ['zeros', 'one-value', 'sorted', 'zeros-90', 'relu', 'gaussian', 'uniform'] as const;
export type OperandKind = (typeof OPERAND_KINDS)[number];

export interface KindOfOperands {
  readonly summary: string;
  readonly a: OperandFill;
  readonly b: OperandFill;
}

function alike(summary: string, differs: Partial<OperandFill>): KindOfOperands {
  const fill = { ...NORMAL_FILL, ...differs };
  return { summary, a: fill, b: fill };
}

export const KINDS: Readonly<Record<OperandKind, KindOfOperands>> = {
  zeros: alike('all zero', { zeroShare: 1 }),
  'one-value': alike('one value drawn from N(0, 1) on each side', { values: 'one' }),
  sorted: alike('N(0, 1), sorted, the depth outside', { order: 'rows' }),
  'zeros-90': alike('N(0, 1), 90 % of them zeros', { zeroShare: 0.9 }),
  relu: {
    summary: 'N(0, 1), on the left without its negatives',
    a: { ...NORMAL_FILL, negatives: 'zeroed' },
    b: NORMAL_FILL,
  },
  gaussian: alike('N(0, 1)', {}),
  uniform: alike('uniform in [−1, 1]', { distribution: 'uniform' }),
};
