/** What is said beside an accuracy, and when. */

import { describe, expect, it } from 'vitest';
import { USUAL_SCHEDULE } from '../../../models/optimisers/schedule.js';
import type { TrainingRecord } from '../../../records/trace/training.js';
import { unitSource } from '../../../records/unit-named.js';
import { concernSentence } from '../../../reports/compose/concern-sentence.js';
import { unitsOf } from '../../../traces/capture/trace-record.js';
import { trainingConcerns } from '../../../traces/training/concerns.js';
import { lostGradients } from '../../../traces/training/lost-gradients.js';
import { recipe } from '../../../traces/training/recipes.js';
import { trainSmall } from '../small-training.js';

const cast = { layer: '1', role: 'weight', format: 'f', elements: 300, underflow: 0, saturated: 0, nan: 0 } as const;

function record(changes: Partial<TrainingRecord>): TrainingRecord {
  return {
    schema: '',
    recipe: 'fp8',
    network: 'mlp',
    dataset: { name: 'digits', classes: 4, train: 80, test: 200 },
    optimiser: { kind: 'sgd-momentum', learningRate: 0.1, momentum: 0.5, weightDecay: 0 },
    schedule: USUAL_SCHEDULE,
    seed: 3,
    batch: 8,
    epochs: 2,
    steps: [{ step: 0, loss: 1.4, lossScaleExponent: 0 }],
    divergedAtStep: null,
    casts: [cast],
    evaluation: { correct: 150, total: 200, loss: 0.6 },
    ...changes,
  };
}

const sentences = (changes: Partial<TrainingRecord>) => trainingConcerns(record(changes)).map(concernSentence);

describe('concerns', () => {
  it('a sound run has none', () => {
    expect(sentences({})).toEqual([]);
  });

  it('a loss that is not finite, in a step or in the evaluation', () => {
    expect(sentences({ divergedAtStep: 7 })).toEqual(['training diverged: the loss is not finite from step 7 on']);
    expect(sentences({ evaluation: { correct: 150, total: 200, loss: null } })).toEqual([
      'training diverged: the loss is not finite from step 1 on',
    ]);
  });

  it('steps that were skipped', () => {
    const step = { step: 0, loss: 1.4, lossScaleExponent: 0 };
    expect(sentences({ steps: [{ ...step, skipped: true }, step, step] })).toEqual([
      '1 of 3 steps changed nothing: a gradient was no finite number',
    ]);
  });

  it('an accuracy below a tenth of the way from chance, 25 + 7.5 % of four classes', () => {
    const at = (correct: number) => sentences({ evaluation: { correct, total: 200, loss: 1.3 } });
    expect(at(65)).toEqual([]);
    expect(at(64)).toEqual(['32.00 % is near chance among 4 classes: no baseline']);
    expect(at(0)).toEqual(['0.00 % is near chance among 4 classes: no baseline']);
  });

  it('more than a percent of the casts of a role saturated, its layers together', () => {
    const other = { ...cast, layer: '2', elements: 700 };
    expect(sentences({ casts: [{ ...cast, saturated: 10 }, other] })).toEqual([]);
    expect(
      sentences({
        casts: [
          { ...cast, saturated: 9 },
          { ...other, saturated: 2 },
        ],
      }),
    ).toEqual(['1.1 % of the weight casts to f saturated: another bias, scale or format may hold them']);
    expect(
      sentences({
        casts: [
          { ...cast, saturated: 4 },
          { ...other, role: 'dx' },
        ],
      }),
    ).toHaveLength(1);
  });

  it('a bias of the paper’s on float16 partials: of F152 with bias 33 the least value is 2^-34, of float16 2^-24', () => {
    const lost = (name: string, options: Parameters<typeof recipe>[1], unit: string) => {
      const { unitFor } = unitsOf(unitSource(unit, 'test'));
      const chosen = recipe(name, options, 'test');
      return sentences({
        lostGradients: lostGradients(chosen, [{ ...cast, role: 'dx', format: chosen.roles.dx.format }], unitFor),
      });
    };
    // 1.5.2: 2^(1 − B − 2); 1.4.3: 2^(1 − B − 3), biases 20 and 16.
    const between = (role: string, least: number) =>
      `${role} reaches down to 2^${least}, partials in float16 to 2^-24: what lies between is lost, and a unit with float32 partials would keep it`;
    expect(lost('paper-mixed', {}, 'ipu21-amp')).toEqual([between('dx', -34), between('dw', -32)]);
    expect(lost('paper-f143', { dwBias: 24 }, 'ipu21-amp')).toEqual([between('dw', -26)]);
    expect(lost('paper-mixed', {}, 'ipu21-amp:accumulator=float32')).toEqual([]);
    expect(lost('fp8', {}, 'ipu21-amp')).toEqual([]);
    expect(lost('fp32', { dxFormat: 'f152', dxBias: 33 }, 'ipu21-amp')).toEqual([]);
    const { record: trained } = trainSmall({ recipe: recipe('paper-f143', { dwBias: 24 }, 'test'), steps: 2 });
    expect(trained.lostGradients).toEqual([{ role: 'dw', least: -26, partials: 'float16', partialsLeast: -24 }]);
  });

  it('any NaN among casts', () => {
    expect(sentences({ casts: [{ ...cast, nan: 3 }] })).toEqual(['1.00 % of the weight casts to f are NaN']);
  });
});

describe('a run with a learning rate beyond all reason', () => {
  const fp8 = recipe('fp8', {}, 'test');
  const run = trainSmall({ recipe: fp8, learningRate: 1e6, images: 320, epochs: 2 });

  it('says from which step on its loss is not finite', () => {
    const first = run.record.steps.findIndex(({ loss }) => loss === null);
    expect(first).toBeGreaterThan(0);
    expect(run.record.divergedAtStep).toBe(first);
  });

  it('counts NaN in casts and in tensors', () => {
    const nan = run.record.casts.reduce((sum, row) => sum + row.nan, 0);
    expect(nan).toBeGreaterThan(0);
    const tensors = run.capture.tensors.filter(({ statistics }) => (statistics?.nan ?? 0) > 0);
    expect(tensors.length).toBeGreaterThan(0);
    for (const { statistics, shape } of tensors)
      expect(statistics?.nan).toBeLessThanOrEqual(shape.reduce((a, b) => a * b, 1));
  });
});
