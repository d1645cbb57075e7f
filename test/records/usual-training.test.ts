/** Fields of settings that are left out are as their network is trained. */
import { describe, expect, it } from 'vitest';
import { trainingSettings } from '../../records/training-settings.js';

const where = (field: string) => `plan ${field}`.trimEnd();
const of = (fields: object) => trainingSettings(fields, where);

describe('the character transformer', () => {
  it('trains as nanoGPT where nothing is said', () => {
    const { optimiser, schedule, batch, steps, epochs } = of({ network: 'char-transformer' });
    expect(optimiser).toMatchObject({ kind: 'adamw', learningRate: 1e-3, weightDecay: 0.1, beta2: 0.999 });
    expect([schedule, batch, steps, epochs]).toEqual([{ kind: 'cosine', warmupSteps: 50 }, 12, 500, undefined]);
  });

  it('takes what is said, and its own numbers beside it', () => {
    const network = 'char-transformer';
    const numbers = { kind: 'adamw', learningRate: 0.01, weightDecay: 0.1 };
    expect(of({ network, optimiser: { learningRate: 0.01 } }).optimiser).toMatchObject(numbers);
    expect(of({ network, optimiser: { kind: 'adamw', beta2: 0.9 } }).optimiser).toMatchObject({
      learningRate: 1e-3,
      beta2: 0.9,
    });
    expect(of({ network, batch: 3, schedule: { kind: 'constant' } })).toMatchObject({
      batch: 3,
      schedule: { kind: 'constant', warmupSteps: 0 },
    });
  });

  it('has none of them for another optimiser, or another length', () => {
    const { optimiser } = of({ network: 'char-transformer', optimiser: { kind: 'sgd-momentum' } });
    expect(optimiser).toEqual({ kind: 'sgd-momentum', momentum: 0.9, weightDecay: 0 });
    expect(of({ network: 'char-transformer', epochs: 2 }).steps).toBeUndefined();
    expect(of({ network: 'char-transformer', steps: 40 }).schedule.warmupSteps).toBe(4);
  });
});

it('networks for CIFAR-10 train as the paper’s ResNet-32', () => {
  const settings = of({ network: 'resnet8-16' });
  expect(settings.optimiser).toEqual({ kind: 'sgd-momentum', learningRate: 2 ** -4, momentum: 0.9, weightDecay: 2e-4 });
  expect([settings.batch, settings.schedule.kind]).toEqual([32, 'steps']);
});

it('an unknown network is refused', () => {
  expect(() => of({ network: 'resnet9' })).toThrow('plan network: expected');
});
