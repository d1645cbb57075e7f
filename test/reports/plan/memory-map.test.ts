import { describe, expect, it } from 'vitest';
import { drawingOf } from '../../../reports/export/chart/configuration.js';
import { plotOf } from '../../../reports/export/chart/plot.js';
import { memoryChart, memoryMap } from '../../../reports/plan/memory-map.js';
import { opTable } from '../../../reports/plan/op-table.js';
import { type PlannedOp, type StepLayout, stepLayout } from '../../../reports/plan/planned-op.js';
import { handRun, PLAIN } from '../hand-runs.js';

/** A tile has 48,000 B: a letter of a bar of 48 is 1,000 B. */
const USABLE = 48_000;

function op(name: string, startCycle: number, cycles: number, [tables, states, values, copies]: number[]): PlannedOp {
  const memory = { tables: tables ?? 0, states: states ?? 0, values: values ?? 0, copies: copies ?? 0 };
  return {
    ...{ op: name, layer: 'linear', phase: 'forward', operation: 'gemm', dims: { batch: 1, m: 8, n: 16, k: 32 } },
    ...{ repeat: 1, formats: ['float16', 'float16'], outputFormat: 'float16', tiles: 4 },
    split: { batch: 1, m: 2, n: 1, k: 2 },
    ...{ rounds: 3, roundsOf: 'k', left: 'gathered', right: 'in-place' },
    ...{ startCycle, cycles, share: cycles / 1000, exchangeCycles: 100, computeCycles: cycles - 150, syncCycles: 50 },
    sramBytes: memory.tables + memory.states + memory.values + memory.copies,
    memory,
    liveBytes: 0,
  };
}

const layoutOf = (ops: readonly PlannedOp[]): StepLayout => ({
  ...{ network: 'net', recipe: 'fp8', machine: 'ipu21', tiles: 4, clockHz: 1e9, usableBytes: USABLE, cycles: 1000 },
  ops,
});
const LAYOUT = layoutOf([
  op('one', 500, 400, [1000, 2000, 3000, 4000]),
  op('two', 900, 600, [1000, 2400, 3000, 20_600]),
]);

describe('the map of a tile’s memory', () => {
  it('has a bar of letters for each op, a letter a 48th of what a tile has, and marks the fullest', () => {
    const [, , one, two] = memoryMap(LAYOUT).split('\n');
    expect(one).toContain(`10,000  20.8  tssvvvcccc${'·'.repeat(38)}`);
    // Ends at 1.0, 3.4, 6.4 and 27.0 thousand: 1, 3, 6 and 27 letters.
    expect(two).toContain(`27,000  56.3  tssvvv${'c'.repeat(21)}${'·'.repeat(21)} ◀ peak`);
  });

  it('says what the peak is made of', () => {
    expect(memoryMap(LAYOUT)).toContain(
      'peak in two: 27,000 B, 56.3 % (programs of the exchange 1,000, weights and states 2,400, activations and gradients 3,000, copies and results 20,600)',
    );
  });

  it('joins the ops of a layer and phase where they are many, by the one that holds most', () => {
    const many = Array.from({ length: 60 }, (_, i): PlannedOp => {
      return { ...op(`op${i}`, i, 1, [0, 0, i === 41 ? 9000 : 10, 0]), operation: `operation ${i}` };
    });
    const lines = memoryMap(layoutOf(many)).split('\n');
    expect(lines[2]).toMatch(/^linear forward +60 +9,000 +18.8 {2}vvvvvvvvv·+ ◀ peak$/);
    expect(lines[3]).toBe('');
  });
});

