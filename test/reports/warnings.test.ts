/** What the first screen says before any number: each warning with a run that it holds for, and sound runs without. */
import { describe, expect, it } from 'vitest';
import type { TrainingRecord } from '../../records/trace/training.js';
import { composeReport } from '../../reports/compose/compose.js';
import type { PricedRun } from '../../reports/compose/input.js';
import { F143, type HandRun, handRun, NARROW, PLAIN, right } from './hand-runs.js';

const warnings = (...runs: HandRun[]) => composeReport(runs.map(handRun)).warnings;
const products = (formats: readonly [string, string], outputFormat = 'float16') =>
  [{ kind: 'gemm', formats, outputFormat, own: 100 }] as const;

it('nothing of sound runs on a whole machine', () => {
  expect(warnings(PLAIN, NARROW)).toEqual([]);
});

describe('training', () => {
  const clipped = (saturated: number): Partial<TrainingRecord> => ({
    casts: [{ layer: '3', role: 'activation', format: F143, elements: 1000, underflow: 0, saturated, nan: 0 }],
  });

  it('that diverged, that stays near chance, that clips more than a percent', () => {
    expect(warnings({ ...NARROW, training: { divergedAtStep: 12 } })).toEqual([
      'fp8: training diverged: the loss is not finite from step 12 on.',
    ]);
    expect(warnings({ ...PLAIN, training: right(23) }, NARROW)).toEqual([
      'fp16: 11.50 % is near chance among 10 classes: no baseline.',
    ]);
    expect(warnings(PLAIN, { ...NARROW, training: clipped(416) })).toEqual([
      `fp8: 41.6 % of the activation casts to ${F143} saturated: another bias, scale or format may hold them.`,
    ]);
    expect(warnings(PLAIN, { ...NARROW, training: clipped(10) })).toEqual([]);
  });

  it('of several seeds is told once, at its worst', () => {
    const [one, two, three] = [20, 416, 0].map((saturated, i) => ({
      ...NARROW,
      where: String(i),
      seed: i + 1,
      training: clipped(saturated),
    })) as [HandRun, HandRun, HandRun];
    expect(warnings(one, two, three)).toEqual([
      `fp8: 41.6 % of the activation casts to ${F143} saturated: another bias, scale or format may hold them (seed 2; 2 of 3 seeds like it).`,
    ]);
  });
});

describe('formats, partials and sums that the machine lacks', () => {
  it.each([
    ['float8_e4m3fn', 'fp8: e4m3 is no format of ipu21: it is timed as f143.'],
    ['float8_e5m2', 'fp8: e5m2 is no format of ipu21: it is timed as f152.'],
    ['1.3.4', 'fp8: 1.3.4 is no format of ipu21: it is timed as f143.'],
    ['bfloat16', 'fp8: bf16 is no format of ipu21: it is timed as fp16.'],
  ])('%s', (format, expected) => {
    expect(warnings({ ...NARROW, ops: products([format, format]) })).toEqual([expected]);
  });

  it.each([F143, 'float8_e5m2fnuz', 'float16', 'float32'])('not %s', (format) => {
    expect(warnings({ ...NARROW, ops: products([format, format]) })).toEqual([]);
  });

  it('float32 partials of 8-bit operands, not of fp16', () => {
    expect(warnings({ ...NARROW, ops: products([F143, F143], 'float32') })).toEqual([
      'fp8: ipu21 has no float32 partials for 8-bit operands: products with them are timed as if it had.',
    ]);
    expect(warnings({ ...NARROW, ops: products(['float16', 'float16'], 'float32') })).toEqual([]);
  });

  it('sums of another unit', () => {
    expect(warnings(PLAIN, { ...NARROW, unit: 'hopper' })).toEqual([
      "fp8 · hopper: sums are those of hopper, timed as ipu21's own ipu21-amp.",
    ]);
  });
});

describe('a part of a machine', () => {
  const on = (of: HandRun, tiles: number) => ({ ...of, machine: { ...of.machine, tiles } });

  it('is a chip of that size, said once for all rows', () => {
    const expected =
      'timed and priced as a chip of 64 tiles: clock and leakage of the other 1,408 tiles of ipu21 are not in its energy and power.';
    expect(warnings(on(PLAIN, 64), on(NARROW, 64))).toEqual([`fp16, fp8: ${expected}`]);
    expect(warnings(PLAIN, on(NARROW, 64))).toEqual([`fp8 · tiles 64: ${expected}`]);
    expect(warnings(on(PLAIN, 1472))).toEqual([]);
  });

  it('of a machine file is told where fewer tiles were asked for, not where the file states them', () => {
    const { machine } = PLAIN;
    const mine = (source: string) => ({
      ...PLAIN,
      machine: { ...machine, name: 'mine', tiles: 8, sources: { ...machine.sources, tiles: source } },
    });
    expect(warnings(mine('set by the user'))).toEqual([
      'fp16: timed and priced as a chip of 8 tiles: clock and leakage of the other 1,464 tiles of ipu21, on which mine is based, are not in its energy and power.',
    ]);
    expect(warnings(mine('mine.json, without a source'))).toEqual([]);
    const own = Object.fromEntries(Object.keys(machine.sources).map((path) => [path, 'set by the user']));
    expect(warnings({ ...PLAIN, machine: { ...machine, name: 'mine', tiles: 8, sources: own } })).toEqual([]);
  });
});

