/** Delayed scales over the steps of a run, by hand. */
import { describe, expect, it } from 'vitest';
import { type AmaxRecord, amaxHistory, seenAmaxes } from '../../../traces/training/amax-history.js';

describe('a history of two steps', () => {
  const record: AmaxRecord = {};
  const largest = (step: number) => amaxHistory(record, step).largest('l/x', 2);
  const add = (step: number, amax: number) => amaxHistory(record, step).add('l/x', amax, 2);

  it('has nothing at first, and not what its own step adds', () => {
    expect(largest(0)).toBe(0);
    add(0, 7);
    expect(largest(0)).toBe(0);
    expect(largest(1)).toBe(7);
  });

  it('takes the larger of a step’s micro-batches, whichever comes first', () => {
    add(1, 3);
    add(1, 5);
    add(1, 4);
    expect(largest(1)).toBe(7);
    expect(record['l/x']).toEqual([
      { step: 0, amax: 7 },
      { step: 1, amax: 5 },
    ]);
  });

  it('forgets what is more than two steps back', () => {
    add(2, 1);
    expect(largest(3)).toBe(5);
    add(3, 2);
    expect(largest(4)).toBe(2);
    add(4, 0);
    expect(record['l/x']).toHaveLength(3);
    expect(largest(5)).toBe(2);
  });

  it('goes on as a plain record', () => {
    const again: AmaxRecord = JSON.parse(JSON.stringify(record));
    expect(amaxHistory(again, 5).largest('l/x', 2)).toBe(2);
  });

  it('is looked at by an evaluation, and not changed', () => {
    const seen = seenAmaxes(record);
    seen.add('l/x', 100, 2);
    expect(seen.largest('l/x', 2)).toBe(2);
    expect(seen.largest('other', 2)).toBe(0);
  });
});
