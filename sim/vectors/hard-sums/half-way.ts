/**
 * Sums half-way between two results, or at one, with or without a term 1 to 70 bits below that decides: what a sticky
 * bit, a rounding rule and a tie to even are for.
 */
import type { Bench } from '../bench.js';
import { emptyDraft } from '../draft.js';
import type { Draw } from '../draw.js';
import { type HardSum, highExponent, putTerm, type Slot, signOf, someOf, stepPlaces } from './hard-sum.js';

export const halfWay: HardSum = (bench, draw) => {
  const draft = emptyDraft(bench, draw);
  const { mantissaBits } = bench.unit.accumulator;
  const places = someOf(stepPlaces(draft, draw), 4, draw);
  const slots = slotsOf(places, draw);
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
      const below = exponent - mantissaBits - distance(bench, draw);
      if (putTerm(bench, draft, tiny, signOf(draw) * 2 ** below, draw)) break;
    }
  }
  return draft;
};

/** The largest term in the accumulator, or last among the products, so that what is below has been added up before. */
function slotsOf(places: readonly number[], draw: Draw): Slot[] {
  if (draw.oneIn(2)) return ['c', ...places];
  if (draw.oneIn(2)) return [...places, 'c'];
  const [last, ...before] = [...places].sort((x, y) => y - x);
  return last === undefined ? ['c'] : [last, ...before];
}

/** Bits below the last one: from next to it to 70, often where terms are cut. */
function distance({ cuts, unit }: Bench, draw: Draw): number {
  const cut = draw.of(cuts) - unit.accumulator.mantissaBits + draw.between(-1, 2);
  return draw.of([Math.max(1, cut), draw.between(1, 5), draw.between(2, 20), draw.between(20, 70)]);
}
