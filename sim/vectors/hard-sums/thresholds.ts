/** Random bits at the threshold of a fraction: the least that round away, one less, one more. Of stochastic units. */
import { emptyDraft, exactCode, putProduct } from '../draft.js';
import { type HardSum, highExponent, signOf } from './hard-sum.js';

/** Bits of the fractions that are drawn: products have no more. */
const FRACTION_BITS = 6;

export const thresholds: HardSum = (bench, draw) => {
  const { randomBits, mantissaBits } = bench.unit.accumulator;
  if (randomBits === 0) return undefined;
  const draft = emptyDraft(bench, draw);
  const top = highExponent(bench, draw);
  const sign = signOf(draw);
  const code = exactCode(bench.c, sign * 2 ** top);
  const fraction =
    draw.between(1, 2 ** FRACTION_BITS - 1) / 2 ** (FRACTION_BITS + draw.of([0, 0, randomBits - FRACTION_BITS + 1]));
  const place = (draft.steps[0] as readonly number[])[0] as number;
  if (code === undefined) return undefined;
  draft.c = code;
  if (!putProduct(bench, draft, place, sign * fraction * 2 ** (top - mantissaBits), draw)) return undefined;
  const least = 2 ** randomBits - Math.floor(fraction * 2 ** randomBits);
  const word = Math.max(0, Math.min(2 ** randomBits - 1, least + draw.between(-1, 1)));
  draft.random = draft.random.map(() => word);
  return draft;
};
