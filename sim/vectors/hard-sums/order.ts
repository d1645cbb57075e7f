/**
 * Sums that depend on the order: a large product at one place, its negative at another, small ones elsewhere. Which
 * small ones are lost says which products are added together, and when. Every pair of places comes in turn.
 */
import { emptyDraft, negated, putBinade, putProduct } from '../draft.js';
import { type HardSum, highExponent, signOf, someOf } from './hard-sum.js';

export const order: HardSum = (bench, draw) => {
  const k = bench.k ?? bench.whole * draw.of([1, 1, 2, 2, 4]);
  const draft = emptyDraft(bench, draw, k);
  const places = someOf(
    Array.from({ length: k }, (_, place) => place),
    k,
    draw,
  );
  const [first, second, ...others] = places;
  if (first === undefined || second === undefined) return undefined;
  const top = highExponent(bench, draw);
  if (!putProduct(bench, draft, first, signOf(draw) * draw.of([1, 1.5]) * 2 ** top, draw)) return undefined;
  draft.a[second] = negated(bench.a, draft.a[first] as number);
  draft.b[second] = draft.b[first] as number;
  const cut = draw.of(bench.cuts);
  for (const place of others.slice(0, draw.of([1, 1, 2, 3, others.length]))) {
    putBinade(bench, draft, place, top - cut + draw.between(-3, draw.of([1, 4])), draw);
  }
  return draft;
};
