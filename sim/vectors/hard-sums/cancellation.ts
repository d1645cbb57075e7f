/**
 * Products that cancel in pairs to few bits, and an accumulator that cancels what they give but for some last bits.
 */
import { decode } from '../../arithmetic/reference/convert.js';
import { dot } from '../../arithmetic/reference/dot.js';
import type { Bench } from '../bench.js';
import { type Draft, emptyDraft, negated, putBinade } from '../draft.js';
import type { Draw } from '../draw.js';
import { codeNear, type HardSum, highExponent, someOf } from './hard-sum.js';

export const cancellation: HardSum = (bench, draw) => {
  const draft = emptyDraft(bench, draw);
  const spread = draw.of([0, 2, 6, 12]);
  const top = highExponent(bench, draw);
  const places = someOf(draft.steps.flat(), draw.between(1, draft.k), draw);
  for (let at = 0; at < places.length; at += 2) {
    const [first, second] = [places[at] as number, places[at + 1]];
    if (!putBinade(bench, draft, first, top - draw.between(0, spread), draw)) continue;
    if (second === undefined || draw.oneIn(3)) continue;
    const code = draft.a[first] as number;
    const near = draw.oneIn(2) && code % 2 === 0 ? code + 1 : code;
    draft.a[second] = negated(bench.a, near);
    draft.b[second] = draft.b[first] as number;
  }
  if (!draw.oneIn(3)) draft.c = cancelling(bench, draft, draw);
  return draft;
};

/** The negative of what the products give, a code next to it, or one that leaves so many bits. */
function cancelling(bench: Bench, draft: Draft, draw: Draw): number {
  const { unit, c } = bench;
  const bits = unit.accumulator.randomBits;
  const scales = draft.scales === undefined ? undefined : { ...draft.scales, block: unit.blockScale?.block ?? 1 };
  const code = dot(unit, draft.a, draft.b, 0, 0, (step) => ({ bits, value: draft.random[step] ?? 0 }), scales);
  const value = decode(c.format, code);
  return Number.isFinite(value) ? codeNear(c, -value * (1 - draw.of([0, 1, -1]) / 2 ** draw.between(1, 9)), draw) : 0;
}
