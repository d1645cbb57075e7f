/** Schedules against hand counts, the fabric's rules by a checker of its own, and schedules that silicon runs. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PUBLISHED_PHASES, PUBLISHED_SCHEDULES } from '../../../../models/machines/tiles/exchange-schedules.js';
import { gather, gatherRows, scatter, withClashes } from '../../../../sim/array/exchange/patterns.js';
import { allRoutes, latencyCycles, partnerOf } from '../../../../sim/array/exchange/places.js';
import type { Transfer } from '../../../../sim/array/exchange/receiver-sets.js';
import {
  type PlacedSend,
  type Schedule,
  scheduleAt,
  scheduleTransfers,
} from '../../../../sim/array/exchange/schedule.js';

const transfer = (sender: number, receivers: readonly number[], words: number): Transfer => ({
  sender,
  receivers,
  words,
  elements: 'apart',
});

describe('by hand', () => {
  // Tile 0 (row 0) to tile 2 (row 1), both in column 0: 3 of the crossing, 1 of the turn, 1 of the route, -2 of the
  // row, -34: selected 31 events before it is sent, so sent at 31, stored 52 + 2 events after its select.
  it('a message is its words and the store of its last', () => {
    const { cycles, sends } = scheduleTransfers([transfer(0, [2], 100)]);
    expect([sends[0]?.leaves, cycles]).toEqual([31, 154]);
  });

  // osmarks/ipu-stack: a paired send of 4,096 words from tile 0 to tiles 2 and 3 occupied events 31 to 2,079.
  it('a paired send leaves as the probe on silicon did, and is the shorter', () => {
    const { width, sends } = scheduleTransfers([transfer(0, [2, 3], 4096)]);
    const { leaves, items } = sends[0] as PlacedSend;
    expect([width, leaves, leaves + items]).toEqual(['paired', 31, 2079]);
  });

  it('short messages and broken pairs are not paired', () => {
    expect(scheduleTransfers([transfer(0, [2, 3], 126)]).width).toBe('ordinary');
    expect(scheduleTransfers([transfer(0, [2, 4], 4096)]).width).toBe('ordinary');
    expect(scheduleTransfers([transfer(0, [1, 2, 3], 4096)]).width).toBe('ordinary');
  });

  // The vendor's schedules turn from one 52-word message to the next without a gap.
  it('a receiver turns to another sender without a gap', () => {
    const four = [4, 6, 8, 10].map((sender) => transfer(sender, [2], 52));
    expect(scheduleTransfers(four).cycles).toBe(4 * 52 + 54);
  });

  it('a multicast leaves once', () => {
    const { sendCycles, receiveCycles } = scheduleTransfers([transfer(0, [2, 5, 900], 300)]);
    expect(sendCycles[0]).toBe(300);
    expect([2, 5, 900].map((tile) => receiveCycles[tile])).toEqual([300, 300, 300]);
  });

  // 5,000 words do not fit one transfer of 4,148; a word alone takes the three issues of its controls.
  it('long transfers are cut, short ones take the issues of their controls', () => {
    expect(scheduleTransfers([transfer(0, [2], 5000)]).sends.map(({ words }) => words)).toEqual([4148, 852]);
    const words = Array.from({ length: 50 }, () => transfer(0, [2], 1));
    expect(scheduleTransfers(words).cycles).toBe(49 * 3 + 1 + 54);
  });

  // Both want to send 1,000 words and store 1,000 in one element: one direction at a time, each with a latency.
  it('a tile does not send from an element that it stores in', () => {
    const swap = [transfer(0, [2], 1000), transfer(2, [0], 1000)];
    expect(scheduleTransfers(swap).cycles).toBeLessThan(1000 + 100);
    expect(scheduleTransfers(withClashes(swap, 1)).cycles).toBeGreaterThanOrEqual(2000 + latencyCycles(0, 2));
  });
});

/** Every lane, every receiver and every shared element, one use at a time; and every word where it is wanted. */
function checked(schedule: Schedule, transfers: readonly Transfer[]): void {
  const { select, store, tiles } = allRoutes();
  const uses = new Map<string, [number, number][]>();
  const use = (what: string, from: number, items: number) =>
    uses.set(what, [...(uses.get(what) ?? []), [from, from + items]]);
  const words = new Map<number, number>();
  for (const { sender, receivers, leaves, items, borrows, words: sent } of schedule.sends) {
    use(`lane ${sender}`, leaves, items);
    if (borrows) use(`lane ${partnerOf(sender)}`, leaves, items);
    for (const receiver of receivers) {
      const selects = leaves + (select[sender * tiles + receiver] as number);
      expect(selects).toBeGreaterThanOrEqual(0);
      expect(selects + (store[receiver] as number) + items).toBeLessThanOrEqual(schedule.cycles);
      use(`receiver ${receiver}`, selects, items);
      words.set(receiver, (words.get(receiver) ?? 0) + sent);
    }
  }
  for (const stretches of uses.values()) {
    stretches.sort(([a], [b]) => a - b);
    stretches.forEach(([from], i) => {
      expect(from).toBeGreaterThanOrEqual(stretches[i - 1]?.[1] ?? 0);
    });
  }
  const wanted = new Map<number, number>();
  for (const { receivers, words: some } of transfers)
    for (const receiver of receivers) wanted.set(receiver, (wanted.get(receiver) ?? 0) + some);
  expect(words).toEqual(wanted);
  expect(schedule.receivedWords).toBe(Math.max(...wanted.values()));
}

