/**
 * Cycles by hand of the programs of training that nobody measured: batch-norm, gradients,
 * optimisers, random bits. All three engines must give them. Slots: ipu21. Calls: 282 with a set-up of 8 slots
 * alone (222 + 6 × 10), 504 with 222 cycles more, 432 with 150, 330 with 48.
 */
import { describe, expect, it } from 'vitest';
import { withFields } from '../../../models/machines/fields.js';
import { ipu21 } from '../../../models/machines/tiles/ipu21.js';
import { countTile } from '../../../sim/tile/engines/counted.js';
import type { TileResult } from '../../../sim/tile/engines/result.js';
import { createTile, runTile } from '../../../sim/tile/engines/stepped.js';
import { closedForm } from '../../../sim/tile/kernels/closed-forms.js';
import { programOf } from '../../../sim/tile/kernels/programs.js';
import type { TileTask } from '../../../sim/tile/kernels/tasks.js';

function run(task: TileTask, fields: Readonly<Record<string, number>> = {}): TileResult {
  const machine = withFields(ipu21, fields, 'test');
  const program = programOf(task, machine);
  const counted = countTile(program);
  expect(runTile(createTile(program, machine))).toEqual(counted);
  expect(closedForm(task, machine)).toEqual(counted);
  return counted;
}

describe('batch-norm of 10 × 100; call 504', () => {
  const whole = { rows: 10, channels: 100, rowParts: 1 } as const;

  it('statistics: 13 groups of 8 channels, 3; 30 slots, then 2 and 10 a row', () => {
    const { cycles, counts } = run({ kind: 'batch-norm-statistics', ...whole });
    expect(cycles).toBe(504 + 6 * 3 * (30 + 10 * 2 + 10 * 10));
    expect(counts.sramReadBytes).toBe(13 * 2 * 10 * 16);
    expect(counts.sramWriteBytes).toBe(13 * 2 * 32);
  });

  it('of 16 channels, in 3 parts of 4 rows: 2 groups are 6 parts, a part a worker', () => {
    const parts: TileTask = { kind: 'batch-norm-statistics', rows: 10, channels: 16, rowParts: 3 };
    expect(run(parts).cycles).toBe(504 + 6 * (30 + 4 * 2 + 4 * 10));
  });

  it('apply: 25 quads, 5; 20 slots, then 2 a row', () => {
    expect(run({ kind: 'batch-norm-apply', ...whole }).cycles).toBe(504 + 6 * 5 * (20 + 10 * 2));
  });

  it('parameters: 25 quads, 5; 17 slots, then 3 a row', () => {
    const { cycles, counts } = run({ kind: 'batch-norm-parameters', ...whole });
    expect(cycles).toBe(504 + 6 * 5 * (17 + 10 * 3));
    // x and dy of each row, 32 B of statistics; 32 B of sums.
    expect(counts.sramReadBytes).toBe(25 * (10 * 16 + 32));
    expect(counts.sramWriteBytes).toBe(25 * 32);
  });

  it('backward: 25 quads, 5; 24 slots, then 3 a row', () => {
    const { cycles, counts } = run({ kind: 'batch-norm-backward', ...whole });
    expect(cycles).toBe(504 + 6 * 5 * (24 + 10 * 3));
    // x and dy of each row, 32 B of statistics, 16 of parameters, 32 of sums; a row of dx.
    expect(counts.sramReadBytes).toBe(25 * (10 * 16 + 80));
    expect(counts.sramWriteBytes).toBe(25 * 10 * 8);
  });
});

