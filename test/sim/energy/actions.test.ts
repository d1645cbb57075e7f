/**
 * Every energy action of a machine of tiles from counts that are all different, and its price from figures that are.
 * What an action counts is said by hand; nothing is read from the code that prices.
 */
import { describe, expect, it } from 'vitest';
import { withFields } from '../../../models/machines/fields.js';
import { ipu21 } from '../../../models/machines/tiles/ipu21.js';
import { published7nm } from '../../../models/technologies/published-7nm.js';
import { ACTIONS, type Technology } from '../../../models/technologies/technology.js';
import { noCounts } from '../../../records/counts/counts.js';
import { RUN_CAUSES } from '../../../records/counts/tile-counts.js';
import type { TileRunOp } from '../../../records/run.js';
import { actionsOf, type CountedWork, priceCounts } from '../../../sim/energy/price.js';

/** At the supply at which the table's figures hold, under a cap that never binds. */
const power = { 'power.supplyV': published7nm.supplyV, 'power.capW': 1e6 };
const machine = withFields(ipu21, { tiles: 37, clockHz: 2e9, ...power }, 'test');

const COUNTS = {
  supervisorIssues: 11,
  workerIssues: 1300,
  idleSlots: 170,
  launches: 19,
  ampIssues: 40,
  floatIssues: 230,
  usefulMacs: 2900,
  paddingMacs: 310,
  sramReadBytes: 4100,
  sramWriteBytes: 14_300,
  coefficientBytes: 470,
  exchangeSentBytes: 530,
  exchangeReceivedBytes: 5900,
  syncs: 61,
  zeroMacs: 670,
  nanMacs: 71,
  exponentSpread: 73,
  inputToggles: 79,
  coefficientToggles: 83,
  linkBytes: 89,
  hostBytes: 97,
};

function work(op: Partial<TileRunOp>, activity: CountedWork['activity'] = 'none'): CountedWork {
  const whole: TileRunOp = {
    op: 'a',
    kind: 'gemm',
    operation: 'gemm',
    phase: 'forward',
    layer: 'l',
    step: 0,
    repeat: 1,
    formats: ['float8_e4m3fnuz', 'float8_e4m3fnuz'],
    outputFormat: 'float16',
    plan: { tiles: 1, splitBatch: 1, splitM: 1, splitN: 1, splitK: 1, rounds: 1, sramBytes: 0 },
    liveBytes: 0,
    startCycle: 0,
    cycles: 1000,
    cyclesByCause: { ...noCounts(RUN_CAUSES), compute: 1000 },
    counts: COUNTS,
    memory: { tables: 0, states: 0, values: 0, copies: 0 },
    tileCycles: { busy: 777, waiting: 1000 * machine.tiles - 777, idle: 0 },
    ...op,
  };
  return { machine, activity, ops: [whole], totals: { timeS: 1e-6 } };
}

const PARTIALS = { float16: 'fp16', float32: 'fp32' } as const;
const counted = (of: CountedWork) => actionsOf(of)[0]?.counts;

/** Whatever the op is. */
const ALWAYS = {
  // Of 4,100 read the exchange reads 530, of 14,300 written 5,900 are received; 470 are coefficients.
  'operand-bus-byte': 4100 - 530 + 14_300 - 5900,
  'register-byte': 4100 - 530 + 14_300 - 5900 - 470,
  'vector-issue': 230,
  'coefficient-byte': 470,
  'sram-read-byte': 4100,
  'sram-write-byte': 14_300,
  'exchange-byte': 530,
  'received-byte': 5900,
  'worker-instruction': 1300,
  'supervisor-instruction': 11,
  sync: 61,
  // 1,000 cycles of 37 tiles, half a microsecond each.
  clock: 37_000,
  'active-clock': 777,
  leakage: 37 * 0.5e-6,
};

describe('what an op does', () => {
  it('that is no product: no multiply-accumulates, whatever its formats', () => {
    expect(counted(work({ kind: 'cast', operation: 'cast' }))).toEqual(ALWAYS);
  });

  it.each([
    // A row's panel is 32 B of inputs and 16 partials; halves of partials 4 issues a row, floats 8.
    ['float8_e4m3fnuz', 'float16', 'fp8', 128, 4, 64],
    ['float8_e5m2', 'float16', 'fp8', 128, 4, 64],
    ['float16', 'float16', 'fp16', 64, 4, 64],
    ['float16', 'float32', 'fp16', 32, 2, 32],
    ['bfloat16', 'float16', 'fp16', 64, 4, 64],
    ['dlfloat16', 'float16', 'fp16', 64, 4, 64],
    ['1.5.10', 'float32', 'fp16', 32, 2, 32],
    ['float32', 'float32', 'fp32', 16, 2, 32],
    ['tf32', 'float32', 'fp32', 16, 2, 32],
  ] as const)(
    'a product of %s into %s: as %s, an issue %i products, %i partials, %i bits of input',
    (format, output, width, macs, partials, bits) => {
      expect(counted(work({ formats: [format, format], outputFormat: output }))).toEqual({
        ...ALWAYS,
        [`multiply.${width}`]: 2900 + 310,
        [`add.${width}.${PARTIALS[output]}`]: 2900 + 310,
        [`pipeline.${width}.${PARTIALS[output]}`]: 2900 + 310,
        // Half of the bits toggle, and so half of the products.
        [`multiply-toggle.${width}`]: (40 * macs) / 2,
        [`add-toggle.${width}.${PARTIALS[output]}`]: (40 * macs) / 2,
        [`round.${PARTIALS[output]}`]: 40 * partials,
        'latch-bit': (40 * bits) / 2 + 83,
      });
    },
  );

  it('a toggled bit feeds every channel: with twice as many, twice the products', () => {
    const wide = withFields(machine, { 'amp.outputChannels': 32, 'amp.coefficientBytes': 1024 }, 'test');
    const [actions] = actionsOf({ ...work({}, 'operands'), machine: wide } as CountedWork);
    // 79 bits of 8 an operand, 32 channels.
    expect(actions?.counts).toMatchObject({ 'multiply-toggle.fp8': (79 * 32) / 8, 'latch-bit': 79 + 83 });
  });

  it.each(['operands', 'statistics'] as const)('a product with toggles from %s', (activity) => {
    expect(counted(work({}, activity))).toMatchObject({
      'multiply-toggle.fp8': (79 * 16) / 8,
      'latch-bit': 79 + 83,
      'multiply.fp8': 3210,
    });
  });

  it('a product whose unit gates zeros: useful ones less the zero ones, no padding', () => {
    expect(counted(work({ zeroGating: 'gated' }, 'operands'))).toMatchObject({ 'multiply.fp8': 2900 - 670 });
  });
});

