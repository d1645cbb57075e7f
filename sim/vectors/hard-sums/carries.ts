/**
 * Carries and borrows through the whole width: an accumulator of ones, or a power of two, and products that add up to
 * its last bit, or half of it; as many equal products as a step takes.
 */
import { emptyDraft, exactCode, putProduct } from '../draft.js';
import { type HardSum, highExponent, signOf, someOf, stepPlaces } from './hard-sum.js';

export const carries: HardSum = (bench, draw) => {
  const draft = emptyDraft(bench, draw);
  const { mantissaBits } = bench.unit.accumulator;
  const step = stepPlaces(draft, draw);
  const places = someOf(step, draw.of([1, 2, step.length]), draw);
  const top = Math.min(bench.c.most - 1, highExponent(bench, draw) + draw.of([0, mantissaBits]));
  const last = 2 ** (top - mantissaBits);
  const sign = signOf(draw);
  const c = draw.oneIn(2) ? 2 ** (top + 1) - last : 2 ** top;
  const code = exactCode(bench.c, sign * c);
  if (code !== undefined && !draw.oneIn(5)) draft.c = code;
  const total = draw.of([last, last / 2, last / 4, last * 2, 2 ** top]);
  const isPowerOfTwo = (places.length & (places.length - 1)) === 0;
  const share = isPowerOfTwo ? total / places.length : total;
  const direction = draw.oneIn(3) ? -sign : sign;
  const done = places.map((place) => putProduct(bench, draft, place, direction * share, draw));
  return done.includes(true) ? draft : undefined;
};