describe('gradients', () => {
  it('layer-norm 2 × 100: 25 quads, 5, 4 slots twice; around 95 and 34', () => {
    const { cycles, counts } = run({ kind: 'layer-norm-backward', rows: 2, width: 100 });
    expect(cycles).toBe(126 + 2 * (2 * 96 + 6 * (95 + 34 + 5 * 8)));
    expect(counts.launches).toBe(4);
  });

  it('scale and shift of layer-norm 2 × 100: a launch of 2 slots and 5 × (14 + 3 a row)', () => {
    const { cycles, counts } = run({ kind: 'layer-norm-parameters', rows: 2, width: 100 });
    expect(cycles).toBe(126 + 96 + 6 * (2 + 5 * (14 + 2 * 3)));
    expect(counts.launches).toBe(1);
  });

  it('softmax 8 × 100: 2 rows of 20 and 7 blocks of 8 loads, then of 8 loads and 4 stores; call 330', () => {
    expect(run({ kind: 'softmax-backward', rows: 8, keys: 100 }).cycles).toBe(330 + 6 * 2 * (20 + 7 * (8 + 12)));
  });

  it('gelu of 100: 25 quads, 5, of 22; call 432', () => {
    expect(run({ kind: 'gelu-backward', elements: 100 }).cycles).toBe(432 + 6 * 5 * 22);
  });

  it('bias and gelu 3 × 100: a launch a row, 150 and 13 slots, 5 quads of 24; 3 × 94: 8 pairs of 32', () => {
    expect(run({ kind: 'bias-gelu-backward', rows: 3, width: 100 }).cycles).toBe(222 + 3 * (150 + 6 * (13 + 5 * 24)));
    expect(run({ kind: 'bias-gelu-backward', rows: 3, width: 94 }).cycles).toBe(222 + 3 * (150 + 6 * (13 + 8 * 32)));
  });

  it('relu of 100: 25 quads, 5, of 2; its gradient of 3; call 504', () => {
    const relu = { kind: 'element-wise', elements: 100 } as const;
    expect(run({ ...relu, operation: 'relu' }).cycles).toBe(504 + 6 * 5 * 2);
    expect(run({ ...relu, operation: 'relu-backward' }).cycles).toBe(504 + 6 * 5 * 3);
  });

  it('max-pool of 100 outputs from windows of 4: 25 vectors, 5; 3 slots, 4 of maximum, 4 × 4 of choice', () => {
    const { cycles, counts } = run({ kind: 'max-pool-backward', outputs: 100, window: 4, windows: 'apart' });
    expect(cycles).toBe(504 + 6 * 5 * (3 + 4 + 16));
    expect(counts.sramReadBytes).toBe(25 * 8 * (1 + 4 + 4));
    expect(counts.sramWriteBytes).toBe(25 * 8 * 4);
  });

  it('windows that overlap: a load and an addition more an input', () => {
    const { cycles, counts } = run({ kind: 'max-pool-backward', outputs: 100, window: 4, windows: 'overlapping' });
    expect(cycles).toBe(504 + 6 * 5 * (3 + 4 + 4 * 5));
    expect(counts.sramReadBytes).toBe(25 * 8 * (1 + 4 + 8));
  });

  it('means are pooled as maxima are', () => {
    const { cycles } = run({ kind: 'average-pool', outputs: 100, window: 49 });
    // 2 of address, the first load, 48 more, a store.
    expect(cycles).toBe(504 + 6 * 5 * (2 + 1 + 48 + 1));
  });

  it('patches of 9 taps on 100 elements: 13 groups, 3; 7 + 1 + 2 slots, 8 more taps of 1 + 2, 2 stores; call 282', () => {
    expect(run({ kind: 'patch-sum', elements: 100, taps: 9 }).cycles).toBe(282 + 6 * 3 * (10 + 8 * 3 + 2));
  });
});

describe('updates and random bits', () => {
  it('AdamW on 100 floats: 50 pairs, 9; 16 float issues beside 4 loads and 3 stores; call 504', () => {
    const { cycles, counts } = run({ kind: 'element-wise', operation: 'adamw', elements: 100 });
    expect(cycles).toBe(504 + 6 * 9 * 16);
    expect(counts.sramReadBytes).toBe(100 * 16);
    expect(counts.sramWriteBytes).toBe(100 * 12);
  });

  it('1,000 random bytes: 125 words, 21, a slot each; words of 16 B take two issues; call 282', () => {
    const bits: TileTask = { kind: 'random-bits', bytes: 1000 };
    expect(run(bits).cycles).toBe(282 + 6 * 21);
    expect(run(bits, { 'tile.loadBytes': 16 }).cycles).toBe(282 + 6 * 11 * 2);
  });
});
