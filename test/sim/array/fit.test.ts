/** What cannot exist on the tiles is refused, with its bytes; what just fits is not. */
import { describe, expect, it } from 'vitest';
import { withFields } from '../../../models/machines/fields.js';
import { ipu21 } from '../../../models/machines/tiles/ipu21.js';
import { network } from '../../../models/networks/networks.js';
import { fittingMemory, memoryBytes, type TileDemand } from '../../../sim/array/memory/fit.js';
import { planGemm } from '../../../sim/array/plan/gemm-plan.js';
import { gemmShape } from '../../../sim/array/plan/gemm-shape.js';
import { simulateProduct } from '../../../sim/array/product.js';
import { simulateTrace } from '../../../sim/array/simulate.js';
import { recipe } from '../../../traces/training/recipes.js';
import { loweredTrace } from './memory-trace.js';

/** Of the 638,976 B of a tile 52,016 are reserved. */
const USABLE = 586_960;

describe('bytes on the fullest tile', () => {
  // x 7 × 10 halves on 2 × 3 tiles, 4 × 4 on the fullest; y 100 bytes on 3 tiles, 34; 10,000 B alive in all.
  const demand = (copyBytes: number): TileDemand => ({
    homes: [
      {
        tensor: 'x',
        placement: { kind: 'grid', rows: 7, columns: 10, splitRows: 2, splitColumns: 3 },
        bytesPerElement: 2,
        keeps: 'value',
      },
      { tensor: 'y', placement: { kind: 'linear', elements: 100, tiles: 3 }, bytesPerElement: 1, keeps: 'state' },
    ],
    copyBytes,
    live: { states: 100, values: 9900 },
    aliveBytes: 10_000,
    tableBytes: 0,
  });
  const machine = withFields(ipu21, { tiles: 16 }, 'test');
  // The 9,760 B of other tensors are 610 a tile.
  const beside = 32 + 34 + 610;

  it('are its own blocks, its copies, and an even share of everything else that is alive', () => {
    const memory = fittingMemory(demand(5), machine, 'op');
    expect(memory).toEqual({ tables: 0, states: 34, values: 32 + 610, copies: 5 });
    expect(memoryBytes(memory)).toBe(5 + beside);
  });

  it('may be all that a tile has, and not one more', () => {
    expect(memoryBytes(fittingMemory(demand(USABLE - beside), machine, 'op'))).toBe(USABLE);
    expect(() => fittingMemory(demand(USABLE - beside + 1), machine, 'op norm')).toThrow(
      'op norm: expected at most 586960 bytes of SRAM on a tile of ipu21, got 586961 bytes on the fullest ' +
        '(32 of x, 34 of y, 586285 of copies and results, 610 of what else is alive); use a smaller batch or more tiles',
    );
  });
});

describe('a product', () => {
  const product = (m: number, n: number, k: number, tiles: number, width: 'fp8' | 'fp16' = 'fp8') =>
    simulateProduct(
      { shape: gemmShape(m, n, k, width, 'fp16'), format: width === 'fp8' ? 'f143' : 'float16', engine: 'closed-form' },
      withFields(ipu21, { tiles }, 'test'),
    );

  it('of 16,384³: both operands are 364,723 B a tile, results as many again', () => {
    expect(() => product(16_384, 16_384, 16_384, 1472)).toThrow(
      /gemm: expected a split whose blocks fit 586960 bytes of SRAM a tile, got \d+ bytes, 364723 of them of tensors that live there, at the finest split over 1472 tiles; up to 1073741824 bytes are alive at once \(op gemm\), the tiles have 864005120; what helps, by bytes alone: m at most \d+ by bytes, .*, at least 2 chips/,
    );
  });

  it('on one tile: its operands lie there whole, 2 × 16 × 524,288 B and 512 of results', () => {
    expect(() => product(16, 16, 524_288, 1)).toThrow('got 16777728 bytes, at the finest split over 1 tile;');
  });

  it('on one tile just fits, operands once: 2 × 16 × 18,304 and 512 B of results are 586,240', () => {
    expect(product(16, 16, 18_304, 1).op.plan).toMatchObject({ rounds: 1, sramBytes: 2 * 16 * 18_304 + 512 });
    // 32 inputs more are 1,024 B more.
    expect(() => product(16, 16, 18_336, 1)).toThrow('got 587264 bytes');
  });

  it('counts homes and gathered copies: on two tiles each holds half of both and gathers what it multiplies', () => {
    // m 20 in halves, k 64, n 16: homes (20 + 16) · 64 · 2 B over two tiles; copies as planned, one round.
    const { op, plan } = product(20, 16, 64, 2, 'fp16');
    expect(op.memory).toMatchObject({ values: ((20 + 16) * 64 * 2) / 2, copies: plan.sramBytes });
    expect(op.plan.sramBytes).toBe(memoryBytes(op.memory));
  });
});

