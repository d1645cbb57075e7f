/**
 * Traces to characterise on where none are given: small networks trained on the shipped data for some seconds, the same
 * bytes each time. One to fit on, two others to judge by. The folder that holds them is removed afterwards.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HardwareUnit } from '../../models/hardware/hardware-unit.js';
import { InputError } from '../../models/input-error.js';
import { network } from '../../models/networks/networks.js';
import { USUAL_SCHEDULE } from '../../models/optimisers/schedule.js';
import { capturing } from '../../records/trace/capture.js';
import { hasScalePort } from '../../sim/gates/characterise/stream-source.js';
import { loadDataset } from '../../traces/data/datasets.js';
import { recipe } from '../../traces/training/recipes.js';
import { trainStage } from '../train.js';

export interface OwnTraces {
  readonly fit: readonly string[];
  readonly judge: readonly string[];
}

/** Learning rates with which each trains in so few steps. */
const NETWORKS = [
  { name: 'mlp', learningRate: 0.05 },
  { name: 'cnn', learningRate: 0.02 },
  { name: 'residual-mlp', learningRate: 0.01 },
] as const;
const IMAGES = { train: 2000, test: 500 };
const [BATCH, EPOCHS, CAPTURED, MOMENTUM, SEED] = [128, 2, 2, 0.9, 1];

/** @throws InputError for a unit in whose formats no recipe trains */
export async function withOwnTraces<T>(
  unit: HardwareUnit,
  toolVersion: string,
  use: (traces: OwnTraces) => Promise<T>,
): Promise<T> {
  const recipeName = recipeOf(unit);
  const folder = mkdtempSync(join(tmpdir(), 'octile-traces-'));
  try {
    const [fit, ...judge] = NETWORKS.map(({ name, learningRate }) => {
      const trace = join(folder, name);
      trainOne(name, learningRate, recipeName, toolVersion, trace);
      return trace;
    });
    return await use({ fit: [fit], judge });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function recipeOf({ name, datapath }: HardwareUnit): 'fp8' | 'fp16' {
  const formats = datapath.kind === 'integer' ? [] : datapath.aFormats;
  if (formats.includes('float16')) return 'fp16';
  if (formats.includes('float8_e4m3fnuz') && formats.includes('float8_e5m2fnuz')) {
    checkScaled(name, datapath);
    return 'fp8';
  }
  throw new InputError('--fit', `traces in formats that ${name} reads`, 'none', 'name some with --fit and --judge');
}

/** Operands of that recipe have scales, which float16 sums cannot leave to software. */
function checkScaled(name: string, datapath: HardwareUnit['datapath']): void {
  if (datapath.kind === 'integer') return;
  const { accumulator, scaleRange } = datapath.unit;
  if (accumulator.format !== 'float16' || hasScalePort(scaleRange)) return;
  const remedy = 'add --scale-port, or name traces with --fit and --judge';
  throw new InputError(
    '--unit',
    'a unit with a scale port, since the traces that come along have scales',
    name,
    remedy,
  );
}

function trainOne(name: string, learningRate: number, recipeName: string, toolVersion: string, folder: string): void {
  const where = { dataset: '--data', train: '--train-images', test: '--test-images' };
  trainStage(
    {
      network: network(name, '--network'),
      dataset: loadDataset({ dataset: 'strokes', sizes: IMAGES, seed: SEED, where }),
      recipe: recipe(recipeName, {}, '--recipe', (option) => `--${option}`),
      unit: 'ipu21-amp',
      unitWhere: '--unit',
      seed: SEED,
      epochs: EPOCHS,
      batch: BATCH,
      optimiser: { kind: 'sgd-momentum', learningRate, momentum: MOMENTUM, weightDecay: 0 },
      schedule: USUAL_SCHEDULE,
      whenDiverged: 'go-on',
      capture: capturing(CAPTURED),
      threads: 1,
      toolVersion,
    },
    folder,
  );
}
