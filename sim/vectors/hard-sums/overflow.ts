/** Sums at the largest finite result: below, at and beyond it by parts of its last bit, by products or accumulator. */
import { maxFinite } from '../../../models/formats/format.js';
import { emptyDraft, nearestCode, negated, productReach, putBinade, putProduct } from '../draft.js';
import { type HardSum, signOf, someOf, stepPlaces } from './hard-sum.js';

export const overflow: HardSum = (bench, draw) => {
  const draft = emptyDraft(bench, draw);
  const { mantissaBits } = bench.unit.accumulator;
  const sign = signOf(draw);
  const largest = nearestCode(bench.c, sign * maxFinite(bench.c.format));
  const last = 2 ** (bench.c.most - mantissaBits);
  const places = someOf(stepPlaces(draft, draw), draw.of([1, 2, 3]), draw);
  const way = draw.below(4);
  if (way > 0) draft.c = largest - draw.of([0, 0, 0, 1, 2, 2 ** (bench.c.format.mantissaBits - 1)]);
  const [, most] = productReach(bench);
  for (const place of places) {
    const value = (draw.oneIn(4) ? -sign : sign) * last * draw.of([0.25, 0.5, 0.5, 0.75, 1, 2]);
    if (way > 1 && putProduct(bench, draft, place, value, draw)) continue;
    putBinade(bench, draft, place, Math.min(most, bench.c.most + draw.between(-2, 1)), draw);
  }
  if (draw.oneIn(8)) draft.c = negated(bench.c, draft.c);
  return draft;
};
