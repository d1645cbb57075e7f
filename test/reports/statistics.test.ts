/** Statistics of a few seeds, held against published tables. */
import { describe, expect, it } from 'vitest';
import { mannWhitney } from '../../reports/compose/statistics/mann-whitney.js';
import { deviation, mean } from '../../reports/compose/statistics/sample.js';
import { halfInterval, tQuantile } from '../../reports/compose/statistics/students-t.js';

describe('the exact one-sided test of Mann and Whitney', () => {
  /** `size` values each, of which the first sample wins `u` of the pairs. */
  const samples = (size: number, u: number) => {
    const higher = Array.from({ length: size }, (_, i) => 10 * (i + 1));
    const wins = Array.from({ length: size }, (_, i) => Math.max(0, Math.min(size, u - size * i)));
    return [wins.map((won, i) => 10 * won + 5 + i / 100), higher] as const;
  };

  // Mann and Whitney, Annals of Mathematical Statistics 18 (1947), table I.
  it.each([
    [3, 0, 0.05],
    [3, 1, 0.1],
    [3, 2, 0.2],
    [3, 3, 0.35],
    [4, 0, 0.014],
    [4, 1, 0.029],
    [4, 2, 0.057],
    [4, 5, 0.243],
    [5, 0, 0.004],
    [5, 4, 0.048],
    [5, 5, 0.075],
  ])('for %i and as many values and U = %i has the probability of the table, %d', (size, u, probability) => {
    expect(mannWhitney(...samples(size, u))).toBeCloseTo(probability, 3);
  });

  // Critical values at one-sided 5 %, as in every table of U: the largest U that is significant.
  it.each([
    [3, 0],
    [5, 4],
    [8, 15],
    [10, 27],
  ])('for %i and as many values finds U = %i significant at 5 %%, and no more', (size, critical) => {
    expect(mannWhitney(...samples(size, critical))).toBeLessThanOrEqual(0.05);
    expect(mannWhitney(...samples(size, critical + 1))).toBeGreaterThan(0.05);
  });

  // Hollander and Wolfe (1973), p. 69: permeability at term and at 12 to 26 weeks; W = 35, p = 0.1272.
  it('gives the textbook its probability for samples of different sizes', () => {
    const early = [1.15, 0.88, 0.9, 0.74, 1.21];
    const term = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
    expect(mannWhitney(early, term)).toBeCloseTo(0.1272, 4);
  });

  it('shares ranks between equal values: 1, 2 against 2, 3 has 2 of its 6 splits as low', () => {
    expect(mannWhitney([1, 2], [2, 3])).toBeCloseTo(2 / 6, 12);
    expect(mannWhitney([7, 7], [7, 7])).toBe(1);
  });
});

describe('Student’s t', () => {
  it.each([
    [1, 12.706],
    [4, 2.776],
    [30, 2.042],
    [40, 2.021],
    [60, 2.0],
    [120, 1.98],
  ])('with %i degrees of freedom exceeds %d in 5 %% of cases, as tables say', (freedom, quantile) => {
    expect(tQuantile(freedom)).toBeCloseTo(quantile, 3);
  });

  it('gives 2, 4, 6 a mean of 4, a deviation of 2 and an interval of 4.303 × 2 / √3', () => {
    expect([mean([2, 4, 6]), deviation([2, 4, 6])]).toEqual([4, 2]);
    expect(halfInterval([2, 4, 6])).toBeCloseTo((4.303 * 2) / 1.7320508, 6);
  });
});
