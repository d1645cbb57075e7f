/** The paper's schedule of the learning rate. */
import { expect, it } from 'vitest';
import { RATE_SCHEDULE, scheduledRate } from '../../traces/training/learning-rate.js';

it('is a tenth from half of eight steps on, a hundredth from three quarters, as its words say', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 7].map((step) => scheduledRate(1, step, 8))).toEqual([1, 1, 1, 1, 0.1, 0.1, 0.01, 0.01]);
  expect(RATE_SCHEDULE).toBe('÷ 10 from half of the steps on, ÷ 100 from three quarters on');
});
