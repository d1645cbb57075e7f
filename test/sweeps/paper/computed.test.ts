/** Table 1 and figure 7b: what is computed, and sentences that are there only where they are true. */
import { describe, expect, it } from 'vitest';
import { formats } from '../../../sweeps/paper/experiments/formats.js';
import { integerStep } from '../../../sweeps/paper/experiments/integer-step.js';
import { normalDraws } from '../../../sweeps/paper/normal.js';
import { TABLE_1 } from '../../../sweeps/paper/published.js';

describe('draws of N(0,1)', () => {
  const draws = normalDraws(100_000, 7);
  const moment = (power: number) => draws.reduce((sum, value) => sum + value ** power, 0) / draws.length;

  // Standard errors of 100,000 draws: mean 0.0032, square 0.0045, fourth power 0.031.
  it('have the moments 0, 1 and 3', () => {
    expect(Math.abs(moment(1))).toBeLessThan(0.013);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.018);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.13);
  });

  // Abramowitz and Stegun, table 26.1: 2.70e-3 of |x| > 3, 6.33e-5 of |x| > 4.
  it('have its tails', () => {
    const beyond = (limit: number) => draws.filter((value) => Math.abs(value) > limit).length;
    expect(Math.abs(beyond(3) - 270)).toBeLessThan(4 * Math.sqrt(270));
    expect(Math.abs(beyond(4) - 6.3)).toBeLessThan(4 * Math.sqrt(6.3));
  });

  it('are the same for a seed, and others for another', () => {
    expect([...normalDraws(5, 7)]).toEqual([...draws.subarray(0, 5)]);
    expect(normalDraws(5, 8)[0]).not.toBe(draws[0]);
  });
});

describe('table 1', () => {
  const rows = formats.compute();

  it('agrees with the paper to the decimal that it prints, and with what is measured', () => {
    expect(formats.read(rows).findings).toHaveLength(3);
    expect(rows.map(({ rangeDb }) => rangeDb.toFixed(1))).toEqual(TABLE_1.map(({ rangeDb }) => rangeDb.toFixed(1)));
    expect(rows.map(({ modelDb }) => modelDb.toFixed(1))).toEqual(TABLE_1.map(({ ratioDb }) => ratioDb.toFixed(1)));
  });

  it.each(['rangeDb', 'modelDb', 'measuredDb'] as const)('says nothing of %s where a row is off', (field) => {
    const wrong = rows.map((row, i) => (i === 4 ? { ...row, [field]: row[field] + 0.5 } : row));
    expect(formats.read(wrong).findings).toHaveLength(field === 'modelDb' ? 1 : 2);
  });
});

describe('figure 7b', () => {
  const points = integerStep.compute();
  const with5 = (modelDb: number) => points.map((point) => (point.stepExponent === -5 ? { ...point, modelDb } : point));

  it('has its best step at 2^-5, the paper’s three numbers, and measured values beside them', () => {
    expect(integerStep.read(points).findings).toHaveLength(3);
  });

  it('says nothing of the best step where another is better, nor of the paper’s numbers where one differs', () => {
    expect(integerStep.read(with5(30)).findings).toEqual([]);
    expect(integerStep.read(with5(40.7)).findings).toHaveLength(2);
  });

  it('needs a point at each of the paper’s steps', () => {
    const fewer = points.filter(({ stepExponent }) => stepExponent !== -6);
    expect(integerStep.read(fewer).findings.some((sentence) => sentence.includes('three numbers'))).toBe(false);
  });
});
