/** How long a run of training is, what it tells on the way, and what ends it. */
import { expect, it } from 'vitest';
import { parseTraining } from '../../../records/checked.js';
import { recipe } from '../../../traces/training/recipes.js';
import { trainSmall } from '../small-training.js';

const SMALL = { recipe: recipe('fp16', {}, 'test'), images: 64, batch: 16 };

it('so many steps are the first of so many epochs, where the rate is constant', () => {
  const schedule = { kind: 'constant', warmupSteps: 0 } as const;
  const epochs = trainSmall({ ...SMALL, schedule, epochs: 2 }).record;
  const steps = trainSmall({ ...SMALL, schedule, steps: 6 }).record;
  expect(epochs.steps.length).toBe(8);
  expect(steps.steps).toEqual(epochs.steps.slice(0, 6));
  expect(steps.epochs).toBeUndefined();
  parseTraining(steps, 'test');
});

it('an evaluation on the way is what a run that ends there has, and changes nothing', () => {
  const schedule = { kind: 'constant', warmupSteps: 0 } as const;
  const plain = trainSmall({ ...SMALL, schedule, steps: 6 }).record;
  const told = trainSmall({ ...SMALL, schedule, steps: 6, evaluateEvery: 2 }).record;
  const ended = trainSmall({ ...SMALL, schedule, steps: 4 }).record;
  expect(told.evaluations?.map(({ step }) => step)).toEqual([2, 4]);
  expect(told.evaluations?.[1]).toEqual({ step: 4, ...ended.evaluation });
  const { evaluations: _, ...others } = told;
  expect(others).toEqual(plain);
  parseTraining(told, 'test');
});

it('a run that diverges goes on, or stops where told so', () => {
  const diverging = { ...SMALL, epochs: 3, learningRate: 100 };
  const going = trainSmall(diverging).record;
  const stopped = trainSmall({ ...diverging, whenDiverged: 'stop' }).record;
  const at = going.divergedAtStep ?? Number.NaN;
  expect(going.steps.length).toBe(12);
  expect(stopped.divergedAtStep).toBe(at);
  expect(stopped.steps).toEqual(going.steps.slice(0, at + 1));
  expect(stopped.steps.length).toBeLessThan(12);
  parseTraining(stopped, 'test');
});
