/** Machines beside each other, with cycles counted by hand for one panel of 12 rows. */
import { expect, it } from 'vitest';
import { withFields } from '../../models/machines/fields.js';
import { tiledMachine } from '../../models/machines/machines.js';
import { technology } from '../../models/technologies/technologies.js';
import { gemmShape } from '../../sim/array/plan/gemm-plan.js';
import { type ComparedWork, compareMachines } from '../../sweeps/compare.js';

const oneTile = (name: string) => withFields(tiledMachine(name, 'test'), { tiles: 1 }, 'test');
const compare = (work: ComparedWork, names: readonly string[]) =>
  compareMachines(work, names.map(oneTile), technology('published-7nm', 'test'));
const product = (width: 'fp8' | 'fp16', format: string): ComparedWork => ({
  kind: 'product',
  shape: gemmShape(12, 16, 32, width, 'fp16'),
  format,
});

it('what-ifs change the count as a hand count says', () => {
  const names = ['ipu21', 'ipu21+eight-workers', 'ipu21+four-workers', 'ipu21+wide-coefficient-loads'];
  const rows = compare(product('fp8', 'f143'), names);
  // Call 487, rendezvous 2, 512 B in 32 loads, workers × (18 + 4 a row) slots of the worker with most rows.
  expect(rows.map(({ cycles }) => cycles)).toEqual([
    487 + 2 + 32 + 6 * (18 + 4 * 2),
    487 + 2 + 32 + 8 * (18 + 4 * 2),
    487 + 2 + 32 + 4 * (18 + 4 * 3),
    487 + 2 + 16 + 6 * (18 + 4 * 2),
  ]);
  expect(rows[0]).toMatchObject({ speedup: 1, energyRatio: 1, energyBasis: 'assumed' });
  expect(rows[1].speedup).toBeCloseTo(677 / 729, 12);
});

it('a faster clock makes the same cycles shorter; utilisation is of each machine’s own peak', () => {
  const [slow, fast, both] = compare(product('fp16', 'float16'), ['gc200', 'bow', 'ipu21']);
  expect(fast.cycles).toBe(slow.cycles);
  expect(fast.speedup).toBeCloseTo(1.85 / 1.325, 12);
  expect(slow.utilisation).toBeCloseTo(2 * both.utilisation, 12);
});

it('a machine without 8-bit operands says so', () => {
  expect(() => compare(product('fp8', 'f143'), ['gc200'])).toThrow(
    'gemm: expected operands that gc200 multiplies (fp16, fp32), got fp8',
  );
});
