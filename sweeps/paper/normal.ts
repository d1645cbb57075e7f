/**
 * Draws from N(0,1) with their tails, the same in every engine: Marsaglia's polar method on counted random words, with
 * our own logarithm. Source: Marsaglia and Bray, SIAM Review 6 (1964).
 */
import { randomUnit, streamOf } from '../../runtime/random.js';
import { logarithm } from '../../sim/arithmetic/reference/elements/elementary-functions.js';

/** So many float64 values of N(0,1). */
export function normalDraws(count: number, seed: number): Float64Array {
  const stream = streamOf('paper', 'normal');
  const draws = new Float64Array(count);
  for (let drawn = 0, word = 0; drawn < count; word += 2) {
    const u = 2 * randomUnit(seed, stream, word) - 1;
    const v = 2 * randomUnit(seed, stream, word + 1) - 1;
    const square = u * u + v * v;
    if (square === 0 || square >= 1) continue;
    const factor = Math.sqrt((-2 * logarithm(square)) / square);
    draws[drawn++] = u * factor;
    if (drawn < count) draws[drawn++] = v * factor;
  }
  return draws;
}
