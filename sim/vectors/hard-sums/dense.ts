/** Products at every place: of one binade or several, or of any codes that are finite; an accumulator of their size. */
import type { Bench, Side } from '../bench.js';
import { binadeCode, emptyDraft, putBinade } from '../draft.js';
import type { Draw } from '../draw.js';
import { type HardSum, highExponent } from './hard-sum.js';

export const dense: HardSum = (bench, draw) => {
  const draft = emptyDraft(bench, draw);
  const top = highExponent(bench, draw);
  const spread = draw.of([0, 1, 3, 8]);
  for (let place = 0; place < draft.k; place++) putBinade(bench, draft, place, top - draw.between(0, spread), draw);
  draft.c = accumulatorOf(bench, top, draw);
  return draft;
};

export const anyCodes: HardSum = (bench, draw) => {
  const draft = emptyDraft(bench, draw);
  const any = (side: Side) => binadeCode(side, draw.between(side.least, side.most), draw);
  for (let place = 0; place < draft.k; place++) {
    draft.a[place] = any(bench.a);
    draft.b[place] = any(bench.b);
  }
  draft.c = draw.oneIn(2) ? any(bench.c) : 0;
  return draft;
};

/** One product alone, with an accumulator or without. */
export const alone: HardSum = (bench, draw) => {
  const draft = emptyDraft(bench, draw);
  const top = highExponent(bench, draw);
  const place = draw.below(draft.k);
  if (!putBinade(bench, draft, place, top, draw)) return undefined;
  if (draw.oneIn(2)) draft.c = accumulatorOf(bench, top, draw);
  return draft;
};

function accumulatorOf({ c }: Bench, top: number, draw: Draw): number {
  const exponent = Math.max(c.least, Math.min(c.most, top + draw.between(-4, 6)));
  return draw.oneIn(4) ? 0 : binadeCode(c, exponent, draw);
}
