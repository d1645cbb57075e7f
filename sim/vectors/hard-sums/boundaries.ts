/**
 * Rows around the ends of steps, phases, chunks and promotion intervals: as long, one product longer or shorter, or
 * several of them, with partial sums that lose bits in the one format and not in the other.
 */
import { emptyDraft, putBinade } from '../draft.js';
import { type HardSum, highExponent } from './hard-sum.js';

/** Longest row that is made for a boundary. */
const LONGEST = 512;

export const boundaries: HardSum = (bench, draw) => {
  const { productsPerStep, stepsPerRounding, promotion } = bench.unit;
  const chunk = promotion?.products ?? productsPerStep * (stepsPerRounding === 'all' ? 1 : stepsPerRounding);
  const length = Math.max(chunk, bench.whole) * draw.of([1, 1, 2, 3]) + draw.of([0, 0, 1, -1, bench.whole]);
  if (bench.k === undefined && length > LONGEST) return undefined;
  const draft = emptyDraft(bench, draw, bench.k ?? Math.max(1, length));
  const top = highExponent(bench, draw);
  const spread = draw.of([2, 6, bench.unit.accumulator.mantissaBits]);
  const every = draw.of([1, 1, 3]);
  for (let place = draw.below(every); place < draft.k; place += every) {
    putBinade(bench, draft, place, top - draw.between(0, spread), draw);
  }
  return draft;
};
