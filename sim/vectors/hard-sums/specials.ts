/**
 * NaN of every payload, infinities of both signs, infinity times zero, infinity less infinity, in any place among
 * ordinary products; NaN and infinities of the accumulator.
 */
import { inputClasses } from '../classes.js';
import { emptyDraft, putBinade } from '../draft.js';
import { type HardSum, highExponent, someOf } from './hard-sum.js';

export const specials: HardSum = (bench, draw) => {
  const draft = emptyDraft(bench, draw);
  const top = highExponent(bench, draw);
  const places = someOf(draft.steps.flat(), draft.k, draw);
  for (const place of places.slice(0, draw.of([0, 2, draft.k]))) {
    putBinade(bench, draft, place, top - draw.between(0, 6), draw);
  }
  for (const place of someOf(places, draw.of([1, 1, 2]), draw)) {
    const side = draw.of(['a', 'b'] as const);
    draft[side][place] = draw.of(inputClasses(bench[side].format)).code;
    if (draw.oneIn(3))
      draft[side === 'a' ? 'b' : 'a'][place] = draw.of(inputClasses(bench[side === 'a' ? 'b' : 'a'].format)).code;
  }
  if (draw.oneIn(3)) draft.c = draw.of(inputClasses(bench.c.format)).code;
  return draft;
};