describe('a machine that differs from the one that it is based on', () => {
  const mine = { ...NARROW.machine, name: 'mine', tile: { ...NARROW.machine.tile, workers: 3 } };

  it('is told by its fields where rows differ in it, and in the keys where they do not', () => {
    expect(warnings(PLAIN, { ...NARROW, machine: mine })).toContain(
      'fp8 · mine: its machine is ipu21 with tile.workers 3 in place of 6.',
    );
    expect(warnings({ ...PLAIN, machine: mine }, { ...NARROW, machine: mine })).toEqual([]);
    const { rows } = composeReport([handRun({ ...NARROW, machine: mine })]);
    expect(rows[0]?.keys).toMatchObject({ machine: 'mine', 'tile.workers': '3' });
  });
});

describe('operands that are NaN', () => {
  const captured = (nan: number): PricedRun => ({
    ...handRun(NARROW),
    tensors: [
      {
        ...{
          id: 't',
          role: 'activation',
          shape: [20, 10],
          format: F143,
          scaleExponent: 0,
          layer: '1',
          step: 0,
          repeat: 1,
        },
        statistics: { amax: 1, zeros: 0, underflow: 0, saturated: 0, nan, exponentHistogram: [] },
      },
    ],
  });
  const told = (nan: number, activity: 'operands' | 'none' = 'operands') => {
    const run = captured(nan);
    return composeReport([{ ...run, run: { ...run.run, activity } }]).warnings;
  };

  it('150 of 200 are what the energy rests on; none are where bits do not count', () => {
    expect(told(150)).toEqual([
      'fp8: 75.0 % of the elements of its captured tensors are NaN: its energy and power rest on their bits, not on those of a training that learns.',
    ]);
    expect(told(0)).toEqual([]);
    expect(told(150, 'none')).toEqual([]);
  });
});

describe('a power cap', () => {
  const range = { low: 1, value: 2, high: 3 };
  const full = { clockHz: 1e9, timeS: 1e-6, averagePowerW: { low: 1, value: 3, high: 5 }, samplesPerSecond: 1e7 };
  const capped = { clockHz: 5e8, supplyV: 0.6, timeS: 2e-6, capW: 2, samplesPerSecond: 5e6, atFullClock: full };
  const first = (of: HandRun) => composeReport([handRun(of)]);

  it('that binds is said first, with the samples a second under it and without', () => {
    const report = first({ ...PLAIN, energyPj: range, operation: capped });
    expect(report.warnings).toEqual([
      'fp16: its power cap of 2 W lowers the clock from 1 GHz to 500 MHz: 5 M samples/s instead of 10 M samples/s, which would draw 3 W.',
    ]);
    const metrics = report.rows[0]?.metrics;
    expect(metrics?.Throughput?.value).toBeCloseTo(5e6, 3);
    expect(metrics?.['Throughput without the power cap']?.value).toBeCloseTo(1e7, 3);
    // 1,000 cycles at 500 MHz, and half of the rate of useful operations.
    expect(metrics?.['Time a step']?.value).toBeCloseTo(2e-6, 12);
    expect(metrics?.['Compute rate']?.value).toBeCloseTo((2 * 5000) / 2e-6, 0);
  });

  it('that does not bind is not said', () => {
    const { warnings, rows } = first({ ...PLAIN, operation: { ...capped, clockHz: 1e9, timeS: 1e-6, capW: 9 } });
    expect(warnings).toEqual([]);
    expect(rows[0]?.metrics).not.toHaveProperty(['Throughput without the power cap']);
    expect(rows[0]?.metrics.Throughput?.value).toBeCloseTo(1e7, 3);
  });

  it('changes which of two is faster', () => {
    const slow = { ...NARROW, operation: { ...capped, timeS: 4e-6 } };
    const { findings } = composeReport([handRun(PLAIN), handRun(slow)]);
    // 800 cycles in 4 µs against 1,000 in 1 µs.
    expect(findings.join(' ')).toContain('0.25 × as fast');
  });
});
