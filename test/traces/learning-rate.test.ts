/** Schedules of the learning rate, against hand counts and closed forms. */
import { describe, expect, it } from 'vitest';
import { type Schedule, USUAL_SCHEDULE } from '../../models/optimisers/schedule.js';
import { cosineOfPi } from '../../traces/ops/cosine.js';
import { scheduledRate, scheduleText } from '../../traces/training/learning-rate.js';

const rates = (schedule: Schedule, steps: number) =>
  Array.from({ length: steps }, (_, step) => scheduledRate(1, schedule, step, steps));

describe('over eight steps', () => {
  it('the paper’s is a tenth from half of them on, a hundredth from three quarters', () => {
    expect(rates(USUAL_SCHEDULE, 8)).toEqual([1, 1, 1, 1, 0.1, 0.1, 0.01, 0.01]);
  });

  it('steps divide at their own milestones', () => {
    const schedule: Schedule = { kind: 'steps', milestones: [0.25], divideBy: 2, warmupSteps: 0 };
    expect(rates(schedule, 8)).toEqual([1, 1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]);
  });

  it('constant is constant, behind a rise of four steps as well', () => {
    expect(rates({ kind: 'constant', warmupSteps: 4 }, 8)).toEqual([0.25, 0.5, 0.75, 1, 1, 1, 1, 1]);
  });

  it('a cosine is (1 + cos πt/T) ÷ 2 of the steps behind the rise', () => {
    const [first, second, ...behind] = rates({ kind: 'cosine', warmupSteps: 2 }, 8);
    expect([first, second]).toEqual([0.5, 1]);
    // cos of 0, 30, 60, 90, 120 and 150 degrees.
    const cosines = [1, Math.sqrt(3) / 2, 0.5, 0, -0.5, -Math.sqrt(3) / 2];
    behind.forEach((rate, i) => {
      expect(rate).toBeCloseTo((1 + (cosines[i] ?? 0)) / 2, 14);
    });
    expect(behind[0]).toBe(1);
    expect(behind[3]).toBe(0.5);
  });
});

it('cos πx is the engine’s, whose argument is rounded, within eight units in the last place of one', () => {
  for (let i = 0; i <= 1000; i++) {
    expect(Math.abs(cosineOfPi(i / 1000) - Math.cos((Math.PI * i) / 1000))).toBeLessThan(8 * 2 ** -53);
  }
  expect([0, 0.5, 1].map(cosineOfPi)).toEqual([1, 0, -1]);
});

it('says what it is', () => {
  expect(scheduleText(USUAL_SCHEDULE)).toBe('÷ 10 at 0.5 and at 0.75 of the steps');
  expect(scheduleText({ kind: 'cosine', warmupSteps: 20 })).toBe(
    'along a cosine down to zero, after a linear rise over 20 steps',
  );
});
