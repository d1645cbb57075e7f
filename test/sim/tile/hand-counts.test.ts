/**
 * Cycles by hand. Each test changes one field of ipu21 and says in its comment how the count follows;
 * both engines must give it.
 */
import { describe, expect, it } from 'vitest';
import { withFields } from '../../../models/machines/fields.js';
import { ipu21 } from '../../../models/machines/tiles/ipu21.js';
import { countTile } from '../../../sim/tile/engines/counted.js';
import type { TileResult } from '../../../sim/tile/engines/result.js';
import { createTile, runTile } from '../../../sim/tile/engines/stepped.js';
import type { GemmTask } from '../../../sim/tile/kernels/gemm/task.js';
import { programOf } from '../../../sim/tile/kernels/programs.js';
import type { TileTask } from '../../../sim/tile/kernels/tasks.js';
import { deviceGemmCycles } from '../../../sim/tile/poplibs-vertex.js';

function run(task: TileTask, fields: Readonly<Record<string, number>> = {}): TileResult {
  const machine = withFields(ipu21, fields, 'test');
  const program = programOf(task, machine);
  const counted = countTile(program);
  expect(runTile(createTile(program, machine))).toEqual(counted);
  return counted;
}

const GEMM: GemmTask = {
  kind: 'gemm',
  m: 13,
  k: 64,
  n: 32,
  operands: 'fp8',
  partials: 'fp16',
  output: 'plain',
  coefficients: 'interleaved',
  start: 'zero',
};

