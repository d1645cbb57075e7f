/**
 * A machine of another kind: a run of a systolic array, written by hand, is read, checked and priced. No file of
 * sim/tile or sim/array knows that there is one.
 */
import { describe, expect, it } from 'vitest';
import { withFields } from '../../../models/machines/fields.js';
import { timedMachine } from '../../../models/machines/machines.js';
import { tpuV1 } from '../../../models/machines/systolic/tpu-v1.js';
import { published7nm } from '../../../models/technologies/published-7nm.js';
import {
  ACTIONS,
  type EnergyFigure,
  type EnergyFigures,
  type Technology,
} from '../../../models/technologies/technology.js';
import { COUNTS_OF, noCounts } from '../../../records/counts/counts.js';
import { canonicalText } from '../../../records/json.js';
import { parseRun, type SystolicRun, tileRun } from '../../../records/run.js';
import { SCHEMAS } from '../../../records/schema.js';
import { actionsOf, energyRecord, priceCounts } from '../../../sim/energy/price.js';

const small = withFields<'systolic'>(tpuV1, { 'array.rows': 4, 'array.columns': 8, clockHz: 1000 }, 'test');

/** 6 × 4 times 4 × 8 of one byte: the weights loaded in 4 cycles, 6 rows streamed, 3 + 7 more to fill and drain. */
const counts = {
  ...noCounts(COUNTS_OF.systolic.counts),
  usefulMacs: 6 * 4 * 8,
  paddingMacs: 0,
  /** Each input byte passes 7 columns on; each partial sum of 4 bytes passes 3 rows on. */
  operandShiftBytes: 6 * 4 * 7,
  partialShiftBytes: 6 * 8 * 3 * 4,
  loadedBytes: 4 * 8,
  bufferReadBytes: 6 * 4 + 4 * 8,
  bufferWriteBytes: 6 * 8 * 4,
};
const cyclesByCause = { compute: 6, fill: 3, drain: 7, loads: 4, memory: 0 };
const run: SystolicRun = {
  schema: SCHEMAS.run,
  traceSha256: 'a'.repeat(64),
  machine: small,
  engine: 'counted',
  activity: 'none',
  network: { name: 'one product', batch: 6 },
  recipe: 'int8',
  steps: 1,
  ops: [
    {
      ...{ op: 'gemm/d', kind: 'gemm', operation: 'gemm', phase: 'forward', layer: 'l', step: 0, repeat: 1 },
      formats: ['int8:step=2^-5', 'int8:step=2^-5'],
      outputFormat: 'float32',
      plan: { rowFolds: 1, columnFolds: 1 },
      ...{ liveBytes: 6 * 4 + 4 * 8 + 6 * 8 * 4, startCycle: 0, cycles: 20, cyclesByCause, counts },
    },
  ],
  totals: {
    ...{ cycles: 20, cyclesByCause, counts, peakLiveBytes: 248, timeS: 0.02, samples: 6 },
    ...{ flops: 2 * 192 * 50, peakFlops: 2 * 32 * 1000, utilisation: 0.3 },
  },
};

/** Each action at its own number of pJ, from 1 in the order of the list. */
const table: Technology = {
  ...published7nm,
  name: 'numbers',
  figures: {
    systolic: Object.fromEntries(
      ACTIONS.systolic.map((action, i): [string, EnergyFigure] => [
        action,
        {
          ...{ per: 'one', component: 'arithmetic', low: i + 1, value: i + 1, high: i + 1 },
          ...{ basis: 'published', source: 'made for this test' },
        },
      ]),
    ) as EnergyFigures<'systolic'>,
  },
};

describe('a run of a systolic array', () => {
  it('is read back as it was written', () => {
    expect(parseRun(JSON.parse(canonicalText(run)), 'run.json')).toEqual(run);
  });

  it('is priced by its own actions, as a hand count says', () => {
    const priced = priceCounts(run, table);
    const expected = [
      ...[192 * 1, 0, 0],
      ...[168 * 4, 576 * 5, 32 * 6, 56 * 7, 192 * 8, 0],
      ...[20 * 32 * 10, 0.02 * 32 * 11],
    ];
    expect(priced.entries.map(({ energyPj }) => energyPj.value)).toEqual(expected);
    expect(priced.totalPj.value).toBeCloseTo(
      expected.reduce((sum, value) => sum + value, 0),
      9,
    );
    expect(priced.averagePowerW.value).toBeCloseTo(priced.totalPj.value / 1e12 / 0.02, 18);
    expect(energyRecord(run, 'b'.repeat(64), table)).toMatchObject({ ...priced, runSha256: 'b'.repeat(64) });
  });

  it('needs a table that knows its kind', () => {
    expect(() => priceCounts(run, published7nm)).toThrow(
      'technology published-7nm: expected figures of a machine of kind systolic, got those of tiles',
    );
  });

  it('is refused where its fields are those of tiles, or out of range', () => {
    const changed = (change: object) => parseRun({ ...run, ...change }, 'run.json');
    expect(() => changed({ machine: { ...small, kind: 'wafer' } })).toThrow(
      'run.json machine.kind: expected one of tiles, systolic, got "wafer"',
    );
    expect(() => changed({ machine: { ...small, kind: 'tiles' } })).toThrow('run.json machine.tiles');
    expect(() => changed({ machine: { ...small, clockHz: 0 } })).toThrow('run.json machine.clockHz');
    const totals = { ...run.totals, cyclesByCause: { ...cyclesByCause, launch: 1 } };
    expect(() => changed({ totals })).toThrow('run.json totals.cyclesByCause');
  });
});

it('Octile times machines of tiles, and says so of any other', () => {
  expect(() => timedMachine(tpuV1, '--machine')).toThrow(
    '--machine: expected a machine of tiles (ipu21, gc200, bow), got tpu-v1, a systolic array',
  );
  expect(() => tileRun(run, 'run.json')).toThrow('expected a run on a machine of tiles, got one on a systolic array');
});

it('counts each action of an array from counts that are all different', () => {
  const different = {
    ...noCounts(COUNTS_OF.systolic.counts),
    usefulMacs: 170,
    paddingMacs: 23,
    operandShiftBytes: 31,
    partialShiftBytes: 37,
    loadedBytes: 41,
    bufferReadBytes: 43,
    bufferWriteBytes: 47,
    memoryReadBytes: 53,
    memoryWriteBytes: 590,
  };
  const [op] = run.ops as [SystolicRun['ops'][number]];
  const [actions] = actionsOf({ ...run, ops: [{ ...op, counts: different }] });
  // 20 cycles of 4 × 8 elements at 1 kHz.
  expect(actions?.counts).toEqual({
    'mac.fp8': 193,
    'operand-shift-byte': 31,
    'partial-shift-byte': 37,
    'load-byte': 41,
    'buffer-read-byte': 43,
    'buffer-write-byte': 47,
    'memory-byte': 643,
    clock: 640,
    leakage: 0.02 * 32,
  });
});
