/**
 * The closed sets of rounding and overflow rules that formats, units and recipes name.
 * Sources: IEEE 754-2019, 4.3; P3109 interim report (to-odd and the three stochastic rules);
 * OCP OFP8 rev. 1.0 (saturation).
 */

/**
 * How a value between two neighbours is resolved. The stochastic rules take n random bits r and move
 * away from zero if
 *   stochastic:           roundHalfEven(fraction · 2^n) + r ≥ 2^n
 *   stochastic-midpoint:  floor(fraction · 2^(n+1)) + 2r + 1 ≥ 2^(n+1)
 *   stochastic-truncate:  floor(fraction · 2^n) + r ≥ 2^n
 */
export const ROUNDING_RULES = [
  'nearest-even',
  'nearest-away',
  'toward-zero',
  'up',
  'down',
  'to-odd',
  'stochastic',
  'stochastic-midpoint',
  'stochastic-truncate',
] as const;
export type RoundingRule = (typeof ROUNDING_RULES)[number];

/** Beyond the largest finite value: that value (Inf too), or Inf (NaN where the format has no Inf). */
export const OVERFLOW_RULES = ['saturate', 'special'] as const;
export type OverflowRule = (typeof OVERFLOW_RULES)[number];

/** True for the rules that need random bits. */
export function isStochastic(rule: RoundingRule): boolean {
  return rule === 'stochastic' || rule === 'stochastic-midpoint' || rule === 'stochastic-truncate';
}
