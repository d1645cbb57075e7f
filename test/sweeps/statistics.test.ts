/** Two samples over seeds, and where a curve works. */
import { describe, expect, it } from 'vitest';
import { sampleDifference } from '../../sweeps/statistics/compare.js';
import { workingRange } from '../../sweeps/statistics/edges.js';
import { holm } from '../../sweeps/statistics/holm.js';
import { accuracyDeviation, divergedOf, meanAccuracy, type Sample, samplesBy } from '../../sweeps/statistics/seeds.js';
import { madePoint } from './paper/made-results.js';

const sample = (accuracies: readonly number[]): Sample => ({
  label: 'made',
  seeds: accuracies.map((accuracy, i) => ({ seed: i + 1, accuracy, testLoss: 1, outcome: 'finite' })),
});

describe('two samples', () => {
  // Student, The Probable Error of a Mean, Biometrika 6 (1908): hours of sleep gained under two drugs, ten patients.
  const DEXTRO = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
  const LAEVO = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];

  it('in pairs have the mean difference of Student’s example, 1.58, and its interval, 1.58 ± 2.262 · 1.23 / √10', () => {
    const { pairs, points, half } = sampleDifference(sample(DEXTRO), sample(LAEVO));
    expect(pairs).toBe(10);
    expect(points).toBeCloseTo(-1.58, 10);
    expect(half).toBeCloseTo((2.262 * 1.23) / Math.sqrt(10), 2);
  });

  it('are tested one-sided: all of five below all of five is 1 of 252 splits', () => {
    expect(sampleDifference(sample([1, 2, 3, 4, 5]), sample([6, 7, 8, 9, 10])).probability).toBeCloseTo(1 / 252, 12);
    expect(sampleDifference(sample([6, 7, 8, 9, 10]), sample([1, 2, 3, 4, 5])).probability).toBe(1);
  });

  // Of four pairs, t = 3.182: differences 0.1, 0.2, 0.1, 0.2 have 0.15 ± 0.0919.
  it.each([
    ['within', [90.1, 90.2, 90.1, 90.2]],
    ['below', [88.1, 88.2, 88.1, 88.2]],
    ['open', [89, 91, 89, 91]],
    ['open', [89.5, 89.6, 89.5, 89.6]],
  ] as const)('lie %s half a point', (verdict, accuracies) => {
    expect(sampleDifference(sample(accuracies), sample([90, 90, 90, 90])).verdict).toBe(verdict);
  });

  it('of one seed have no interval, and are open', () => {
    expect(sampleDifference(sample([90]), sample([90]))).toMatchObject({
      points: 0,
      half: undefined,
      verdict: 'open',
    });
  });

  it('are paired by seed alone', () => {
    const own: Sample = { ...sample([]), seeds: [{ seed: 2, accuracy: 80, testLoss: 1, outcome: 'finite' }] };
    expect(sampleDifference(own, sample([70, 90])).pairs).toBe(1);
  });
});

// Three tests: 3 · 0.01, 2 · 0.02 and 0.04; each at least the one before it.
it('several tests are corrected by Holm’s steps, in the order in which they stand', () => {
  expect(holm([0.04, 0.01, 0.02])).toEqual([0.04, 0.03, 0.04]);
  expect(holm([0.5, 0.9])).toEqual([1, 1]);
  expect(holm([])).toEqual([]);
});

describe('points of a sweep', () => {
  it('are gathered by label, each with its seeds; those refused count as reason', () => {
    const points = [
      madePoint({ axis: 'a' }, { correct: 90, seed: 1 }),
      madePoint({ axis: 'b' }, { correct: 10, seed: 1, divergedAtStep: 3 }),
      madePoint({ axis: 'a' }, { correct: 94, seed: 2 }),
      madePoint({ axis: 'b' }, { reason: 'no such unit', seed: 2 }),
      madePoint({}, { correct: 50, seed: 1 }),
    ];
    const [a, b, ...others] = samplesBy(points, ({ keys }) => keys.axis);
    expect(others).toEqual([]);
    expect(meanAccuracy(a as Sample)).toBe(92);
    expect(accuracyDeviation(a as Sample)).toBeCloseTo(Math.sqrt(8), 12);
    expect(divergedOf(b as Sample)).toBe(1);
    expect(b).toMatchObject({ label: 'b', refused: 'no such unit' });
  });
});

describe('a curve', () => {
  const curve = (accuracies: readonly number[]) => accuracies.map((accuracy, x) => ({ x, accuracy }));

  it('works from its first to its last point within five points of the baseline', () => {
    expect(workingRange(curve([10, 84.9, 85, 90, 91, 60]), 90)).toEqual({
      first: 2,
      last: 4,
      below: 'edge',
      above: 'edge',
    });
  });

  it('has no edge where its end works', () => {
    expect(workingRange(curve([90, 90, 20]), 90)).toMatchObject({ below: 'no edge', above: 'edge' });
    expect(workingRange(curve([20, 90, 90]), 90)).toMatchObject({ below: 'edge', above: 'no edge' });
  });

  it('may work nowhere', () => {
    expect(workingRange(curve([20, 30]), 90)).toBeUndefined();
  });
});
