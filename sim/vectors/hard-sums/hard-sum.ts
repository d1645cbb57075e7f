/** What a kind of hard sums is: rows of it, one a draw; undefined where the unit has none, or the draw led nowhere. */
import type { Bench, Side } from '../bench.js';
import { type Draft, exactCode, nearestCode, productReach, putProduct } from '../draft.js';
import type { Draw } from '../draw.js';

export type HardSum = (bench: Bench, draw: Draw) => Draft | undefined;

/** A place for a term: that of a product, or the accumulator. */
export type Slot = number | 'c';

/** Puts a value as a product, or into the accumulator. @returns whether the formats have it */
export function putTerm(bench: Bench, draft: Draft, slot: Slot, value: number, draw: Draw): boolean {
  if (slot !== 'c') return putProduct(bench, draft, slot, value, draw);
  const code = exactCode(bench.c, value);
  if (code !== undefined) draft.c = code;
  return code !== undefined;
}

/** Places of one step; of all, where a step takes few. */
export function stepPlaces({ steps }: Draft, draw: Draw): readonly number[] {
  const step = steps[draw.below(steps.length)] as readonly number[];
  return step.length >= FEW_PLACES ? step : steps.flat();
}

const FEW_PLACES = 4;

/** Different places of a list, in any order. */
export function someOf<Entry>(entries: readonly Entry[], count: number, draw: Draw): Entry[] {
  const rest = [...entries];
  const taken: Entry[] = [];
  while (taken.length < count && rest.length > 0) taken.push(...rest.splice(draw.below(rest.length), 1));
  return taken;
}

/** A sign. */
export function signOf(draw: Draw): 1 | -1 {
  return draw.oneIn(2) ? -1 : 1;
}

/** An exponent that products reach, in the upper part of their reach so that there is room below it. */
export function highExponent(bench: Bench, draw: Draw): number {
  const [least, most] = productReach(bench);
  const low = Math.max(least, bench.c.least);
  const high = Math.min(most, bench.c.most - 1);
  const from = low + Math.floor((2 * (high - low)) / 3);
  return draw.oneIn(3) ? draw.between(low, high) : draw.between(from, high);
}

/** A significand of up to `bits` bits, first and last bit set, from 1 up to 2. */
export function significand(bits: number, draw: Draw): number {
  const length = draw.between(1, bits);
  if (length === 1) return 1;
  return 1 + (2 * draw.below(2 ** (length - 2)) + 1) / 2 ** (length - 1);
}

/** The accumulator near a value: at it or some last bits away, either sign of the distance. */
export function codeNear(side: Side, value: number, draw: Draw): number {
  const code = nearestCode(side, value);
  return Math.max(0, Math.min(2 ** 32 - 1, code + draw.of([0, 0, 0, -1, 1, -2, 2, 3])));
}
