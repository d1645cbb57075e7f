/** Cycles by hand of layer-norm, GELU and softmax; both engines must give them. Slots: ipu21. */
import { describe, expect, it } from 'vitest';
import { withFields } from '../../../models/machines/fields.js';
import { ipu21 } from '../../../models/machines/tiles/ipu21.js';
import { countTile } from '../../../sim/tile/engines/counted.js';
import type { TileResult } from '../../../sim/tile/engines/result.js';
import { createTile, runTile } from '../../../sim/tile/engines/stepped.js';
import { programOf } from '../../../sim/tile/kernels/programs.js';
import type { TileTask } from '../../../sim/tile/kernels/tasks.js';

function run(task: TileTask, fields: Readonly<Record<string, number>> = {}): TileResult {
  const machine = withFields(ipu21, fields, 'test');
  const program = programOf(task, machine);
  const counted = countTile(program);
  expect(runTile(createTile(program, machine))).toEqual(counted);
  return counted;
}

describe('layer-norm: call 126; a launch 96; around the loops 60, 95 and 34 slots', () => {
  const around = 3 * 96 + 6 * (60 + 95 + 34);

  it('2 × 100 without multiple of 8: 50 pairs, 9 for the first; 3 and 5 slots a pair; apply 25 quads, 5 of 12', () => {
    const { cycles, counts } = run({ kind: 'layer-norm', rows: 2, width: 100, fused: 'none' });
    expect(cycles).toBe(126 + 2 * (around + 6 * (9 * 3 + 9 * 5 + 5 * 12)));
    expect(counts.launches).toBe(6);
    // Three passes read the row, apply its scale and shift too, and writes it.
    expect(counts.sramReadBytes).toBe(2 * 5 * 200);
    expect(counts.sramWriteBytes).toBe(2 * 200);
  });

  it('1 × 144: 18 vectors of 8, 3 for the first, 2 slots; 36 quads, 6, of 5 and 12', () => {
    expect(run({ kind: 'layer-norm', rows: 1, width: 144, fused: 'none' }).cycles).toBe(
      126 + around + 6 * (3 * 2 + 6 * 5 + 6 * 12),
    );
  });

  it('1 × 144 and a residual: 5, 7 and 14 slots, 10 more around', () => {
    expect(run({ kind: 'layer-norm', rows: 1, width: 144, fused: 'add' }).cycles).toBe(
      126 + around + 60 + 6 * (3 * 5 + 6 * 7 + 6 * 14),
    );
  });

  it('1 × 88 is narrow for the sums, not for apply; 1 × 90 for both', () => {
    // 44 pairs, 8 for the first; 22 quads, 4. Then 45 pairs, 8, of 3, 5 and 10.
    const narrow = { kind: 'layer-norm', rows: 1, fused: 'none' } as const;
    expect(run({ ...narrow, width: 88 }).cycles).toBe(126 + around + 6 * (8 * 3 + 8 * 5 + 4 * 12));
    expect(run({ ...narrow, width: 90 }).cycles).toBe(126 + around + 6 * (8 * 3 + 8 * 5 + 8 * 10));
    expect(run({ ...narrow, width: 88 }, { 'programs.layerNorm.leastWideElements': 80 }).cycles).toBe(
      126 + around + 6 * (2 * 2 + 4 * 5 + 4 * 12),
    );
  });

  it('4 workers: 36 quads are 9 each, a slot still 6 cycles', () => {
    const { cycles } = run({ kind: 'layer-norm', rows: 1, width: 144, fused: 'none' }, { 'tile.workers': 4 });
    expect(cycles).toBe(126 + 3 * 96 + 6 * (189 + 5 * 2 + 9 * 5 + 9 * 12));
  });

  it('statistics are the first two launches', () => {
    expect(run({ kind: 'layer-norm-statistics', rows: 3, width: 144 }).cycles).toBe(
      126 + 3 * (2 * 96 + 6 * (60 + 95 + 3 * 2 + 6 * 5)),
    );
  });

  it('apply alone: call 732, then rows of 76 slots and 12 a quad in one launch', () => {
    const { cycles, counts } = run({ kind: 'layer-norm-apply', rows: 3, width: 144 });
    expect(cycles).toBe(732 + 6 * 3 * (76 + 6 * 12));
    expect(counts.launches).toBe(1);
  });
});

describe('gelu: call 330; 77 slots a block of 16; pairs 2 + 20', () => {
  const cycles = (elements: number) => run({ kind: 'gelu', elements, output: 'fp16' }).cycles;

  it('one pair, one block', () => {
    expect(cycles(2)).toBe(330 + 6 * (2 + 20));
    expect(cycles(16)).toBe(330 + 6 * 77);
  });

  it('94: five blocks, the sixth worker has seven pairs', () => {
    expect(cycles(94)).toBe(330 + 6 * (2 + 7 * 20));
  });

  it('98: six blocks, then the first worker has a pair too; with pairs each worker with a block pays 3 more', () => {
    expect(cycles(98)).toBe(330 + 6 * (77 + 3 + 2 + 20));
    // 1,410: 88 blocks, 15 for the first four, 14 for the fifth, which has the pair: 14 · 77 + 22 is less.
    expect(cycles(1410)).toBe(330 + 6 * (15 * 77 + 3));
    expect(cycles(1408)).toBe(330 + 6 * 15 * 77);
  });

  it('to fp8: call 486; 9 blocks of 32 are two for the first three workers, 167 slots each', () => {
    const { cycles: toFp8, counts } = run({ kind: 'gelu', elements: 288, output: 'fp8' });
    expect(toFp8).toBe(486 + 6 * 2 * 167);
    expect(counts.sramReadBytes).toBe(576);
    expect(counts.sramWriteBytes).toBe(288);
  });
});

describe('bias and gelu: call 222; a launch a row, 150 and 13 slots', () => {
  it('3 × 100: 25 quads, 5 for the first, 15 slots', () => {
    const { cycles, counts } = run({ kind: 'bias-gelu', rows: 3, width: 100 });
    expect(cycles).toBe(222 + 3 * (150 + 6 * (13 + 5 * 15)));
    expect(counts.launches).toBe(3);
    // 100 halves and their biases read, 100 written.
    expect(counts.sramReadBytes).toBe(3 * 400);
    expect(counts.sramWriteBytes).toBe(3 * 200);
  });

  it('3 × 94: 5 blocks of 90 slots, the sixth worker has 7 pairs: 7 and 23 a pair', () => {
    expect(run({ kind: 'bias-gelu', rows: 3, width: 94 }).cycles).toBe(222 + 3 * (150 + 6 * (13 + 7 + 7 * 23)));
  });
});

describe('softmax of whole rows: call 330; 20 slots a row, 9 and 32 a block of 16', () => {
  it('8 rows of 64: two for the first worker', () => {
    expect(run({ kind: 'softmax', rows: 8, keys: 64, paddedKeys: 64 }).cycles).toBe(330 + 6 * 2 * (20 + 4 * 41));
  });

  it('729 keys of 768: 45 blocks, 4 pairs, an odd key, 3 pairs of zeros, 2 blocks of padding', () => {
    expect(run({ kind: 'softmax', rows: 6, keys: 729, paddedKeys: 768 }).cycles).toBe(
      330 + 6 * (20 + 45 * 41 + 4 * (3 + 9) + 10 + 3 * 2 + 2 * 10),
    );
  });

  it('less room than keys is refused', () => {
    expect(() => programOf({ kind: 'softmax', rows: 1, keys: 20, paddedKeys: 16 }, ipu21)).toThrow(
      'softmax paddedKeys: expected at least keys (20), got 16',
    );
  });
});
