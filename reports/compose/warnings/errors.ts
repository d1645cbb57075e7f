/** Judged results that are no numbers: no column of the error table can count them. */
import { counted } from '../../units/number.js';
import { firstErrors } from '../errors.js';
import type { ReportInput } from '../input.js';

export function errorWarnings(input: ReportInput): string[] {
  const products = firstErrors(input);
  const met = products.filter(({ notFinite }) => notFinite > 0);
  const [first, ...others] = met;
  if (first === undefined) return [];
  const most = others.reduce(
    (worst, other) => (other.notFinite / other.judged > worst.notFinite / worst.judged ? other : worst),
    first,
  );
  const { layer, product, notFinite, judged } = most;
  return [
    `${met.length} of ${counted(products.length, 'product')} of step ${most.step} ${met.length === 1 ? 'has' : 'have'} results that are not finite ` +
      `(${layer} ${product}: ${notFinite} of ${judged} judged): no error counts them.`,
  ];
}
