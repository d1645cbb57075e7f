/**
 * Whether the accumulator is aligned with the products or added behind them, in the first step or at the end: an
 * accumulator much larger or much smaller than products with all their bits.
 */
import { emptyDraft, nearestCode, putBinade } from '../draft.js';
import { type HardSum, highExponent, significand, signOf, someOf } from './hard-sum.js';

export const accumulator: HardSum = (bench, draw) => {
  const draft = emptyDraft(bench, draw);
  const { mantissaBits } = bench.unit.accumulator;
  const cut = draw.of(bench.cuts);
  const top = highExponent(bench, draw);
  const spread = draw.of([0, 1, 3]);
  for (const place of someOf(draft.steps.flat(), draw.of([1, 2, 3, draft.k]), draw)) {
    putBinade(bench, draft, place, top - draw.between(0, spread), draw);
  }
  const away = draw.of([draw.between(-cut - 3, cut + 3), draw.between(-3, 3), cut + draw.between(-2, 2)]);
  draft.c = nearestCode(bench.c, signOf(draw) * significand(mantissaBits + 1, draw) * 2 ** (top + away));
  return draft;
};
