/** Settings of a training: usual values, ranges, what is refused and how it is named. */
import { describe, expect, it } from 'vitest';
import { trainingSettings, USUAL_SETTINGS } from '../../records/training-settings.js';

const where = (field: string) => `plan ${field}`.trimEnd();

it('usual values are those of the shipped demonstration', () => {
  expect(USUAL_SETTINGS).toEqual({
    schema: 'octile.training-settings/1.0',
    ...{ network: 'mlp', data: 'strokes', recipe: 'fp8', unit: 'ipu21-amp' },
    optimiser: { kind: 'sgd-momentum', momentum: 0.9, weightDecay: 0 },
    schedule: { kind: 'steps', milestones: [0.5, 0.75], divideBy: 10, warmupSteps: 0 },
    microBatches: 1,
    ...{ batch: 128, seed: 1, whenDiverged: 'go-on', capture: { steps: 1, limitBytes: 2 ** 30 } },
  });
});

it('numbers of an optimiser that are left out are PyTorch’s', () => {
  const { optimiser } = trainingSettings({ optimiser: { kind: 'adamw', beta1: 0.8 } }, where);
  expect(optimiser).toEqual({ kind: 'adamw', beta1: 0.8, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 });
});

describe('refuses, naming the field', () => {
  it.each([
    [{ batch: 0 }, 'plan batch: expected a whole number from 1 to 4096, got 0'],
    [{ seed: 2 ** 32 }, `plan seed: expected a whole number from 0 to ${2 ** 32 - 1}, got ${2 ** 32}`],
    [{ epochs: 2, steps: 9 }, 'plan steps: expected nothing beside plan epochs, got 9'],
    [{ clipNorm: 0 }, 'plan clipNorm: expected a number from'],
    [{ images: 4 }, 'plan images: expected a known field, got an unknown one'],
    [{ network: 3 }, 'plan network: expected a text, got 3'],
    [
      { optimiser: { kind: 'adam' } },
      'plan optimiser.kind: expected one of sgd-momentum, sgd-nesterov, adamw, got "adam"',
    ],
    [
      { optimiser: { kind: 'adamw', momentum: 0.5 } },
      'plan optimiser.momentum: expected a known field, got an unknown one',
    ],
    [
      { optimiser: { kind: 'adamw', beta2: 1 } },
      'plan optimiser.beta2: expected a number from 0 to 0.9999999403953552, got 1',
    ],
  ])('%j', (fields, sentence) => {
    expect(() => trainingSettings(fields, where)).toThrow(sentence);
  });
});
