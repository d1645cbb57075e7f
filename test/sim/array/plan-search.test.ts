/**
 * The planner against every split there is, each run stage by stage: what it picks is the fastest, and what it says of
 * SRAM is the fullest tile's blocks, counted by hand.
 */
import { describe, expect, it } from 'vitest';
import { withFields } from '../../../models/machines/fields.js';
import { ipu21 } from '../../../models/machines/tiles/ipu21.js';
import { exchangeCycles } from '../../../sim/array/exchange/phase.js';
import { arrayOp } from '../../../sim/array/ops/all.js';
import { type GemmPlan, planGemm } from '../../../sim/array/plan/gemm-plan.js';
import { type GemmShape, gemmShape } from '../../../sim/array/plan/gemm-shape.js';
import { closedForm } from '../../../sim/tile/kernels/closed-forms.js';
import { givenPlan, productContext } from './given-plan.js';

const TILES = 13;
const machine = withFields(ipu21, { tiles: TILES }, 'test');

/** Cycles of a split in one round: each stage's exchange, then its slowest tile. */
function cyclesOf(split: Pick<GemmPlan, 'splitM' | 'splitN' | 'splitK'>, shape: GemmShape): number {
  const plan = givenPlan(split);
  const context = productContext(plan, shape, machine);
  return arrayOp('gemm')
    .stages(context)
    .reduce((sum, { exchange, work }) => {
      const slowest = Math.max(...work.map(({ task }) => closedForm(task, machine).cycles));
      return sum + exchangeCycles(exchange, machine.exchange).cycles + slowest;
    }, 0);
}

/** Panels: fp8 takes 32 of k and 16 of n at once, fp16 16 and 16, fp32 8 and 16 (models/machines/tiles/ipu21.ts). */
const PANEL = { fp8: 32, fp16: 16, fp32: 8 } as const;
const BYTES = { fp8: 1, fp16: 2, fp32: 4 } as const;

describe.each([
  [13, 40, 100, 'fp8', 'fp16'],
  [37, 96, 320, 'fp16', 'fp32'],
  [6, 16, 4000, 'fp8', 'fp16'],
  [200, 17, 33, 'fp32', 'fp32'],
  [3, 500, 64, 'fp16', 'fp16'],
  [90, 90, 90, 'fp8', 'fp16'],
] as const)('%i × %i × %i, %s with %s partials, on thirteen tiles', (m, n, k, operands, partials) => {
  const shape = gemmShape(m, n, k, operands, partials);
  const plan = planGemm(shape, machine, { bytes: 0, left: 'gathered', right: 'gathered' }, 'gemm');
  const splits = Array.from({ length: TILES }, (_, i) => i + 1);
  const all = splits.flatMap((splitM) =>
    splits.flatMap((splitN) =>
      splits
        .filter((splitK) => splitM * splitN * splitK <= TILES)
        .filter((splitK) => splitM <= m && splitN <= Math.ceil(n / 16) && splitK <= Math.ceil(k / PANEL[operands]))
        .map((splitK) => ({ splitM, splitN, splitK })),
    ),
  );

  it('no split is faster than the one that is picked', () => {
    const fastest = Math.min(...all.map((split) => cyclesOf(split, shape)));
    expect(all.length).toBeGreaterThan(5);
    expect(cyclesOf(plan, shape)).toBe(fastest);
  });

  it('its SRAM is that of the largest blocks', () => {
    const rows = Math.ceil(m / plan.splitM);
    const columns = Math.min(n, 16 * Math.ceil(Math.ceil(n / 16) / plan.splitN));
    const panel = PANEL[operands];
    const depth = Math.min(k, panel * Math.ceil(Math.ceil(k / panel) / plan.splitK));
    const results = (plan.splitK > 1 ? 2 : 1) * rows * columns * BYTES[partials];
    expect(plan.rounds).toBe(1);
    expect(plan.sramBytes).toBe(results + (rows + columns) * depth * BYTES[operands]);
  });
});

it('a row times a matrix that is no faster turned stays as it is', () => {
  // One panel either way on one tile: 1 × 16 × 32 turned is 16 rows of one panel, no shorter.
  const one = withFields(ipu21, { tiles: 1 }, 'test');
  const plan = planGemm(
    gemmShape(1, 1, 32, 'fp8', 'fp16'),
    one,
    { bytes: 0, left: 'gathered', right: 'gathered' },
    'gemm',
  );
  expect(plan).toMatchObject({ orientation: 'as-given', splitM: 1, splitN: 1, splitK: 1, rounds: 1 });
});

it('one panel of k is the least that a tile can take at a time, beside what lives there', () => {
  // On one tile 64 rows by 64 columns: 64 · 64 · 2 B of results and 32 B of k for 128 lines. In-place, all of k at once.
  const one = withFields(ipu21, { tiles: 1 }, 'test');
  const [results, panel, usable] = [64 * 64 * 2, 32 * 128, 586_960];
  const planned = (bytes: number, operands: 'gathered' | 'in-place') =>
    planGemm(gemmShape(64, 64, 320, 'fp8', 'fp16'), one, { bytes, left: operands, right: operands }, 'gemm');
  expect(planned(usable - results - panel, 'gathered')).toMatchObject({ rounds: 10, sramBytes: results + panel });
  expect(() => planned(usable - results - panel + 1, 'gathered')).toThrow(
    'expected a split whose blocks fit 586960 bytes',
  );
  expect(planned(usable - results - 2 * panel, 'gathered')).toMatchObject({
    rounds: 5,
    sramBytes: results + 2 * panel,
  });
  expect(planned(usable - results - 3 * panel, 'gathered')).toMatchObject({ rounds: 4 });
  expect(planned(usable - results - 10 * panel, 'in-place')).toMatchObject({ rounds: 1 });
  expect(() => planned(usable - results - 10 * panel + 1, 'in-place')).toThrow('at the finest split over 1 tile;');
});
