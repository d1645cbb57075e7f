/** The timeline of a run written by hand: 800 cycles of 1 ns, three ops of two layers. */
import { describe, expect, it } from 'vitest';
import type { EnergyRecord } from '../../../records/energy.js';
import type { TileRun } from '../../../records/run.js';
import { writeRunTimeline } from '../../../reports/timelines/run.js';
import { handRun, NARROW } from '../hand-runs.js';

interface Event {
  readonly ph: string;
  readonly name?: string;
  readonly tid: number;
  readonly ts: number;
  readonly args?: Readonly<Record<string, string | number>>;
}

// 690 cycles (240 compute, 150 launch, 150 exchange, 150 sync), 60 and 50.
const { run, energy } = handRun(NARROW);
const LAYERS = ['first', 'first', 'last'];
const STARTS = [0, 690, 750];
const ops = (run as TileRun).ops.map((op, i) => ({
  ...op,
  layer: LAYERS[i] as string,
  startCycle: STARTS[i] as number,
  liveBytes: 1000 * (i + 1),
  memory: { tables: 1, states: 2, values: 3, copies: i },
  tileCycles: { busy: op.cycles * 4, waiting: op.cycles * 2, idle: op.cycles },
}));
const one = (value: number) => ({ low: value, value, high: value });
const priced: EnergyRecord = {
  ...energy,
  perOp: ops.map(({ op }, i) => ({ op, energyPj: one(1e6 * (i + 1)), byComponent: {} as never })),
};

function eventsOf(of: EnergyRecord | undefined): Event[] {
  let text = '';
  writeRunTimeline({ ...(run as TileRun), ops }, of, (piece) => (text += piece));
  return JSON.parse(text).traceEvents;
}

/** Slices as path, start and end, by opening and closing in the order of the file. */
function slicesOf(events: readonly Event[]): [string, number, number][] {
  const open: [string, number][] = [];
  const slices: [string, number, number][] = [];
  for (const { ph, name = '', ts } of events) {
    if (ph === 'B') open.push([name, ts]);
    if (ph !== 'E') continue;
    const path = open.map(([step]) => step).join(' > ');
    slices.push([path, (open.pop() as [string, number])[1], ts]);
  }
  expect(open).toEqual([]);
  return slices;
}

describe('a run over time', () => {
  const events = eventsOf(priced);

  it('is layers, in them ops, in them causes, whose times fill one another', () => {
    const layer = 'first, forward, step 0';
    expect(slicesOf(events)).toEqual([
      [`${layer} > gemm of first > compute`, 0, 0.24],
      [`${layer} > gemm of first > launch`, 0.24, 0.39],
      [`${layer} > gemm of first > exchange`, 0.39, 0.54],
      [`${layer} > gemm of first > sync`, 0.54, 0.69],
      [`${layer} > gemm of first`, 0, 0.69],
      [`${layer} > gemm of first > compute`, 0.69, 0.75],
      [`${layer} > gemm of first`, 0.69, 0.75],
      [layer, 0, 0.75],
      ['last, forward, step 0 > cast of last > compute', 0.75, 0.8],
      ['last, forward, step 0 > cast of last', 0.75, 0.8],
      ['last, forward, step 0', 0.75, 0.8],
    ]);
  });

  it('never goes back in time', () => {
    const times = events.filter(({ ph }) => ph !== 'M').map(({ ts }) => ts);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('says of an op what it is, its plan and its counts', () => {
    const op = events.find(({ ph, name }) => ph === 'B' && name === 'gemm of first');
    expect(op?.args).toMatchObject({ op: 'op0', cycles: 690, repeat: 1, 'plan.splitK': 1, usefulMacs: 4000 });
    expect(op?.args).not.toHaveProperty('paddingMacs');
  });

  // 1 µJ in 690 ns, 2 in 60 and 3 in 50 are 1.449, 33.3 and 60 W; 4,000 MACs in 690 ns 0.0116 TFLOP/s.
  it('counts bytes, power, FLOP/s and tiles, and ends at none', () => {
    const of = (counter: string) =>
      events.filter(({ ph, name }) => ph === 'C' && name === counter).map(({ args }) => args);
    expect(of('live bytes, all tiles')).toEqual([{ bytes: 1000 }, { bytes: 2000 }, { bytes: 3000 }, { bytes: 0 }]);
    expect(of('bytes of the fullest tile')[2]).toEqual({ tables: 1, states: 2, values: 3, copies: 2 });
    expect(of('tiles')[0]).toEqual({ busy: 4, waiting: 2, idle: 1 });
    expect(of('power').map((args) => Number(args?.W).toFixed(3))).toEqual(['1.449', '33.333', '60.000', '0.000']);
    expect(Number(of('TFLOP/s')[0]?.useful).toFixed(4)).toBe('0.0116');
  });

  it('has no power where the run was not priced', () => {
    expect(eventsOf(undefined).some(({ name }) => name === 'power')).toBe(false);
  });
});
