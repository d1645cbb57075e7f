/** Which units' outputs the scalar path computes several at once: exact sums of a few products a rounding. */
import { resolveFloatFormat } from '../../../../models/formats/resolve.js';
import type { DotProductUnit } from '../../../../models/units/unit.js';
import { isOdd } from './range.js';

const MOST_SHORT_PRODUCTS = 8;

/** Whether a unit's roundings take so few products that several outputs at once are faster. */
export function isShort({ sum, productsPerStep, stepsPerRounding, accumulator }: DotProductUnit): boolean {
  const isFew = stepsPerRounding !== 'all' && productsPerStep * stepsPerRounding <= MOST_SHORT_PRODUCTS;
  return sum.kind === 'exact' && isFew && isOdd(accumulator) && accumulator.mantissaBits > 0;
}

/** Whether such a unit's steps are pairs of products, rounded as pairs.ts does it. */
export function hasPairs(unit: DotProductUnit): boolean {
  const { accumulator, productsPerStep, stepsPerRounding, promotion } = unit;
  const { subnormals, negativeZero } = resolveFloatFormat(accumulator.format, 'accumulator');
  const isPlain = accumulator.rounding === 'nearest-even' && accumulator.zero === 'ieee' && subnormals && negativeZero;
  return isShort(unit) && isPlain && productsPerStep === 2 && stepsPerRounding === 1 && promotion === undefined;
}