it('a step of many layers is mapped by blocks, forward and backward', () => {
  const layers = Array.from({ length: 90 }, (_, i): PlannedOp => {
    const phase = i < 45 ? 'forward' : i % 2 === 0 ? 'dgrad' : 'wgrad';
    return { ...op(`op${i}`, i, 1, [0, 0, 10, 0]), layer: `stage.${Math.floor((i % 45) / 5)}.conv-${i}`, phase };
  });
  const lines = memoryMap(layoutOf(layers)).split('\n').slice(2, 20);
  expect(lines.map((line) => line.split(/ {2,}/).slice(0, 2).join(': '))).toEqual(
    ['forward', 'backward'].flatMap((pass) => Array.from({ length: 9 }, (_, i) => `stage.${i} ${pass}: 5`)),
  );
});

describe('the map as a chart', () => {
  const chart = memoryChart(LAYOUT);

  it('has a step for each op, from the first cycle of the step', () => {
    expect(chart.series.map(({ x }) => x)).toEqual(Array(4).fill([0, 400, 400, 1000]));
    expect(chart.series.map(({ y }) => y[2])).toEqual([1000, 2400, 3000, 20_600]);
  });

  it('stacks them, also where two points share a cycle, and leaves room for what a tile has', () => {
    const { series, lines } = plotOf(chart);
    // Thousands of bytes.
    expect(series.at(-1)?.points.map(({ end }) => end)).toEqual([10, 10, 27, 27]);
    expect(lines.map(({ value }) => value)).toEqual([48]);
  });

  it('fills each from the one below', () => {
    const { type, data } = drawingOf(chart).configuration as { type: string; data: { datasets: { fill: string }[] } };
    expect(type).toBe('line');
    expect(data.datasets.map(({ fill }) => fill)).toEqual(['origin', '-1', '-1', '-1']);
  });
});

describe('the table of ops', () => {
  it('has dims, split, rounds, how operands come, cycles and where they go', () => {
    const [, , one] = opTable(LAYOUT).split('\n');
    expect(one?.split(/ {2,}/)).toEqual([
      ...['linear', 'forward', 'gemm', 'm 8, n 16, k 32', '4', '1 × 2 × 1 × 2', '3 of k', 'gathered · in-place'],
      ...['400', '40.0', '100', '250', '50', '10,000'],
    ]);
  });

  it('has the way of a convolution, the dimensions that it cuts, and its images and channels', () => {
    const convolution = { way: 'windows', images: 2, height: 7, width: 1, groups: 1, written: 4, read: 1 };
    const kernels = { kernel: 3, stride: 2, padding: 1, dilation: 1, groups: 1 };
    const dims = { images: 4, height: 56, width: 28, ...kernels, inputChannels: 64, outputChannels: 128 };
    const { roundsOf: _, ...conv } = { ...op('conv', 0, 400, [0, 0, 0, 0]), dims, convolution };
    const [, , line] = opTable(layoutOf([conv])).split('\n');
    expect(line?.split(/ {2,}/).slice(3, 7)).toEqual([
      ...['4 × 56 × 28, kernel 3, stride 2, padding 1, channels 64 → 128', '4'],
      ...['windows: images 2 × height 7 × written 4', '3 of positions'],
    ]);
  });

  it('ends with the step and the fullest tile', () => {
    const lines = opTable(LAYOUT).split('\n').slice(-2);
    expect(lines[0]).toBe(
      'net (fp8) on ipu21, 4 tiles: 1,000 cycles a step, 1 µs: 20.0 % exchange, 70.0 % on tiles, 10.0 % sync',
    );
    expect(lines[1]).toBe('fullest tile: 27,000 of 48,000 B (56.3 %), in two');
  });
});

it('a run’s first step is laid out; its 1,000 cycles are 200 of exchange, 100 of sync, 700 on tiles', () => {
  const { run } = handRun(PLAIN);
  const second = { ...(run.ops[0] as (typeof run.ops)[number]), step: 1 };
  const { cycles, ops } = stepLayout({ ...run, steps: 2, ops: [...run.ops, second] });
  expect(cycles).toBe(1000);
  expect(ops).toHaveLength(1);
  expect(ops[0]).toMatchObject({ share: 1, exchangeCycles: 200, syncCycles: 100, computeCycles: 700 });
});
