/** From settings to a run: the same record with a folder and without one, and what names in settings stand for. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { canonicalText } from '../../records/json.js';
import { trainingSettings } from '../../records/training-settings.js';
import { trainRun, trainStage } from '../../stages/train.js';
import { trainingOf } from '../../stages/training-of.js';
import { temporaryFolder } from '../cli/octile.js';

const where = (field: string) => `plan ${field}`.trimEnd();
const SMALL = { trainExamples: 64, testExamples: 20, batch: 16, epochs: 1 };
const trainingFrom = (fields: object) => trainingOf(trainingSettings({ ...SMALL, ...fields }, where), where);

it('a run without a folder gives the record that a run with one writes', () => {
  const run = { ...trainingFrom({ recipe: 'fp16' }), threads: 1 };
  const folder = temporaryFolder();
  trainStage({ ...run, toolVersion: '0' }, folder);
  expect(canonicalText(trainRun(run))).toBe(readFileSync(join(folder, 'training.json'), 'utf8'));
});

it('a learning rate that is left out is the network’s own', () => {
  expect(trainingFrom({ network: 'cnn' }).optimiser.learningRate).toBe(0.02);
  expect(trainingFrom({}).optimiser.learningRate).toBe(0.05);
  expect(trainingFrom({ optimiser: { kind: 'adamw' } }).optimiser.learningRate).toBe(0.001);
  expect(trainingFrom({ optimiser: { kind: 'sgd-momentum', learningRate: 1 } }).optimiser.learningRate).toBe(1);
});

it.each([
  [{ network: 'nix' }, /^plan network: expected a network/],
  [{ recipe: 'nix' }, /^plan recipe: expected a recipe/],
  [{ unit: 'nix' }, /^plan unit: expected a unit/],
  [{ data: 'nix' }, /^plan data: expected strokes or/],
  [
    { schedule: { kind: 'cosine', warmupSteps: 4 } },
    'plan schedule.warmupSteps: expected a number below the 4 steps of the training, got 4',
  ],
  [{ microBatches: 3 }, 'plan microBatches: expected a number that divides the batch of 16, got 3'],
  [{ sequence: 4 }, 'plan sequence: expected a network on tokens, got "mlp"'],
  [
    { trainExamples: 8 },
    'plan batch: expected a whole number from 1 to 8, got 16; there are 8 examples to train on, which plan trainExamples or plan data says',
  ],
])('%j is refused, naming the field', (fields, sentence) => {
  expect(() => trainingFrom(fields)).toThrow(sentence);
});
