/** Bytes over links and to the host, and how long they take, counted by hand. */
import { describe, expect, it } from 'vitest';
import { withFields } from '../../../models/machines/fields.js';
import { ipu21 } from '../../../models/machines/tiles/ipu21.js';
import type { Collective } from '../../../records/trace/op.js';
import { outsideTransfer } from '../../../sim/array/links.js';

/** A cycle is a nanosecond; 8 bytes a cycle to each of two neighbours, 2 from the host. */
const machine = withFields(
  ipu21,
  {
    clockHz: 1e9,
    'links.bytesPerSecond': 8e9,
    'links.neighbours': 2,
    'links.latencyCycles': 100,
    'host.bytesPerSecond': 2e9,
  },
  'test',
);

const transfer = (name: Collective, chips: number, elements = 4000) =>
  outsideTransfer({ dims: { elements, chips }, attributes: { function: name } }, 2, machine);

describe('8,000 bytes', () => {
  it.each([
    // Of n parts 2 (n − 1) go on, 16 bytes a cycle both ways round; between two chips 8, there is one neighbour.
    ['all-reduce', 4, 12_000, 12_000 / 16 + 6 * 100],
    ['all-reduce', 8, 14_000, 14_000 / 16 + 14 * 100],
    ['all-reduce', 2, 8000, 8000 / 8 + 2 * 100],
    ['reduce-scatter', 4, 6000, 6000 / 16 + 3 * 100],
    ['all-gather', 4, 6000, 6000 / 16 + 3 * 100],
    ['send', 8, 8000, 8000 / 8 + 100],
    // What arrives was counted where it was sent.
    ['receive', 8, 0, 8000 / 8 + 100],
  ] as const)('%s between %i chips: %i sent, %i cycles', (name, chips, bytes, cycles) => {
    expect(transfer(name, chips)).toEqual({ cause: 'links', count: 'linkBytes', bytes, cycles });
  });

  it.each(['from-host', 'to-host'] as const)('%s: at the host’s rate', (name) => {
    expect(transfer(name, 1)).toEqual({ cause: 'host', count: 'hostBytes', bytes: 8000, cycles: 4000 });
  });
});

it('an all-reduce is its two halves', () => {
  const [whole, ...halves] = (['all-reduce', 'reduce-scatter', 'all-gather'] as const).map((name) => transfer(name, 5));
  expect(halves.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(whole?.bytes);
  expect(halves.reduce((sum, { cycles }) => sum + cycles, 0)).toBe(whole?.cycles);
});

it('among more and more chips the bytes of an all-reduce approach twice the tensor', () => {
  const bytes = [2, 4, 8, 16, 4000].map((chips) => transfer('all-reduce', chips).bytes);
  expect(bytes).toEqual([8000, 12_000, 14_000, 15_000, 15_996]);
});
