/**
 * Cycles by hand of the programs of whole networks that nobody measured: RMS-norm, softmax in parts, products of
 * vectors, gates. All three engines must give them. Slots: ipu21. Calls: 504 with 8 slots of set-up, a norm 126.
 */
import { describe, expect, it } from 'vitest';
import { ipu21 } from '../../../models/machines/tiles/ipu21.js';
import { countTile } from '../../../sim/tile/engines/counted.js';
import type { TileResult } from '../../../sim/tile/engines/result.js';
import { createTile, runTile } from '../../../sim/tile/engines/stepped.js';
import { closedForm } from '../../../sim/tile/kernels/closed-forms.js';
import { programOf } from '../../../sim/tile/kernels/programs.js';
import type { TileTask } from '../../../sim/tile/kernels/tasks.js';

function run(task: TileTask): TileResult {
  const program = programOf(task, ipu21);
  const counted = countTile(program);
  expect(runTile(createTile(program, ipu21))).toEqual(counted);
  expect(closedForm(task, ipu21)).toEqual(counted);
  return counted;
}

describe('RMS-norm of 3 × 100: 25 quads, 5; a launch 96, around the loops 95 and 34', () => {
  it('forward: squares 3, apply 9', () => {
    const { cycles, counts } = run({ kind: 'rms-norm', rows: 3, width: 100 });
    expect(cycles).toBe(126 + 3 * (2 * 96 + 6 * (95 + 34 + 5 * 3 + 5 * 9)));
    // x twice and the scale; y.
    expect(counts.sramReadBytes).toBe(3 * 600);
    expect(counts.sramWriteBytes).toBe(3 * 200);
  });

  it('backward: sums 6, gradient 3 but four accesses', () => {
    const { cycles, counts } = run({ kind: 'rms-norm-backward', rows: 3, width: 100 });
    expect(cycles).toBe(126 + 3 * (2 * 96 + 6 * (95 + 34 + 5 * 6 + 5 * 4)));
    expect(counts.sramReadBytes).toBe(3 * 2 * 600);
  });

  it('the scale: squares of each row, then a launch of 2 slots and 5 × (10 + 3 a row)', () => {
    const { cycles, counts } = run({ kind: 'rms-norm-parameters', rows: 3, width: 100 });
    expect(cycles).toBe(126 + 3 * (96 + 6 * (95 + 5 * 3)) + 96 + 6 * (2 + 5 * (10 + 3 * 3)));
    expect(counts.launches).toBe(4);
    expect(counts.sramWriteBytes).toBe(25 * 16);
  });
});

describe('softmax in parts of 8 rows and 40 keys: two rows a worker, 3 blocks; call 330, a row 20', () => {
  it('maximum: 9 a block', () => {
    expect(run({ kind: 'softmax-maximum', rows: 8, keys: 40 }).cycles).toBe(330 + 6 * 2 * (20 + 3 * 9));
  });

  it('exponentials: a slot for each of 5 maxima, 32 a block', () => {
    const { cycles, counts } = run({ kind: 'softmax-exponential', rows: 8, keys: 40, parts: 5 });
    expect(cycles).toBe(330 + 6 * 2 * (20 + 5 + 3 * 32));
    expect(counts.sramReadBytes).toBe(8 * (5 * 4 + 3 * 32));
  });

  it('scale: a slot for each of 5 sums, 4 loads and 4 stores a block', () => {
    expect(run({ kind: 'softmax-scale', rows: 8, keys: 40, parts: 5 }).cycles).toBe(330 + 6 * 2 * (20 + 5 + 3 * 8));
  });
});

describe('products of vectors, 100 outputs of 9: 25 quads, 5; 6 slots around', () => {
  const products = (operands: 'fp8' | 'fp16' | 'fp32') =>
    run({ kind: 'vector-products', outputs: 100, products: 9, operands });

  it('halves: a slot a product', () => {
    const { cycles, counts } = products('fp16');
    expect(cycles).toBe(504 + 6 * 5 * (6 + 9));
    expect(counts.sramReadBytes).toBe(25 * 9 * 16);
    expect(counts.sramWriteBytes).toBe(25 * 8);
  });

  it('8 bits: a conversion for each operand; floats: two accesses', () => {
    expect(products('fp8').cycles).toBe(504 + 6 * 5 * (6 + 9 * 3));
    expect(products('fp32').cycles).toBe(504 + 6 * 5 * (6 + 9 * 2));
  });
});

it.each([
  // Loads and stores, or the float issues of four halves where they are more.
  ['row-multiply', 3],
  ['rotary', 5],
  ['sigmoid', 4],
  ['sigmoid-backward', 3],
  ['tanh', 2],
  ['tanh-backward', 3],
  ['silu', 5],
  ['silu-backward', 9],
] as const)('%s of 100: 25 quads, 5, of %i slots; call 504', (operation, slots) => {
  expect(run({ kind: 'element-wise', operation, elements: 100 }).cycles).toBe(504 + 6 * 5 * slots);
});