/** No tile sends while it stores what shares an element. */
function checkedElements({ sends }: Schedule): void {
  const { select, store, tiles } = allRoutes();
  for (const { sender, receivers, leaves, items } of sends.filter(({ shared }) => shared)) {
    for (const receiver of receivers) {
      if (receiver === sender) continue;
      const stores = leaves + (select[sender * tiles + receiver] as number) + (store[receiver] as number);
      for (const other of sends) {
        if (other.sender !== receiver) continue;
        expect(other.leaves >= stores + items || other.leaves + other.items <= stores).toBe(true);
      }
    }
  }
}

describe('drawn phases', () => {
  const tile = fc.integer({ min: 0, max: 1471 });
  const drawn = fc.array(
    fc.record({
      sender: tile,
      receivers: fc.uniqueArray(fc.oneof(tile, fc.integer({ min: 0, max: 7 })), { minLength: 1, maxLength: 12 }),
      words: fc.integer({ min: 1, max: 600 }),
      elements: fc.constantFrom('apart' as const, 'shared' as const),
    }),
    { minLength: 1, maxLength: 60 },
  );

  it('keep the rules of the fabric, at both widths', () => {
    fc.assert(
      fc.property(drawn, fc.constantFrom('ordinary' as const, 'paired' as const), (transfers, width) => {
        const schedule = scheduleAt(width, transfers);
        checked(schedule, transfers);
        checkedElements(schedule);
        expect(scheduleAt(width, transfers).cycles).toBe(schedule.cycles);
      }),
      { numRuns: 60 },
    );
  });
});

describe('published schedules', () => {
  const published = new Map<string, number>(
    [...PUBLISHED_SCHEDULES, ...PUBLISHED_PHASES].map((s) => [s.name, s.cycles]),
  );
  // 729 × 1152 × 4304 in fp8: 82 rows × 192, 192 × 160; back with 122 × 160, 160 × 128 (bytes). In fp16 288 × 48 of the
  // weights, partial blocks of 184 rows × 48.
  const up = { splitM: 9, splitN: 27, splitK: 6 };
  const down = { splitM: 6, splitN: 9, splitK: 27 };
  const half = { splitM: 4, splitN: 92, splitK: 4 };
  const halfDown = { splitM: 4, splitN: 24, splitK: 15 };
  const linear = { homes: 'linear' } as const;
  const upActivations = gatherRows(up, { rows: 729, panels: 36, panelWords: 8 });
  // Shares of a reduction on 16 × 92 tiles, 46 rows × 16 columns of fp16 at a time, to rows of 24 tiles, in whole pairs.
  const shares = Array.from({ length: 16 * 269 }, (_, i) => {
    const [row, group] = [Math.floor(i / 269), i % 269];
    const sender = row * 92 + Math.floor((group * 92) / 269);
    const first = (Math.floor(row / 4) * 15 + Math.floor((group * 15) / 269)) * 24;
    return transfer(
      sender,
      Array.from({ length: 24 }, (__, n) => first + n),
      46 * 8,
    );
  });
  const PHASES: readonly [string, Transfer[]][] = [
    ['sched_mlp_up_weights', gather(up, { right: { words: 7680, messageWords: 128, ...linear } })],
    ['sched_mlp_down_weights', gather(down, { right: { words: 5120, messageWords: 640, ...linear } })],
    ['sched_mlp_down_activations', gather(down, { left: { words: 4880, messageWords: 40, ...linear } })],
    ['up_reduction', scatter(half, { words: 4 * 1104, messageWords: 368 })],
    ['down_operands', [...shares, ...gather(halfDown, { right: { words: 6912, messageWords: 2304, ...linear } })]],
    ['down_reduction', scatter(halfDown, { words: 15 * 312, messageWords: 104 })],
  ];

  it.each(PHASES)('%s lies between a placement without clashes and one where all clash', (name, transfers) => {
    const cycles = published.get(name) as number;
    expect(scheduleTransfers(transfers).cycles).toBeLessThan(cycles);
    expect(scheduleTransfers(withClashes(transfers, 1)).cycles).toBeGreaterThan(cycles);
  });

  it('pairs are worth it where blocks go to whole pairs of tiles', () => {
    expect(scheduleTransfers(shares).width).toBe('paired');
  });

  it('one is longer than clashes explain: rows in messages of eight words to 27 tiles', () => {
    const cycles = published.get('sched_mlp_up_activations') as number;
    expect(scheduleTransfers(withClashes(upActivations, 1)).cycles / cycles).toBeCloseTo(0.82, 1);
  });

  it('weights that lie apart from their gathered blocks come as on silicon', () => {
    const transfers = gather(half, { right: { words: 6912, messageWords: 576, ...linear } });
    expect(scheduleTransfers(transfers).cycles / (published.get('up_weights') as number)).toBeCloseTo(1, 1);
  });
});
