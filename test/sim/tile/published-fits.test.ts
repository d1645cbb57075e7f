/**
 * Formulas that readers of the kernels fitted to measurements (osmarks/ipu-stack and an independent model
 * of it) come out of the programs, for any size.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ipu21 } from '../../../models/machines/tiles/ipu21.js';
import { countTile } from '../../../sim/tile/engines/counted.js';
import type { GemmTask } from '../../../sim/tile/kernels/gemm/task.js';
import { programOf } from '../../../sim/tile/kernels/programs.js';
import type { TileTask } from '../../../sim/tile/kernels/tasks.js';

const size = (most: number) => fc.integer({ min: 1, max: most });

function cyclesOf(task: TileTask): number {
  return countTile(programOf(task, ipu21)).cycles;
}

/** Slots of a packed worker: 22 + Σ over its pieces of (31 + 4 · rows). */
function packedSlots(first: number, rows: number): number {
  let slots = 22;
  for (let row = first; row < first + rows; row++) slots += row === first || row % 16 === 0 ? 35 : 4;
  return slots;
}

describe('gemm', () => {
  const operands = fc.constantFrom('fp8', 'fp16', 'fp32');
  const coefficients = fc.constantFrom('interleaved', 'standard');
  const task = { kind: 'gemm', partials: 'fp16', start: 'zero' } as const;

  it('plain: 487 + panels × (32 or 64 + 2 + 6 × (18 + 4 · ⌈m/6⌉))', () => {
    fc.assert(
      fc.property(size(300), size(300), size(200), operands, coefficients, (m, k, n, width, place) => {
        const inputs = { fp8: 32, fp16: 16, fp32: 8 }[width];
        const panels = Math.ceil(k / inputs) * Math.ceil(n / 16);
        const panel = (place === 'interleaved' ? 32 : 64) + 2 + 6 * (18 + 4 * Math.ceil(m / 6));
        const gemm: GemmTask = { ...task, m, k, n, operands: width, coefficients: place, output: 'plain' };
        expect(cyclesOf(gemm)).toBe(487 + panels * panel);
      }),
    );
  });

  it('packed: 285 + panels × (32 or 64 + 6 + 6 × the longest of the workers’ pieces)', () => {
    fc.assert(
      fc.property(size(300), size(100), size(100), coefficients, (m, k, n, place) => {
        const panels = Math.ceil(k / 32) * Math.ceil(n / 16);
        const slots = [0, 1, 2, 3, 4, 5].map((worker) => {
          const rows = Math.floor(m / 6) + (worker < m % 6 ? 1 : 0);
          const first = worker * Math.floor(m / 6) + Math.min(worker, m % 6);
          return rows === 0 ? 2 : packedSlots(first, rows);
        });
        const panel = (place === 'interleaved' ? 32 : 64) + 6 + 6 * Math.max(...slots);
        const gemm: GemmTask = { ...task, m, k, n, operands: 'fp8', coefficients: place, output: 'packed' };
        expect(cyclesOf(gemm)).toBe(285 + panels * panel);
      }),
    );
  });
});

describe('programs of one launch', () => {
  it('add: 504 + 18 · ⌈elements/24⌉', () => {
    fc.assert(
      fc.property(size(10_000), (elements) => {
        const task: TileTask = { kind: 'element-wise', operation: 'add', elements };
        expect(cyclesOf(task)).toBe(504 + 18 * Math.ceil(elements / 24));
      }),
    );
  });

  it('reduce: 282 + 6 · (11 + 2 (P − 1)) · ⌈elements/48⌉', () => {
    fc.assert(
      fc.property(size(10_000), size(20), (elements, partials) => {
        const task: TileTask = { kind: 'reduce', elements, partials, format: 'fp16' };
        expect(cyclesOf(task)).toBe(282 + 6 * (11 + 2 * (partials - 1)) * Math.ceil(elements / 48));
      }),
    );
  });

  it('copy: 282 + 6 · ⌈bytes/48⌉, or 12 within one element', () => {
    fc.assert(
      fc.property(size(100_000), fc.constantFrom('separate', 'shared'), (bytes, elementGroups) => {
        const round = elementGroups === 'separate' ? 6 : 12;
        expect(cyclesOf({ kind: 'copy', bytes, elementGroups })).toBe(282 + round * Math.ceil(bytes / 48));
      }),
    );
  });

  it('patch: 234 + 54 · ⌈words/6⌉', () => {
    fc.assert(
      fc.property(size(5000), (words) => {
        expect(cyclesOf({ kind: 'patch', words })).toBe(234 + 54 * Math.ceil(words / 6));
      }),
    );
  });

  it('bias and gelu on whole quads: 222 + rows · (228 + 90 · ⌈width/24⌉)', () => {
    fc.assert(
      fc.property(size(9), size(800), (rows, quads) => {
        const cycles = 222 + rows * (228 + 90 * Math.ceil(quads / 6));
        expect(cyclesOf({ kind: 'bias-gelu', rows, width: 4 * quads })).toBe(cycles);
      }),
    );
  });

  it.each([
    [1, 16, 540],
    [1, 1408, 5760],
    [1, 2152, 8550],
    [1, 2208, 8730],
    [3, 2152, 25_206],
    [1, 94, 1458],
    [1, 98, 1170],
  ])('bias and gelu %i × %i as measured: %i cycles', (rows, width, measured) => {
    expect(cyclesOf({ kind: 'bias-gelu', rows, width })).toBe(measured);
  });
});
