/**
 * From training to energy by way of files, on a convolutional network of odd shapes whose tensors are bfloat16 between
 * OCP operands: what each stage reads is what the one before it knew. Counts are made again from the stored codes.
 */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import { withFields } from '../../models/machines/fields.js';
import { tiledMachine } from '../../models/machines/machines.js';
import { USUAL_SCHEDULE } from '../../models/optimisers/schedule.js';
import { technology } from '../../models/technologies/technologies.js';
import { capturing } from '../../records/trace/capture.js';
import type { OpOf } from '../../records/trace/op.js';
import { readTrace } from '../../records/trace/trace-folder.js';
import { decode } from '../../sim/arithmetic/reference/convert.js';
import { priceStage } from '../../stages/price.js';
import { simulateStage } from '../../stages/simulate.js';
import { trainStage } from '../../stages/train.js';
import { recipe } from '../../traces/training/recipes.js';
import { temporaryFolder } from '../cli/octile.js';
import { NOISE, RECTANGLE } from '../traces/rectangle.js';

const folder = temporaryFolder();
const [traceFolder, runFolder, pricedFolder] = ['trace', 'run', 'priced'].map((name) => {
  const path = join(folder, name);
  mkdirSync(path);
  return path;
}) as [string, string, string];

const formats = { activationFormat: 'e4m3', weightFormat: 'e4m3', gradientFormat: 'e5m2' };
const { training } = trainStage(
  {
    network: RECTANGLE,
    dataset: NOISE,
    recipe: recipe('fp8', { ...formats, storage: 'bfloat16' }, 'test'),
    unit: 'hopper',
    unitWhere: 'test',
    seed: 6,
    epochs: 1,
    batch: 9,
    optimiser: { kind: 'sgd-momentum', learningRate: 0.03, momentum: 0.6, weightDecay: 0.25 },
    schedule: USUAL_SCHEDULE,
    whenDiverged: 'go-on',
    capture: capturing(2),
    threads: 1,
    toolVersion: '0',
  },
  traceFolder,
);
const machine = withFields(tiledMachine('ipu21', 'test'), { tiles: 7 }, 'test');
const how = { machine, engine: 'counted', activity: 'operands', scaling: [], source: 'referred' } as const;
const run = simulateStage(traceFolder, how, runFolder);
const energy = priceStage(runFolder, technology('published-7nm', 'test'), pricedFolder, 'referred');

const trace = readTrace(traceFolder);
const products = trace.ops.filter((op): op is OpOf<'gemm'> => op.kind === 'gemm');
const convolutions = trace.ops.filter((op): op is OpOf<'convolution'> => op.kind === 'convolution');
const multiplied = trace.ops.filter(({ kind }) => kind === 'gemm' || kind === 'convolution');

/** Values of a stored tensor: bytes little-endian, two for bfloat16, as the format decodes them. */
function storedValues(id: string): number[] {
  const bytes = trace.operand(id)?.bytes ?? new Uint8Array();
  const format = resolveFloatFormat(trace.tensors.get(id)?.format ?? '', 'test');
  if (format.name !== 'bfloat16') return Array.from(bytes, (code) => decode(format, code));
  return Array.from({ length: bytes.length / 2 }, (_, i) =>
    decode(format, (bytes[2 * i] as number) + 256 * (bytes[2 * i + 1] as number)),
  );
}

describe('the trace', () => {
  it('has two steps of seven products, the first layer’s in bfloat16, all others in 8 bits', () => {
    expect(multiplied).toHaveLength(2 * (3 + 3 + 2));
    const pairs = multiplied.map(({ inputs }) => inputs.map((id) => trace.tensors.get(id)?.format).join(' '));
    const first = ['bfloat16 bfloat16', 'float8_e4m3fn float8_e4m3fn', 'float8_e4m3fn float8_e4m3fn'];
    expect(pairs.slice(0, 3)).toEqual(first);
    expect(new Set(pairs.slice(3, 8))).toEqual(
      new Set(['float8_e4m3fn float8_e5m2', 'float8_e5m2 float8_e4m3fn', 'bfloat16 bfloat16']),
    );
    expect(training.divergedAtStep).toBeNull();
  });

  it('keeps the images that it was given', () => {
    const { inputs } = NOISE.batch('train', [0, 1, 2, 3, 4, 5, 6, 7, 8], { storage: 'bfloat16', epoch: 0 });
    const bfloat16 = resolveFloatFormat('bfloat16', 'test');
    expect(storedValues('1/input/x')).toEqual(Array.from(inputs ?? [], (code) => decode(bfloat16, code)));
  });
});

describe('the run', () => {
  it.each(products.map((op) => [op.id, op] as const))('%s: MACs, and those with a zero', (id, { dims, inputs }) => {
    const { m, n, k } = dims;
    const [a, b] = inputs.map(storedValues) as [number[], number[]];
    let zeros = 0;
    for (let i = 0; i < m; i++)
      for (let t = 0; t < k; t++) for (let j = 0; j < n; j++) if (a[i * k + t] === 0 || b[t * n + j] === 0) zeros += 1;
    const counted = run.ops.find(({ op }) => op === id);
    expect(counted?.counts).toMatchObject({ usefulMacs: m * n * k, zeroMacs: zeros, nanMacs: 0 });
    expect(counted?.formats).toEqual(inputs.map((input) => trace.tensors.get(input)?.format));
  });

  it.each(convolutions.map(({ id }) => id))('%s: some of its MACs have a zero, and latch and store change', (id) => {
    const { counts } = run.ops.find(({ op }) => op === id) as (typeof run.ops)[number];
    expect(counts.zeroMacs).toBeGreaterThan(0);
    expect(counts.zeroMacs).toBeLessThan(counts.usefulMacs);
    expect(Math.min(counts.inputToggles, counts.coefficientToggles)).toBeGreaterThan(0);
  });

  it('has the ops of both steps in their order, and their sum as totals', () => {
    expect(run.ops.map(({ op }) => op)).toEqual(trace.ops.map(({ id }) => id));
    expect(run.steps).toBe(2);
    expect(run.totals.counts.usefulMacs).toBe(run.ops.reduce((sum, { counts }) => sum + counts.usefulMacs, 0));
    expect(run.totals.cycles).toBe(run.ops.reduce((sum, { cycles }) => sum + cycles, 0));
  });
});

it('the energy is of that run: the sum of its ops and of its entries, over the run’s time', () => {
  const sum = (parts: readonly { readonly energyPj: { readonly value: number } }[]) =>
    parts.reduce((total, { energyPj }) => total + energyPj.value, 0);
  expect(energy.perOp.map(({ op }) => op)).toEqual(run.ops.map(({ op }) => op));
  expect(sum(energy.perOp) / energy.totalPj.value).toBeCloseTo(1, 12);
  expect(sum(energy.entries) / energy.totalPj.value).toBeCloseTo(1, 12);
  // 1 pJ is 1e-12 J.
  expect(energy.averagePowerW.value).toBeCloseTo((energy.totalPj.value * 1e-12) / run.totals.timeS, 9);
});