/** Figures of 1 + i, 10 + i, 100 + i pJ for the i-th action; the first published, the others assumed. */
function table(published: readonly string[]): Technology {
  const figures = Object.fromEntries(
    ACTIONS.tiles.map((action, i) => {
      const basis = published.includes(action) ? 'published' : 'assumed';
      const figure = {
        low: 1 + i,
        value: 10 + i,
        high: 100 + i,
        basis,
        per: 'one',
        component: 'control',
        source: 'by hand',
      };
      return [action, figure];
    }),
  );
  return { ...published7nm, figures: { tiles: figures } } as unknown as Technology;
}

describe('what an op costs', () => {
  const cast = work({ kind: 'cast', operation: 'cast' });

  it('is each action times its own figure, low, central and high', () => {
    const { entries, totalPj, averagePowerW } = priceCounts(cast, table([]));
    const all: Readonly<Record<string, number>> = {
      ...Object.fromEntries(ACTIONS.tiles.map((action) => [action, 0])),
      ...ALWAYS,
    };
    const expected = ACTIONS.tiles.map((action, i) => [
      action,
      (all[action] ?? 0) * (1 + i),
      (all[action] ?? 0) * (10 + i),
      (all[action] ?? 0) * (100 + i),
    ]);
    expect(entries.map(({ action, energyPj: { low, value, high } }) => [action, low, value, high])).toEqual(expected);
    const sum = (column: number) => expected.reduce((total, row) => total + (row[column] as number), 0);
    expect(totalPj.low).toBeCloseTo(sum(1), 6);
    expect(totalPj.value).toBeCloseTo(sum(2), 6);
    expect(totalPj.high).toBeCloseTo(sum(3), 6);
    // Over a microsecond.
    expect(averagePowerW.low).toBeCloseTo(sum(1) * 1e-6, 9);
    expect(averagePowerW.value).toBeCloseTo(sum(2) * 1e-6, 9);
    expect(averagePowerW.high).toBeCloseTo(sum(3) * 1e-6, 9);
  });

  it('says of central figures how much is assumed, and on what most rests', () => {
    const basisOf = (syncs: number, workerIssues: number) => {
      const counts = { ...noCounts(Object.keys(COUNTS) as (keyof typeof COUNTS)[]), syncs, workerIssues };
      const { headlineBasis, headlineShare, assumedShare } = priceCounts(
        work({ kind: 'cast', cycles: 0, counts, tileCycles: { busy: 0, waiting: 0, idle: 0 } }),
        table(['sync']),
      );
      return [headlineBasis, headlineShare.toFixed(6), assumedShare.toFixed(6)];
    };
    // The i-th action costs 10 + i: so many of each that they weigh nine to one, as much, and a little less.
    const [sync, instruction] = [ACTIONS.tiles.indexOf('sync'), ACTIONS.tiles.indexOf('worker-instruction')];
    expect(basisOf(9 * (10 + instruction), 10 + sync)).toEqual(['published', '0.900000', '0.100000']);
    expect(basisOf(10 + instruction, 10 + sync)).toEqual(['published', '0.500000', '0.500000']);
    expect(basisOf(10 + instruction, 11 + sync)[0]).toBe('assumed');
  });

  it('of nothing is nothing, and assumes nothing', () => {
    const counts = noCounts(Object.keys(COUNTS) as (keyof typeof COUNTS)[]);
    const idle = { busy: 0, waiting: 0, idle: 0 };
    const nothing = work({ kind: 'cast', cycles: 0, counts, tileCycles: idle });
    const { totalPj, assumedShare, headlineBasis } = priceCounts(nothing, table([]));
    expect([totalPj.value, assumedShare, headlineBasis]).toEqual([0, 0, 'measured']);
  });

  it('is the same from the same counts, however they came about', () => {
    const one = priceCounts(work({ startCycle: 7, liveBytes: 9, repeat: 3 }), published7nm);
    expect(one).toEqual(priceCounts(work({}), published7nm));
  });
});
