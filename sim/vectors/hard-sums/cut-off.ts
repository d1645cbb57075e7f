/**
 * Terms with all their bits around the place where terms are cut, under a largest term that is often cancelled by its
 * negative, so that what was cut shows in the result.
 */

import { decode } from '../../arithmetic/reference/convert.js';
import type { Bench } from '../bench.js';
import { type Draft, emptyDraft, nearestCode, negated, putBinade, putProduct } from '../draft.js';
import type { Draw } from '../draw.js';
import { type HardSum, highExponent, putTerm, significand, signOf, someOf, stepPlaces } from './hard-sum.js';

export const cutOff: HardSum = (bench, draw) => {
  const draft = emptyDraft(bench, draw);
  const step = stepPlaces(draft, draw);
  const places = someOf(step, draw.between(2, Math.max(2, step.length)), draw);
  const cut = draw.of(bench.cuts);
  const top = highExponent(bench, draw);
  const rest = putLargest(bench, draft, places, top, draw);
  if (rest === undefined) return undefined;
  const low = () => top - cut + draw.between(-3, 3);
  const some = draw.oneIn(2) ? rest : rest.slice(0, 3);
  for (const place of some) putBinade(bench, draft, place, low(), draw);
  if (draw.oneIn(3)) putLargeZeros(bench, draft, step);
  if (draft.c === 0)
    putTerm(
      bench,
      draft,
      'c',
      signOf(draw) * significand(bench.unit.accumulator.mantissaBits, draw) * 2 ** low(),
      draw,
    );
  return draft;
};

/** A zero times the largest power at places that are left: it counts for the largest exponent, or it does not. */
function putLargeZeros({ a, b }: Bench, draft: Draft, step: readonly number[]): void {
  for (const place of step) {
    if (a.format.zero && draft.a[place] === 0) draft.b[place] = nearestCode(b, 2 ** b.most);
  }
}

/** A largest term, and often its negative, as products or in the accumulator. @returns the places left */
function putLargest(
  bench: Bench,
  draft: Draft,
  [first, second, ...rest]: readonly number[],
  top: number,
  draw: Draw,
): readonly number[] | undefined {
  const value = signOf(draw) * draw.of([1, 1, 1.5, 1.25, 1.75]) * 2 ** top;
  const left = [...(second === undefined ? [] : [second]), ...rest];
  if (first === undefined || draw.oneIn(4)) {
    if (!putTerm(bench, draft, 'c', value, draw)) return undefined;
    if (first === undefined || draw.oneIn(4)) return first === undefined ? left : [first, ...left];
    return putProduct(bench, draft, first, -value, draw) ? left : undefined;
  }
  const isPut = draw.oneIn(3)
    ? putBinade(bench, draft, first, top, draw)
    : putProduct(bench, draft, first, value, draw);
  if (!isPut) return undefined;
  if (draw.oneIn(4)) return left;
  if (second === undefined || draw.oneIn(4)) {
    draft.c = nearestCode(bench.c, -valueAt(bench, draft, first));
    return left;
  }
  draft.a[second] = negated(bench.a, draft.a[first] as number);
  draft.b[second] = draft.b[first] as number;
  return rest;
}

function valueAt({ a, b }: Bench, draft: Draft, place: number): number {
  return decode(a.format, draft.a[place] as number) * decode(b.format, draft.b[place] as number);
}
