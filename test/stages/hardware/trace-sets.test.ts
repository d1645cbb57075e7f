/** Products of a small trace as sets: an MLP of three linear layers, the first in float16, trained for two steps in fp8. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ampUnit } from '../../../models/hardware/amp-units.js';
import { hardwareUnit } from '../../../models/hardware/presets.js';
import { USUAL_SCHEDULE } from '../../../models/optimisers/schedule.js';
import { capturing } from '../../../records/trace/capture.js';
import { traceSets } from '../../../stages/hardware/trace-sets.js';
import { trainStage } from '../../../stages/train.js';
import { imageDataset } from '../../../traces/data/images.js';
import { strokesDataset } from '../../../traces/data/strokes.js';
import { recipe } from '../../../traces/training/recipes.js';
import { SMALL_MLP } from '../../traces/small-training.js';

const folder = mkdtempSync(join(tmpdir(), 'octile-trace-sets-'));
const trace = join(folder, 'trace');
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(() => {
  trainStage(
    {
      network: SMALL_MLP,
      dataset: imageDataset(strokesDataset(32, 16, 1)),
      recipe: recipe('fp8', {}, 'test'),
      unit: 'ipu21-amp',
      unitWhere: 'test',
      seed: 1,
      epochs: 1,
      batch: 16,
      optimiser: { kind: 'sgd-momentum', learningRate: 0.05, momentum: 0.9, weightDecay: 0 },
      schedule: USUAL_SCHEDULE,
      whenDiverged: 'go-on',
      capture: capturing(1),
      threads: 1,
      toolVersion: 'test',
    },
    trace,
  );
});

const AMP = ampUnit('fp8', 'fp16');

describe('products of a trace', () => {
  it('stand together by phase and roles; those in other formats are left out', () => {
    const { sets, leftOut } = traceSets(trace, AMP);
    expect(sets.map(({ operands }) => operands)).toEqual([
      'forward: activations × weights',
      'wgrad: activations × gradients',
      'dgrad: gradients × weights',
    ]);
    // Two layers in fp8 each way; the first layer has no gradient of its input.
    expect(sets.map(({ products }) => products.length)).toEqual([2, 2, 2]);
    expect(leftOut).toBe(2);
    // 16 rows of 48 inputs and 40 outputs, and of 40 and 10.
    expect(sets[0]?.products.map(({ macs }) => macs)).toEqual([16 * 48 * 40, 16 * 40 * 10]);
  });

  it('are lines along the depth, with the sum of their scales', () => {
    const [forward] = traceSets(trace, AMP).sets;
    const source = forward?.products[0]?.source();
    expect(source?.lines.a).toMatchObject({ lines: 16, depth: 48, lineStride: 48, depthStride: 1 });
    expect(source?.lines.b).toMatchObject({ lines: 40, depth: 48, lineStride: 1, depthStride: 40 });
    // Activations × 2^-2, weights × 2^-6.
    expect(source?.formats.scale).toBe(-8);
  });

  it('need a scale port where partials are float16, and a unit that reads them', () => {
    const [forward] = traceSets(trace, hardwareUnit('amp-f13', 'test')).sets;
    expect(() => forward?.products[0]?.source()).toThrow(/a unit with a scale port for operands scaled by 2\^-8/);
    expect(() => traceSets(trace, hardwareUnit('hopper-fp8', 'test'))).toThrow(/products in formats that hopper-fp8/);
  });

  it('of the first layer are read by a unit of float16', () => {
    const { sets, leftOut } = traceSets(trace, hardwareUnit('amp-fp16', 'test'));
    expect(sets.map(({ operands }) => operands)).toEqual([
      'forward: activations × weights',
      'wgrad: activations × gradients',
    ]);
    expect(leftOut).toBe(6);
  });
});