describe('gemm 13 × 64 × 32 in fp8: 2 column groups × 2 panels, 3, 2, 2, 2, 2, 2 rows a worker', () => {
  // A panel: 2 sync and launch, 512 ÷ 16 = 32 loads, 6 × (3 entry + 3 clear + 1 load + 4 + 5 latency + 1 rpt
  // + 4 × (3 − 1) + 4 drain + 1 exit = 30 slots) = 180. Four panels and the call: 4 × 214 + 487.
  it('as built', () => {
    const { cycles, cyclesByCause, counts } = run(GEMM);
    expect(cycles).toBe(4 * (2 + 32 + 6 * 30) + 487);
    expect(cyclesByCause).toEqual({
      compute: 4 * 6 * 8,
      'fill-drain': 4 * 6 * 22,
      coefficients: 4 * 32,
      launch: 4 * 2 + 487,
      exchange: 0,
      sync: 0,
    });
    // Workers 2 … 6 have 2 rows, 26 slots, and leave 4 slots empty in each panel.
    expect(counts.idleSlots).toBe(4 * 5 * 4);
    expect(counts.workerIssues).toBe(4 * (30 + 5 * 26));
    expect(counts.supervisorIssues).toBe(20 + 4 * (2 + 32));
    expect(counts.launches).toBe(4);
    // 13 rows × 4 issues × 4 panels; 128 products each, all useful.
    expect(counts.ampIssues).toBe(208);
    expect(counts.usefulMacs).toBe(13 * 64 * 32);
    expect(counts.paddingMacs).toBe(0);
    // A worker reads 4 × 8 B of input a row and one item more, partials as much in the second panel of a group.
    expect(counts.sramReadBytes).toBe(4 * 512 + (4 + 2) * 8 * (13 * 4 + 6));
    expect(counts.sramWriteBytes).toBe(4 * 13 * 32);
    expect(counts.coefficientBytes).toBe(4 * 512);
  });

  it('4 workers: 4 rows for the first, 34 slots; a slot every 6 cycles, two of them nobody’s', () => {
    const { cycles, counts } = run(GEMM, { 'tile.workers': 4 });
    expect(cycles).toBe(4 * (34 + 6 * 34) + 487);
    // 3 workers with 3 rows, 30 slots: 6 · 34 cycles of a launch less 34 + 3 · 30 bundles.
    expect(counts.idleSlots).toBe(4 * (6 * 34 - 34 - 3 * 30));
  });

  it('1 worker: 13 rows, 70 slots; six cycles apart, as a load takes six to come', () => {
    // 3 + 3 + 1 + 4 + 5 + 1 + 4 · 12 + 4 + 1.
    expect(run(GEMM, { 'tile.workers': 1 }).cycles).toBe(4 * (34 + 6 * 70) + 487);
    // Were loads there in a cycle, and the AMP's result in 30: 30 slots of latency instead of 5.
    expect(run(GEMM, { 'tile.workers': 1, 'tile.loadLatencyCycles': 1 }).cycles).toBe(4 * (34 + 95) + 487);
  });

  it('8 workers: 2 rows for five, 25 slots: the AMP’s 30 cycles are 4 slots of 8', () => {
    expect(run(GEMM, { 'tile.workers': 8 }).cycles).toBe(4 * (34 + 8 * 25) + 487);
  });

  it('six workers beat one, four and eight where rows are many', () => {
    const rows = { ...GEMM, m: 240 };
    const cycles = [1, 4, 6, 8].map((workers) => run(rows, { 'tile.workers': workers }).cycles);
    // The longest of 240, 60, 40 and 30 rows, 4 slots each beside 18 (17 on eight), a slot every 6 (8) cycles.
    expect(cycles).toEqual([978, 258, 178].map((slots) => 4 * (34 + 6 * slots) + 487).concat(4 * (34 + 8 * 137) + 487));
  });

  it('a second bank: 32 loads once; behind 180 cycles of workers the others hide', () => {
    const { cyclesByCause, cycles, counts } = run(GEMM, { 'amp.coefficientBanks': 2 });
    expect(cycles).toBe(487 + 32 + 4 * (2 + 6 * 30));
    expect(cyclesByCause.coefficients).toBe(32);
    expect(counts.coefficientBytes).toBe(4 * 512);
  });

  it('a second bank and one worker with one row: 22 slots hide 22 of the second panel’s 64 standard loads', () => {
    const task = { ...GEMM, m: 1, n: 16, coefficients: 'standard' } as const;
    const fields = {
      'amp.coefficientBanks': 2,
      'tile.workers': 1,
      'tile.loadLatencyCycles': 1,
      'amp.latencyCycles': 5,
    };
    expect(run(task, fields).cyclesByCause.coefficients).toBe(64 + (64 - 22));
    // Six cycles a slot: 132 hide all of them.
    expect(
      run(task, { ...fields, 'tile.loadLatencyCycles': 6, 'amp.latencyCycles': 30 }).cyclesByCause.coefficients,
    ).toBe(64);
  });

  it('14 workers: one row each, 3 slots of latency, 20 in all; the one without rows leaves after 2', () => {
    const { cycles, counts } = run(GEMM, { 'tile.workers': 14 });
    expect(cycles).toBe(4 * (34 + 14 * 20) + 487);
    expect(counts.idleSlots).toBe(4 * 18);
  });

  it('standard coefficients: 512 ÷ 8 = 64 loads', () => {
    expect(run({ ...GEMM, coefficients: 'standard' }).cycles).toBe(4 * (2 + 64 + 180) + 487);
  });

  it('interleaved loads of 32 B: 16 loads', () => {
    expect(run(GEMM, { 'tile.interleavedLoadBytes': 32 }).cycles).toBe(4 * (2 + 16 + 180) + 487);
  });

  it('loads of 4 B: a row’s 32 B of input or partials are 8 issues: 1 + 8 + 5 + 1 + 16 + 8 + 7 = 46 slots', () => {
    const { cycles, counts } = run(GEMM, { 'tile.loadBytes': 4 });
    expect(cycles).toBe(4 * (34 + 6 * 46) + 487);
    expect(counts.usefulMacs + counts.paddingMacs).toBe(counts.ampIssues * 64);
  });

  it('loads of 16 B: the AMP still takes 8 B an issue', () => {
    expect(run(GEMM, { 'tile.loadBytes': 16 }).cycles).toBe(run(GEMM).cycles);
  });

  it('a store of 1,024 B: 64 inputs a panel in 8 issues, one panel a group, 64 loads', () => {
    const { cycles, counts } = run(GEMM, { 'amp.coefficientBytes': 1024 });
    expect(cycles).toBe(2 * (2 + 64 + 6 * 46) + 487);
    expect(counts.ampIssues).toBe(13 * 8 * 2);
    expect(counts.paddingMacs).toBe(0);
  });

  it('32 output channels: one group; 16 inputs a panel, so 4 panels; 64 B of partials in 8 issues', () => {
    expect(run(GEMM, { 'amp.outputChannels': 32 }).cycles).toBe(4 * (34 + 6 * 46) + 487);
  });

  it('a latency of 43 to 48 cycles: 3 slots more a panel', () => {
    for (const latency of [43, 48])
      expect(run(GEMM, { 'amp.latencyCycles': latency }).cycles).toBe(4 * (34 + 6 * 33) + 487);
  });

  it('a call of 100 cycles', () => {
    expect(run(GEMM, { 'gemm.callCycles': 100 }).cycles).toBe(4 * 214 + 100);
  });

  it('fp16: 16 inputs a panel, twice the panels', () => {
    expect(run({ ...GEMM, operands: 'fp16' }).cycles).toBe(8 * 214 + 487);
  });

  it('fp32: 8 inputs a panel, 64 B of partials in 8 issues', () => {
    expect(run({ ...GEMM, operands: 'fp32', partials: 'fp32' }).cycles).toBe(16 * (34 + 6 * 46) + 487);
  });

  it('from the output: partials are read in the first panel too', () => {
    expect(run({ ...GEMM, start: 'output' }).counts.sramReadBytes).toBe(4 * 512 + 8 * 8 * (13 * 4 + 6));
  });

  it('k 65 and n 33: 3 groups × 3 panels, the rest padding', () => {
    const { cycles, counts } = run({ ...GEMM, k: 65, n: 33 });
    expect(cycles).toBe(9 * 214 + 487);
    expect(counts.usefulMacs).toBe(13 * 65 * 33);
    expect(counts.paddingMacs).toBe(13 * (96 * 48 - 65 * 33));
  });
});