describe('coefficients come from interleaved memory, 425,984 B of it', () => {
  const plan = (fields: Readonly<Record<string, number>>, coefficients: 'interleaved' | 'standard') =>
    planGemm(
      { ...gemmShape(2, 2048, 2048, 'fp8', 'fp16'), coefficients },
      withFields(ipu21, { tiles: 8, ...fields }, 'test'),
      { bytes: 0, left: 'gathered', right: 'gathered' },
      'gemm',
    );

  it('a tile gathers no more of them than fit there at once', () => {
    // An eighth of 2,048² is 524,288 B: it would fit the tile, not the interleaved part.
    expect(plan({}, 'standard')).toMatchObject({ rounds: 1 });
    expect(plan({}, 'interleaved').rounds).toBeGreaterThan(1);
    expect(plan({ 'tile.interleavedFromByte': 0 }, 'interleaved')).toMatchObject({ rounds: 1 });
  });

  it('without such memory a product that wants it is refused; a network takes standard memory', () => {
    const none = { 'tile.interleavedFromByte': 638_976 };
    expect(() => plan(none, 'interleaved')).toThrow('expected a split whose blocks fit');
    const trace = loweredTrace(network('mlp', 'test'), recipe('fp8', {}, 'test'), 16);
    const cycles = (fields: Readonly<Record<string, number>>) =>
      simulateTrace(trace, withFields(ipu21, fields, 'test'), { engine: 'closed-form', activity: 'none' })
        .ops.filter(({ kind }) => kind === 'gemm')
        .reduce((sum, op) => sum + op.cycles, 0);
    // Wider loads of interleaved memory help where it is used, and nowhere else.
    const wide = { 'tile.interleavedLoadBytes': 32 };
    expect(cycles(wide)).toBeLessThan(cycles({}));
    expect(cycles({ ...none, ...wide })).toBe(cycles(none));
    expect(cycles(none)).toBeGreaterThan(cycles({}));
  });
});

it('operands and results of a product lie in elements of their own', () => {
  // Elements of 256 KiB: a tile has two, one for each; at 512 KiB it has one.
  const on = (sramElementBytes: number) => () =>
    planGemm(
      gemmShape(16, 16, 32, 'fp8', 'fp16'),
      withFields(ipu21, { tiles: 1, 'tile.sramElementBytes': sramElementBytes }, 'test'),
      { bytes: 0, left: 'in-place', right: 'in-place' },
      'gemm',
    );
  expect(on(262_144)).not.toThrow();
  expect(on(524_288)).toThrow('expected a split whose blocks fit');
});

describe('a step of the cnn at batch 4,096', () => {
  const trace = loweredTrace(network('cnn', 'test'), recipe('fp8', {}, 'test'), 4096);
  const run = (tiles: number) =>
    simulateTrace(trace, withFields(ipu21, { tiles }, 'test'), { engine: 'closed-form', activity: 'none' });

  it('has up to 316 MB alive: on 1,472 tiles they fit, on 538 with 315.8 MB they cannot', () => {
    const { ops, totals } = run(1472);
    // Where the gradient of the first ReLU is formed: its result, its gradient and what it gives, 28² × 16 halves each;
    // images of 28² halves; parameters and their momenta make 1.7 MB.
    const [image, values] = [4096 * 28 ** 2 * 2, 4096 * 28 ** 2 * 16 * 2];
    expect(totals.peakLiveBytes).toBeGreaterThan(3 * values + image + 1.6e6);
    expect(totals.peakLiveBytes).toBeLessThan(3 * values + image + 1.8e6);
    for (const { plan } of ops) expect(plan.sramBytes).toBeLessThanOrEqual(USABLE);
    expect(Math.max(...ops.map(({ plan }) => plan.sramBytes))).toBeGreaterThan(totals.peakLiveBytes / 1472);
    expect(538 * USABLE).toBeLessThan(3 * values + image + 1.6e6);
    expect(() => run(538)).toThrow(
      /^op \S+: expected .* bytes of SRAM .*; up to \d+ bytes are alive at once .* what helps, by bytes alone: batch at most \d+ by bytes, .*, at least \d+ tiles$/,
    );
  });
});
