import { describe, expect, it } from 'vitest';
import { withFields } from '../../../models/machines/fields.js';
import { ipu21 } from '../../../models/machines/tiles/ipu21.js';
import { network } from '../../../models/networks/networks.js';
import { CYCLE_CAUSES } from '../../../records/counts/tile-counts.js';
import type { OpRecord } from '../../../records/trace/op.js';
import { simulateTrace } from '../../../sim/array/simulate.js';
import { recipe } from '../../../traces/training/recipes.js';
import { SMALL_RESIDUAL } from '../../traces/small-training.js';
import { loweredTrace } from './memory-trace.js';

const SHAPES = { engine: 'counted', activity: 'none' } as const;
const fp8 = recipe('fp8', {}, 'test');
const fp16 = recipe('fp16', {}, 'test');
const mlp = loweredTrace(network('mlp', 'test'), fp8, 64);
const cnn = loweredTrace(network('cnn', 'test'), fp8, 16);
const few = withFields(ipu21, { tiles: 24 }, 'test');

describe.each([
  ['mlp', mlp],
  ['cnn', cnn],
  ['residual blocks with GELU', loweredTrace(SMALL_RESIDUAL, fp8, 16)],
] as const)('a step of %s', (_, trace) => {
  const run = simulateTrace(trace, few, SHAPES);

  it.each(['stepped', 'closed-form'] as const)('is the same %s and counted, on every op, cause and count', (engine) => {
    expect(simulateTrace(trace, few, { ...SHAPES, engine }).ops).toEqual(run.ops);
  });

  it('has causes that add up to the cycles, op by op and in total', () => {
    for (const entry of [...run.ops, run.totals]) {
      expect(CYCLE_CAUSES.reduce((sum, cause) => sum + entry.cyclesByCause[cause], 0)).toBe(entry.cycles);
    }
  });

  it('does the multiply-accumulates of its products, no more; no fewer, but for places beyond an image’s edge', () => {
    const macs = (op: OpRecord, axis: (length: number, kernel: number) => number) => {
      if (op.kind === 'gemm') return op.repeat * op.dims.batch * op.dims.m * op.dims.n * op.dims.k;
      if (op.kind !== 'convolution') return 0;
      const { images, height, width, kernel, inputChannels, outputChannels } = op.dims;
      return op.repeat * images * axis(height, kernel) * axis(width, kernel) * inputChannels * outputChannels;
    };
    const total = (axis: (length: number, kernel: number) => number) =>
      trace.ops.reduce((sum, op) => sum + macs(op, axis), 0);
    const { usefulMacs } = run.totals.counts;
    expect(usefulMacs).toBeLessThanOrEqual(total((length, kernel) => length * kernel));
    // Stride 1, the size kept: at each end p windows reach p, p − 1 … 1 places beyond it.
    const within = (length: number, kernel: number) => length * kernel - ((kernel - 1) / 2) * ((kernel + 1) / 2);
    expect(usefulMacs).toBeGreaterThanOrEqual(total(within));
  });

  it('reads from SRAM what it sends and writes there what it receives, each word of a multicast by each receiver', () => {
    for (const { op, counts } of run.ops) {
      expect(counts.sramReadBytes, op).toBeGreaterThanOrEqual(counts.exchangeSentBytes);
      expect(counts.sramWriteBytes, op).toBeGreaterThanOrEqual(counts.exchangeReceivedBytes);
      expect(counts.exchangeReceivedBytes, op).toBeGreaterThanOrEqual(counts.exchangeSentBytes);
    }
    expect(run.totals.counts.exchangeReceivedBytes).toBeGreaterThan(run.totals.counts.exchangeSentBytes);
  });

  it('starts each op where the one before ended', () => {
    let cycle = 0;
    for (const op of run.ops) {
      expect(op.startCycle).toBe(cycle);
      cycle += op.cycles;
    }
    expect(run.totals.cycles).toBe(cycle);
  });

  it('uses no more tiles and no more SRAM than there are', () => {
    for (const { plan } of run.ops) {
      expect(plan.tiles).toBeLessThanOrEqual(few.tiles);
      expect(plan.sramBytes).toBeLessThanOrEqual(few.tile.sramBytes - few.tile.reservedBytes);
    }
  });
});

it('on few tiles the compute of fp8 products takes between half and all of fp16’s cycles', () => {
  const products = (trace: typeof mlp) =>
    simulateTrace(trace, few, SHAPES).ops.reduce(
      (sum, op) => sum + (op.kind === 'gemm' ? op.cyclesByCause.compute : 0),
      0,
    );
  const ratio = products(mlp) / products(loweredTrace(network('mlp', 'test'), fp16, 64));
  expect(ratio).toBeGreaterThan(0.5);
  expect(ratio).toBeLessThan(1);
});

it('a faster exchange changes the exchange alone', () => {
  const fast = withFields(few, { 'exchange.bytesPerCycle': 8 }, 'test');
  const sameSplit = (machine: typeof few) =>
    simulateTrace(mlp, machine, SHAPES).ops.find(({ operation }) => operation === 'bias-add');
  const [slow, quick] = [sameSplit(few), sameSplit(fast)];
  expect(quick?.cyclesByCause.exchange).toBeLessThan(slow?.cyclesByCause.exchange ?? 0);
  expect(quick?.cyclesByCause.sync).toBe(slow?.cyclesByCause.sync);
});

describe('activity from statistics', () => {
  it('needs tensors that have them', () => {
    expect(() => simulateTrace(mlp, few, { engine: 'closed-form', activity: 'statistics' })).toThrow(
      'expected a tensor with statistics, got a shape only; simulate with --activity none',
    );
  });

  it('a third of the left and half of the right operands zero: two thirds of the products of every op', () => {
    const statistics = (zeros: number) => ({
      amax: 1,
      zeros,
      underflow: 0,
      saturated: 0,
      nan: 0,
      exponentHistogram: [zeros, 6 - zeros],
    });
    const rights = new Set(mlp.ops.filter(({ kind }) => kind === 'gemm').map(({ inputs }) => inputs[1]));
    const lefts = new Set(mlp.ops.filter(({ kind }) => kind === 'gemm').map(({ inputs }) => inputs[0]));
    const tensors = new Map(
      [...mlp.tensors].map(([id, tensor]) => [id, { ...tensor, statistics: statistics(rights.has(id) ? 3 : 2) }]),
    );
    const run = simulateTrace({ ...mlp, tensors }, few, { engine: 'closed-form', activity: 'statistics' });
    expect(run.activity).toBe('statistics');
    const plain = mlp.ops
      .filter((op) => op.kind === 'gemm')
      .filter(({ inputs }) => !rights.has(inputs[0]) && !lefts.has(inputs[1]));
    expect(plain.length).toBeGreaterThan(2);
    for (const { id, dims } of plain) {
      const counts = run.ops.find(({ op }) => op === id)?.counts;
      const macs = dims.m * dims.k * dims.n;
      // Rounded once a block of each tile, of which there are at most 24 × rounds.
      expect(Math.abs((counts?.zeroMacs ?? 0) / macs - 2 / 3)).toBeLessThan(1e-4);
    }
  });
});
