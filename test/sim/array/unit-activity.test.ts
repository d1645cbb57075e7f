/**
 * Sampled changes at units in a run: beside what was there, the same each time; bits of inputs as the engine counts them
 * in the latch, over all issues (a channel's unit meets the bits that the latch of its tile meets).
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ipu21 } from '../../../models/machines/tiles/ipu21.js';
import { USUAL_SCHEDULE } from '../../../models/optimisers/schedule.js';
import { capturing } from '../../../records/trace/capture.js';
import { readTrace } from '../../../records/trace/trace-folder.js';
import { createEngine } from '../../../sim/arithmetic/kernels/engine.js';
import { simulateTrace } from '../../../sim/array/simulate.js';
import { trainStage } from '../../../stages/train.js';
import { imageDataset } from '../../../traces/data/images.js';
import { strokesDataset } from '../../../traces/data/strokes.js';
import { recipe } from '../../../traces/training/recipes.js';
import { SMALL_CNN } from '../../traces/small-training.js';

const folder = mkdtempSync(join(tmpdir(), 'octile-unit-activity-'));
const trace = join(folder, 'trace');
const engine = createEngine({ threads: 1 });
afterAll(() => {
  engine.close();
  rmSync(folder, { recursive: true });
});

beforeAll(() => {
  trainStage(
    {
      network: SMALL_CNN,
      dataset: imageDataset(strokesDataset(32, 16, 1)),
      recipe: recipe('fp8', {}, 'test'),
      unit: 'ipu21-amp',
      unitWhere: 'test',
      seed: 1,
      epochs: 1,
      batch: 16,
      optimiser: { kind: 'sgd-momentum', learningRate: 0.02, momentum: 0.9, weightDecay: 0 },
      schedule: USUAL_SCHEDULE,
      whenDiverged: 'go-on',
      capture: capturing(1),
      threads: 1,
      toolVersion: 'test',
    },
    trace,
  );
});

function simulated(gates: 'sampled' | 'none' = 'sampled') {
  const sampling = { windows: 3, cycles: 100, engine };
  const options = { engine: 'counted', activity: 'operands' } as const;
  return simulateTrace(readTrace(trace), ipu21, gates === 'none' ? options : { ...options, unitSampling: sampling });
}

describe('changes at units, sampled in a run', () => {
  let sampledRun: ReturnType<typeof simulated>;
  beforeAll(() => {
    sampledRun = simulated();
  });

  it('stand beside counts that stay as they are, in every product', () => {
    const without = simulated('none');
    expect(sampledRun.ops.map(({ unitActivity, ...op }) => op)).toEqual(without.ops);
    const products = sampledRun.ops.filter(({ kind }) => kind === 'gemm' || kind === 'convolution');
    expect(products.length).toBeGreaterThan(6);
    for (const { unitActivity, formats } of products) {
      expect(unitActivity?.unit).toBe(formats[0] === 'float16' ? 'amp-fp16-f25' : 'amp-f25-scaled');
      expect(unitActivity?.productsPerStep).toBe(formats[0] === 'float16' ? 4 : 8);
    }
    expect(without.ops.some(({ unitActivity }) => unitActivity !== undefined)).toBe(false);
  });

  it('are the same each time', () => {
    expect(simulated()).toEqual(sampledRun);
  });

  it('agree with the latch: bits an issue of each product, within five errors or 30 %, within a quarter over all', () => {
    const products = sampledRun.ops.filter(({ kind }) => kind === 'gemm');
    expect(products.length).toBe(3);
    let [sampled, counted] = [0, 0];
    for (const { counts, unitActivity } of products) {
      const { value = 0, standardError = 0 } = unitActivity?.changes.a ?? {};
      const exact = counts.inputToggles / counts.ampIssues;
      expect(Math.abs(value - exact)).toBeLessThan(Math.max(5 * standardError, 0.3 * exact));
      sampled += value * counts.ampIssues;
      counted += counts.inputToggles;
    }
    expect(Math.abs(sampled / counted - 1)).toBeLessThan(0.25);
  });
});
