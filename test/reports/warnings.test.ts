/** What the first screen says before any number: each warning with a run that it holds for, and sound runs without. */
import { describe, expect, it } from 'vitest';
import type { TrainingRecord } from '../../records/trace/training.js';
import { composeReport } from '../../reports/compose/compose.js';
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
      `fp8: 41.6 % of the activation casts to ${F143} saturated: another bias or format may hold them.`,
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
      `fp8: 41.6 % of the activation casts to ${F143} saturated: another bias or format may hold them (seed 2; 2 of 3 seeds like it).`,
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

  it('of a machine that nobody knows has no other tiles', () => {
    expect(warnings({ ...PLAIN, machine: { ...PLAIN.machine, name: 'mine', tiles: 8 } })).toEqual([]);
  });
});
