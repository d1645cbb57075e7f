/** Machines beside each other, with cycles counted by hand for one panel of 12 rows. */
import { expect, it } from 'vitest';
import { withFields } from '../../models/machines/fields.js';
import { tiledMachine } from '../../models/machines/machines.js';
import { technology } from '../../models/technologies/technologies.js';
import { networkNamed } from '../../records/network.js';
import { gemmShape } from '../../sim/array/plan/gemm-shape.js';
import { simulateTrace } from '../../sim/array/simulate.js';
import { type ComparedWork, compareMachines } from '../../sweeps/compare.js';
import { loweredTrace } from '../../traces/lowering/lower.js';
import { recipe } from '../../traces/training/recipes.js';

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
  // Call 487, rendezvous 2, 512 B in 32 loads; 18 slots and 4 a row of the worker with most rows, a slot every six
  // cycles; every eight with eight workers, where the AMP’s 30 cycles are 4 slots instead of 5.
  expect(rows.map(({ cycles }) => cycles)).toEqual([
    487 + 2 + 32 + 6 * (18 + 4 * 2),
    487 + 2 + 32 + 8 * (17 + 4 * 2),
    487 + 2 + 32 + 6 * (18 + 4 * 3),
    487 + 2 + 16 + 6 * (18 + 4 * 2),
  ]);
  expect(rows[0]).toMatchObject({ speedup: 1, energyRatio: 1, energyBasis: 'measured' });
  expect(rows[1].speedup).toBeCloseTo(677 / 721, 12);
});

it('a faster clock makes the same cycles shorter; utilisation is of the peak of the operands, 64 MACs a cycle in fp16', () => {
  const [slow, fast, both] = compare(product('fp16', 'float16'), ['gc200', 'bow', 'ipu21']);
  expect(fast.cycles).toBe(slow.cycles);
  expect(fast.speedup).toBeCloseTo(1.85 / 1.325, 12);
  for (const { utilisation, cycles } of [slow, fast, both]) {
    expect(utilisation).toBeCloseTo((12 * 16 * 32) / (64 * cycles), 12);
  }
  expect(slow.machineUtilisation).toBeCloseTo(2 * both.machineUtilisation, 12);
  expect(both.machineUtilisation).toBeCloseTo(both.utilisation / 2, 12);
});

it('time, energy and power are those of each machine’s own count', () => {
  const [six, eight] = compare(product('fp8', 'f143'), ['ipu21', 'ipu21+eight-workers']);
  for (const row of [six, eight]) {
    const causes = Object.values(row.cyclesByCause).reduce((sum, cycles) => sum + cycles, 0);
    expect(causes).toBe(row.cycles);
    // 1.5 GHz: A9 of the machine's facts; 1 pJ is 1e-12 J.
    expect(row.timeS).toBeCloseTo(row.cycles / 1.5e9, 15);
    expect(row.powerW).toBeCloseTo((row.energyPj.value * 1e-12) / row.timeS, 9);
    expect(row.energyPj.low).toBeLessThan(row.energyPj.value);
    expect(row.energyPj.value).toBeLessThan(row.energyPj.high);
  }
  expect(eight.energyRatio).toBeCloseTo(eight.energyPj.value / six.energyPj.value, 12);
  expect(eight.energyRatio).not.toBe(1);
});

it('the order of the machines decides whose ratios are one', () => {
  const [first, second] = compare(product('fp8', 'f143'), ['ipu21+eight-workers', 'ipu21']);
  expect([first.speedup, first.energyRatio]).toEqual([1, 1]);
  expect(second.speedup).toBeCloseTo(first.timeS / second.timeS, 12);
  expect(compareMachines(product('fp8', 'f143'), [], technology('published-7nm', 'test'))).toEqual([]);
});

it('a trace is timed as it is by itself, whatever stands beside it', () => {
  const step = {
    network: networkNamed('mlp', 'test'),
    recipe: recipe('fp8', {}, 'test'),
    unit: 'ipu21-amp',
    batch: 24,
  };
  const trace = loweredTrace({ ...step, toolVersion: '0' }, 'test');
  const machines = ['ipu21', 'ipu21+eight-workers'].map((name) => tiledMachine(name, 'test'));
  const rows = compareMachines({ kind: 'trace', trace }, machines, technology('published-7nm', 'test'));
  rows.forEach((row, i) => {
    const alone = simulateTrace(trace, machines[i] as (typeof machines)[number], {
      engine: 'closed-form',
      activity: 'none',
    });
    expect(row).toMatchObject({ machine: machines[i]?.name, cycles: alone.totals.cycles });
    expect(row.machineUtilisation).toBe(alone.totals.utilisation);
    expect(row.utilisation).toBeGreaterThan(row.machineUtilisation);
  });
  expect(rows[0]?.cycles).not.toBe(rows[1]?.cycles);
});

it('a machine without 8-bit operands says so', () => {
  expect(() => compare(product('fp8', 'f143'), ['gc200'])).toThrow(
    'gemm: expected operands that gc200 multiplies (fp16, fp32), got fp8',
  );
});