describe('packed output', () => {
  it('60 rows, 10 a worker: rows 10 … 19 cross row 16, two pieces', () => {
    // 285 + 1 panel × (32 + 6 + 6 × (22 + 2 × 31 + 4 × 10)); rows 0 … 9 are one piece.
    const { cycles, counts } = run({ ...GEMM, m: 60, k: 32, n: 16, output: 'packed' });
    expect(cycles).toBe(285 + 38 + 6 * (22 + 62 + 40));
    // Cuts at 16, 32, 48: workers 2, 4 and 5 have two pieces, the others one.
    expect(counts.idleSlots).toBe(3 * 31);
  });

  it('blocks of 8 rows: worker 2 has 10 … 15 and 16 … 19, worker 3 has 20 … 23 and 24 … 29, none has three', () => {
    const task: GemmTask = { ...GEMM, m: 60, k: 32, n: 16, output: 'packed' };
    expect(run(task, { 'gemm.packedRowsPerBlock': 8 }).cycles).toBe(285 + 38 + 6 * (22 + 62 + 40));
    // Blocks of 4: 10 … 19 is 2 + 4 + 4, three pieces; so are all others.
    expect(run(task, { 'gemm.packedRowsPerBlock': 4 }).cycles).toBe(285 + 38 + 6 * (22 + 93 + 40));
  });
});

describe('programs of one launch', () => {
  it('add of 1,000 halves: 250 quads, 42 for the first worker, 3 bundles each; call 504', () => {
    const task: TileTask = { kind: 'element-wise', operation: 'add', elements: 1000 };
    expect(run(task).cycles).toBe(504 + 6 * 3 * 42);
    // 4 workers: 63 quads, a slot every 6 cycles; 8 workers: 32, every 8.
    expect(run(task, { 'tile.workers': 4 }).cycles).toBe(444 + 6 * (10 + 3 * 63));
    expect(run(task, { 'tile.workers': 8 }).cycles).toBe(444 + 8 * (10 + 3 * 32));
    // 16 B: 125 vectors of 8, 21.
    expect(run(task, { 'tile.loadBytes': 16 }).cycles).toBe(504 + 6 * 3 * 21);
    expect(run(task, { 'launch.callCycles': 122 }).cycles).toBe(404 + 6 * 3 * 42);
  });

  it('sgd with momentum on 100 floats: 50 pairs, 9, 3 loads and 2 stores', () => {
    const { cycles, counts } = run({ kind: 'element-wise', operation: 'sgd-momentum', elements: 100 });
    expect(cycles).toBe(504 + 6 * 5 * 9);
    expect(counts.sramReadBytes).toBe(100 * 12);
    expect(counts.sramWriteBytes).toBe(100 * 8);
    expect(counts.floatIssues).toBe(50 * 2);
  });

  it('sgd with Nesterov momentum on 100 floats: one float issue more, beside an access', () => {
    const { cycles, counts } = run({ kind: 'element-wise', operation: 'sgd-nesterov', elements: 100 });
    expect(cycles).toBe(504 + 6 * 5 * 9);
    expect(counts.floatIssues).toBe(50 * 3);
  });

  it('copy of 100 B: 13 words, 3; one slot a word, or two in one element', () => {
    expect(run({ kind: 'copy', bytes: 100, elementGroups: 'separate' }).cycles).toBe(282 + 6 * 3);
    expect(run({ kind: 'copy', bytes: 100, elementGroups: 'shared' }).cycles).toBe(282 + 6 * 6);
  });

  it('gather of 13 pieces of 20 B: 3 pieces of 4 + 3 slots', () => {
    expect(run({ kind: 'gather', pieces: 13, bytesPerPiece: 20, elementGroups: 'separate' }).cycles).toBe(282 + 6 * 21);
  });

  it('reduce of 100 halves from 5: 13 groups, 3; 11 + 2 × 4 slots each', () => {
    const task: TileTask = { kind: 'reduce', elements: 100, partials: 5, format: 'fp16' };
    expect(run(task).cycles).toBe(282 + 6 * 3 * 19);
    // Floats: 4 loads a partial, 4 stores: 7 + 4 + 4 + 4 × 4 = 31.
    expect(run({ ...task, format: 'fp32' }).cycles).toBe(282 + 6 * 3 * 31);
    expect(run(task, { 'tile.loadBytes': 16 }).cycles).toBe(282 + 6 * 3 * (7 + 1 + 4 + 1));
  });

  it('column sums of 5 × 100 are the same program', () => {
    expect(run({ kind: 'column-sum', rows: 5, columns: 100, format: 'fp16' }).cycles).toBe(282 + 6 * 3 * 19);
  });

  it('max-pool of 100 outputs from windows of 4: 25 vectors, 5; 2 + 1 + 3 + 1 slots', () => {
    expect(run({ kind: 'max-pool', outputs: 100, window: 4 }).cycles).toBe(504 + 6 * 5 * 7);
  });

  it('transpose of 5 × 40 halves: 15 pieces, 3; 11 slots', () => {
    expect(run({ kind: 'transpose', rows: 5, columns: 40, bytesPerElement: 2 }).cycles).toBe(282 + 6 * 3 * 11);
  });

  it('softmax and cross-entropy of 8 rows of 100: 2 rows; 7 blocks of 9 and 32, 20 + 4 a row; call 330', () => {
    expect(run({ kind: 'softmax-cross-entropy', rows: 8, classes: 100 }).cycles).toBe(330 + 6 * 2 * (7 * 41 + 24));
  });
});

