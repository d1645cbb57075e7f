/**
 * NaN of every payload, infinities of both signs, infinity times zero, infinity less infinity, in any place among
 * ordinary products; NaN and infinities of the accumulator.
 */
import { infinityCode, signCode } from '../../../models/formats/format.js';
import type { Side } from '../bench.js';
import { inputClasses } from '../classes.js';
import { emptyDraft, putBinade } from '../draft.js';
import type { Draw } from '../draw.js';
import { type HardSum, highExponent, someOf } from './hard-sum.js';

export const specials: HardSum = (bench, draw) => {
  const draft = emptyDraft(bench, draw);
  const top = highExponent(bench, draw);
  const places = someOf(draft.steps.flat(), draft.k, draw);
  for (const place of places.slice(0, draw.of([0, 2, draft.k]))) {
    putBinade(bench, draft, place, top - draw.between(0, 6), draw);
  }
  for (const place of someOf(places, draw.of([0, 1, 1, 2]), draw)) {
    const [side, other] = draw.of([['a', 'b'] as const, ['b', 'a'] as const]);
    draft[side][place] = specialCode(bench[side], draw);
    if (draw.oneIn(3)) draft[other][place] = specialCode(bench[other], draw);
  }
  if (draw.oneIn(2)) draft.c = specialCode(bench.c, draw);
  return draft;
};

/** NaN and infinities of the accumulator beside ordinary products. */
export const accumulatorSpecials: HardSum = (bench, draw) => {
  const draft = emptyDraft(bench, draw);
  const top = highExponent(bench, draw);
  for (const place of someOf(draft.steps.flat(), draw.of([0, 1, 2]), draw)) putBinade(bench, draft, place, top, draw);
  draft.c = specialCode(bench.c, draw);
  return draft;
};

/** A class of input, an infinity, or a NaN of one bit. */
function specialCode({ format }: Side, draw: Draw): number {
  const infinity = infinityCode(format);
  if (infinity === undefined || draw.oneIn(4)) return draw.of(inputClasses(format)).code;
  const sign = draw.oneIn(2) ? signCode(format) : 0;
  if (format.nan !== 'ieee' || draw.oneIn(4)) return sign + infinity;
  return sign + infinity + 2 ** draw.below(format.mantissaBits);
}
