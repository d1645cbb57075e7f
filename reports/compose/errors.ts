/** The error split of the products of a run's first captured step, as people read it. */
import type { ErrorOfProduct, ErrorStatistics } from '../../records/trace/errors.js';
import type { ReportInput } from './input.js';

/** Products of the first captured step; none where the trace has no errors. */
export function firstErrors({ errors }: Pick<ReportInput, 'errors'>): readonly ErrorOfProduct[] {
  const products = errors?.products ?? [];
  return products.filter(({ step }) => step === products[0]?.step);
}

/** What stands in place of decibels that there are none of. */
const WITHOUT_DECIBELS = { noisy: '', exact: 'exact', 'no-signal': 'no signal', 'no-output': '' } as const;

/** Signal to noise in dB, or why there is none. */
export function snrCell({ kind, snrDb }: ErrorStatistics): number | string {
  return snrDb ?? WITHOUT_DECIBELS[kind];
}

/** Shares of cast elements over both operands that became zero, and that were clipped, in percent. */
export function lostPercent(
  { operands }: Pick<ErrorOfProduct, 'operands'>,
  count: 'underflow' | 'saturated',
): number | null {
  const cast = operands.reduce((sum, operand) => sum + operand.cast, 0);
  return cast === 0 ? null : (100 * operands.reduce((sum, operand) => sum + operand[count], 0)) / cast;
}