describe('casts of halves to fp8; call 618, 330 where no worker overlaps and where packed', () => {
  const linear = { kind: 'cast', layout: 'linear', from: 'fp16', to: 'fp8', elementGroups: 'separate' } as const;
  const packed = { ...linear, layout: 'packed' } as const;

  it('linear 200: 25 vectors, 5 for the first, 4 for the others, 2 bundles each', () => {
    expect(run({ ...linear, rows: 1, width: 200 }).cycles).toBe(618 + 6 * 2 * 5);
  });

  it('linear 152: 19 vectors, 4 for the first, but 3 for the others, who take 4 bundles', () => {
    expect(run({ ...linear, rows: 1, width: 152 }).cycles).toBe(618 + 6 * 4 * 3);
  });

  it('linear 200 within one element, or too few vectors: 4 bundles, the other call', () => {
    expect(run({ ...linear, rows: 1, width: 200, elementGroups: 'shared' }).cycles).toBe(330 + 6 * 4 * 5);
    expect(run({ ...linear, rows: 1, width: 144 }).cycles).toBe(330 + 6 * 4 * 3);
  });

  it('packed 100 × 64: 17 rows, 8 bundles; 2 panels of 109 slots more; within one element 12 and 54', () => {
    expect(run({ ...packed, rows: 100, width: 64 }).cycles).toBe(330 + 6 * 2 * (109 + 8 * 17));
    expect(run({ ...packed, rows: 100, width: 64, elementGroups: 'shared' }).cycles).toBe(330 + 6 * 2 * (54 + 12 * 17));
  });

  it('packed 30 × 224: 7 whole panels, 2 for the first worker, with all 30 rows', () => {
    expect(run({ ...packed, rows: 30, width: 224 }).cycles).toBe(330 + 6 * 2 * (109 + 8 * 30));
  });

  it('packed 30 × 208: the last of 7 panels has 16 columns; the first worker has it after a full one', () => {
    // 109 + 8 · 30, then 54 + 29 · 30: slower than two full panels.
    expect(run({ ...packed, rows: 30, width: 208 }).cycles).toBe(330 + 6 * (109 + 8 * 30 + 54 + 29 * 30));
    // 10 panels of 304 columns: the last is the fourth worker's second; 10 rows take the loop without overlap.
    expect(run({ ...packed, rows: 10, width: 304 }).cycles).toBe(330 + 6 * (54 + 12 * 10 + 54 + 29 * 10));
  });

  it('linear with loads of 16 B: one bundle a vector', () => {
    expect(run({ ...linear, rows: 1, width: 200 }, { 'tile.loadBytes': 16 }).cycles).toBe(618 + 6 * 5);
  });
});

it('the vendor’s product of 12 × 32 × 16 on one tile with 4 workers: three positions each, a slot every 6 cycles', () => {
  const machine = withFields(ipu21, { tiles: 1, 'tile.workers': 4 }, 'test');
  // Call 46, group 9 + 2 a worker; an output group 21 + 26 a worker, 32 loads; 17 + 27 − 5 slots of zeroing, of the
  // last worker 14 cycles later.
  const cycles = 46 + 9 + 2 * 4 + 21 + 26 * 4 + 32 + (6 * (17 + 27 - 5) + 14);
  expect(deviceGemmCycles({ batch: 1, m: 12, k: 32, n: 16, operands: 'fp8', tiles: 1 }, machine)).toBe(cycles);
});
