/** Why a product is laid out as it is. */
import { describe, expect, it } from 'vitest';
import { withFields } from '../../../models/machines/fields.js';
import { ipu21 } from '../../../models/machines/tiles/ipu21.js';
import { network } from '../../../models/networks/networks.js';
import type { OpRecord } from '../../../records/trace/op.js';
import type { Role, TensorRecord } from '../../../records/trace/tensor.js';
import { layOut } from '../../../sim/array/layout.js';
import { explainOp } from '../../../sim/array/plan/explain.js';
import { simulateOps } from '../../../sim/array/simulate.js';
import { recipe } from '../../../traces/training/recipes.js';
import { loweredTrace } from './memory-trace.js';

const tensor = (id: string, role: Role, rows: number, columns: number): [string, TensorRecord] => [
  id,
  { id, role, shape: [rows, columns], format: 'float16', scaleExponent: 0, layer: 'l', step: 0, repeat: 1 },
];
const gemm = (output: string, inputs: string[]): OpRecord => ({
  ...{ id: output, kind: 'gemm', phase: 'forward', layer: 'l', step: 0, inputs, output, repeat: 1 },
  ...{ dims: { batch: 1, m: 96, n: 64, k: 128 }, attributes: {} },
});
/** a · w, where w is given; and again with a weight that is made on the way. */
const work = {
  ops: [
    gemm('y', ['a', 'w']),
    {
      ...{ id: 'v', kind: 'cast', phase: 'forward', layer: 'l', step: 0, inputs: ['v0'], output: 'v', repeat: 1 },
      ...{ dims: { rows: 128, columns: 64 }, attributes: { rounding: 'nearest-even', overflow: 'saturate' } },
    } satisfies OpRecord,
    gemm('z', ['a', 'v']),
  ],
  tensors: new Map([
    tensor('a', 'activation', 96, 128),
    ...['w', 'v', 'v0'].map((id) => tensor(id, 'weight', 128, 64)),
    tensor('y', 'activation', 96, 64),
    tensor('z', 'activation', 96, 64),
  ]),
  record: { units: [] },
  operand: () => undefined,
};
const machine = withFields(ipu21, { tiles: 16 }, 'test');
const laidOut = layOut(work, machine);
const run = simulateOps(work, machine, { engine: 'closed-form', activity: 'none' });

describe.each([0, 1, 2])('op %i', (index) => {
  it('takes what its stages take, one after another', () => {
    const { stages } = explainOp(index, work, laidOut, machine);
    const sum = (part: 'exchangeCycles' | 'syncCycles' | 'workCycles') =>
      stages.reduce((all, stage) => all + stage[part], 0);
    const { cycles, cyclesByCause } = run[index] as (typeof run)[number];
    expect(sum('exchangeCycles')).toBe(cyclesByCause.exchange);
    expect(sum('syncCycles')).toBe(cyclesByCause.sync);
    expect(sum('exchangeCycles') + sum('syncCycles') + sum('workCycles')).toBe(cycles);
  });
});

describe('a product', () => {
  const explained = explainOp(2, work, laidOut, machine);

  it('is split as no other split is faster, five of which are named, the fastest first', () => {
    const cycles = (explained.others ?? []).map((split) => split.cycles);
    expect(cycles).toHaveLength(5);
    expect(cycles).toEqual(cycles.toSorted((a, b) => a - b));
    expect(cycles[0]).toBeGreaterThanOrEqual(explained.chosen?.cycles ?? Number.NaN);
  });

  it('receives the words of the operands that do not lie there: those of its block', () => {
    const { splitM, splitN, splitK, rounds } = explained.chosen as NonNullable<typeof explained.chosen>;
    expect(rounds).toBe(1);
    const [m, n, k] = [Math.ceil(96 / splitM), 16 * Math.ceil(4 / splitN), 16 * Math.ceil(8 / splitK)];
    // a is given in place, v is made elsewhere: two halves a word.
    expect(explained.stages.find(({ receivedWords }) => receivedWords > 0)?.receivedWords).toBe((k * n) / 2);
    expect(explained.stages.some(({ task }) => task?.sizes.startsWith(`m ${m}, n ${n}, k ${k}`))).toBe(true);
  });
});

it('a given weight is resident in as many copies as blocks of rows share it; a made one is not', () => {
  const [given, made] = [0, 2].map((index) => explainOp(index, work, laidOut, machine).weight);
  const splitM = run[0]?.plan.splitM ?? 0;
  expect(given).toMatchObject({ tensor: 'w', resident: true, copies: splitM });
  // 128 · 64 halves, each copy beyond the first, over 16 tiles.
  expect(given?.extraBytesPerTile).toBe(Math.ceil(((splitM - 1) * 128 * 64 * 2) / 16));
  expect(given?.gatheredCycles).toBeGreaterThan(given?.residentCycles ?? Number.NaN);
  expect(made).toMatchObject({ tensor: 'v', resident: false });
});

it('a convolution records its way and parts of its dimensions, which are the tiles that work', () => {
  const cnn = loweredTrace(network('cnn', 'test'), recipe('fp8', {}, 'test'), 8);
  const records = simulateOps(cnn, machine, { engine: 'closed-form', activity: 'none' });
  const convolutions = records.flatMap(({ plan }) => (plan.convolution === undefined ? [] : [plan]));
  // Two forward, two of the weights, and one of the input, which the first has none of.
  expect(convolutions).toHaveLength(5);
  for (const { convolution, tiles } of convolutions) {
    const { way, ...parts } = convolution as NonNullable<typeof convolution>;
    const all = Object.values(parts).reduce<number>((product, count) => product * (count as number), 1);
    expect(['product', 'windows', 'patches', 'vectors']).toContain(way);
    expect(all).toBeLessThanOrEqual(16);
    expect(all).toBeGreaterThanOrEqual(tiles);
  }
});
