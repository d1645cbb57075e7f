/**
 * Sums half-way between two results, or at one, with or without a term 1 to 70 bits below that decides: what a sticky
 * bit, a rounding rule and a tie to even are for.
 */
import { emptyDraft } from '../draft.js';
import type { Draw } from '../draw.js';
import { type HardSum, highExponent, putTerm, signOf, someOf } from './hard-sum.js';

export const halfWay: HardSum = (bench, draw) => {
  const draft = emptyDraft(bench, draw);
  const { mantissaBits } = bench.unit.accumulator;
  const places = someOf(draft.steps[draw.below(draft.steps.length)] as readonly number[], 4, draw);
  const slots = draw.oneIn(2) ? ['c' as const, ...places] : [...places, 'c' as const];
  const [top, half, odd, tiny] = slots;
  const lifted = top === 'c' ? draw.of([0, mantissaBits + 1, mantissaBits + 1]) : 0;
  const exponent = Math.min(bench.c.most, highExponent(bench, draw) + lifted);
  const sign = signOf(draw);
  if (top === undefined || half === undefined) return undefined;
  if (!putTerm(bench, draft, top, sign * 2 ** exponent, draw)) return undefined;
  const last = 2 ** (exponent - mantissaBits);
  if (!putTerm(bench, draft, half, signOf(draw) * last * draw.of([0.5, 0.5, 0.5, 1.5, 1, 0.25]), draw))
    return undefined;
  if (odd !== undefined && draw.oneIn(2)) putTerm(bench, draft, odd, sign * last, draw);
  if (tiny !== undefined && !draw.oneIn(4)) {
    for (let tries = 0; tries < 4; tries++) {
      const below = exponent - mantissaBits - distance(draw);
      if (putTerm(bench, draft, tiny, signOf(draw) * 2 ** below, draw)) break;
    }
  }
  return draft;
};

/** Bits below the last one: from next to it to 70. */
function distance(draw: Draw): number {
  return draw.of([draw.between(1, 5), draw.between(2, 20), draw.between(20, 70)]);
}
