/** Phases that the array makes, counted by hand on small grids. */
import { describe, expect, it } from 'vitest';
import {
  allToAll,
  broadcast,
  gather,
  gatherRows,
  scatter,
  withClashes,
} from '../../../../sim/array/exchange/patterns.js';
import type { Transfer } from '../../../../sim/array/exchange/receiver-sets.js';

function received(transfers: readonly Transfer[]): Map<number, number> {
  const words = new Map<number, number>();
  for (const { receivers, words: some } of transfers)
    for (const receiver of receivers) words.set(receiver, (words.get(receiver) ?? 0) + some);
  return words;
}

const sent = (transfers: readonly Transfer[]) => transfers.reduce((sum, { words }) => sum + words, 0);

describe('gather', () => {
  const grid = { splitM: 2, splitN: 3, splitK: 2 };
  const block = { words: 120, messageWords: 50 };

  // Tiles of a row and K part follow one another: 0–2, 3–5 are row 0. Four left blocks of 120 words.
  it('a left block goes to the tiles of its row and K part, and is sent once', () => {
    const transfers = gather(grid, { left: { ...block, homes: 'aligned' } });
    expect(new Set(transfers.map(({ receivers }) => receivers.join(' ')))).toEqual(
      new Set(['0 1 2', '3 4 5', '6 7 8', '9 10 11']),
    );
    expect(sent(transfers)).toBe(4 * 120);
    expect([...received(transfers).values()]).toEqual(Array.from({ length: 12 }, () => 120));
  });

  it('a right block goes to the tiles of its column and K part: six a row apart', () => {
    const transfers = gather(grid, { right: { ...block, homes: 'aligned' } });
    expect(new Set(transfers.map(({ receivers }) => receivers.join(' '))).has('4 10')).toBe(true);
    expect(sent(transfers)).toBe(6 * 120);
  });

  // Aligned: 40 words of a block on each of its tiles. Linear: 6 × 120 words over 12 tiles, 60 each: cut at 50 and 60.
  it('homes are cut where they end and after the longest message', () => {
    const aligned = gather(grid, { left: { ...block, homes: 'aligned' } });
    expect(aligned.slice(0, 3).map(({ sender, words }) => [sender, words])).toEqual([
      [0, 40],
      [1, 40],
      [2, 40],
    ]);
    const linear = gather(grid, { right: { ...block, homes: 'linear' } });
    expect(linear.slice(0, 4).map(({ sender, words }) => [sender, words])).toEqual([
      [0, 50],
      [0, 10],
      [1, 50],
      [1, 10],
    ]);
  });

  it('two operands are received one beside the other', () => {
    const both = gather(grid, {
      left: { ...block, homes: 'linear' },
      right: { words: 30, messageWords: 30, homes: 'aligned' },
    });
    expect([...received(both).values()]).toEqual(Array.from({ length: 12 }, () => 150));
  });

  // Four rows of four panels, two rows and two panels a part: row 3's last panel goes to row part 1, K part 1: 9 to 11.
  it('rows go in panels to the tiles of their row and K part', () => {
    const transfers = gatherRows(grid, { rows: 4, panels: 4, panelWords: 8 });
    expect(transfers.at(-1)).toMatchObject({ sender: 3, receivers: [9, 10, 11], words: 8 });
    expect([...received(transfers).values()]).toEqual(Array.from({ length: 12 }, () => 32));
  });

  it('a block that no other tile wants stays', () => {
    expect(gather({ splitM: 4, splitN: 1, splitK: 1 }, { left: { ...block, homes: 'aligned' } })).toEqual([]);
  });
});

describe('others', () => {
  // 4 shares of 25 words: each tile receives three of them.
  it('a scatter leaves each K part its share', () => {
    const transfers = scatter({ splitM: 1, splitN: 2, splitK: 4 }, { words: 100, messageWords: 20 });
    expect([...received(transfers).values()]).toEqual(Array.from({ length: 8 }, () => 75));
    expect(transfers.filter(({ sender }) => sender === 1).map(({ receivers, words }) => [...receivers, words])).toEqual(
      [
        [3, 20],
        [3, 5],
        [5, 20],
        [5, 5],
        [7, 20],
        [7, 5],
      ],
    );
  });

  it('every tile to every other', () => {
    expect(allToAll([3, 4, 5], 8).map(({ sender, receivers }) => [sender, ...receivers])).toEqual([
      [3, 4],
      [3, 5],
      [4, 3],
      [4, 5],
      [5, 3],
      [5, 4],
    ]);
  });

  it('a broadcast is sent once', () => {
    const transfers = broadcast(7, 10, { words: 30, messageWords: 20 });
    expect(transfers.map(({ words, receivers }) => [words, receivers.length])).toEqual([
      [20, 10],
      [10, 10],
    ]);
  });

  it('clashes are spread evenly', () => {
    const transfers = allToAll([0, 1, 2, 3, 4], 8);
    for (const share of [0, 0.25, 0.5, 1]) {
      const clashing = withClashes(transfers, share).filter(({ elements }) => elements === 'shared').length;
      expect(Math.abs(clashing - 20 * share)).toBeLessThanOrEqual(2.5);
    }
  });
});
