/** A loss scale that stays: none, and fixed. */
import type { LossScale } from './loss-scale.js';

export function constant(exponent: number): LossScale {
  const scale: LossScale = { exponent, state: {}, next: () => scale };
  return scale;
}
