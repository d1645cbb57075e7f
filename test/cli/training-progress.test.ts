/** What a training says on a terminal while it goes on. */
import { expect, it } from 'vitest';
import { noteOf } from '../../cli/terminal/training-progress.js';

it.each([
  // 10 steps of 128 in 2 s: 640 examples a second; 5 steps left take 1 s.
  [{ steps: 10, left: 5, batch: 128 }, 2000, 'loss 0.500, 640 examples/s, 1 s left'],
  [{ steps: 1, left: 300, batch: 32 }, 1000, 'loss 0.500, 32 examples/s, 5 min left'],
  [{ steps: 2, left: 1000, batch: 1 }, 15_000, 'loss 0.500, 0 examples/s, 2 h 5 min left'],
])('%j in %i ms', (steps, elapsedMs, note) => {
  expect(noteOf(steps, 0.5, elapsedMs)).toBe(note);
});
