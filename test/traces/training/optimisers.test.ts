/** Optimisers against their published formulas, written out here in float64. */
import { describe, expect, it } from 'vitest';
import { applyUpdate } from '../../../traces/training/optimisers/all.js';
import { recipe } from '../../../traces/training/recipes.js';
import { trainSmall } from '../small-training.js';

const GRADIENTS = [
  [0.5, -0.25, 3],
  [-1, 0.125, 0],
  [0.75, 2, -3],
];

function parameter(states: readonly string[]) {
  return {
    layer: 'l',
    name: 'w',
    shape: [3],
    decay: 'decayed' as const,
    master: Float32Array.of(1, -2, 0.5),
    states: Object.fromEntries(states.map((state) => [state, new Float32Array(3)])),
  };
}

describe('three updates', () => {
  it('of AdamW are those of Loshchilov and Hutter 2019, algorithm 2', () => {
    const rule = {
      kind: 'adamw',
      learningRate: 0.1,
      beta1: 0.8,
      beta2: 0.95,
      epsilon: 1e-3,
      weightDecay: 0.02,
    } as const;
    const changed = parameter(['mean', 'variance']);
    const expected = [1, -2, 0.5];
    const [m, v] = [
      [0, 0, 0],
      [0, 0, 0],
    ];
    GRADIENTS.forEach((gradient, step) => {
      applyUpdate(step)(changed, Float32Array.from(gradient), rule);
      gradient.forEach((g, i) => {
        m[i] = 0.8 * (m[i] ?? 0) + 0.2 * g;
        v[i] = 0.95 * (v[i] ?? 0) + 0.05 * g ** 2;
        const [mHat, vHat] = [(m[i] ?? 0) / (1 - 0.8 ** (step + 1)), (v[i] ?? 0) / (1 - 0.95 ** (step + 1))];
        const weight = expected[i] ?? 0;
        expected[i] = weight - 0.1 * (mHat / (Math.sqrt(vHat) + 1e-3) + 0.02 * weight);
      });
    });
    changed.master.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 6);
    });
  });

  it('of SGD with momentum are v ← µv + g + λw, w ← w − ηv', () => {
    const rule = { kind: 'sgd-momentum', learningRate: 0.1, momentum: 0.75, weightDecay: 0.5 } as const;
    const changed = parameter(['momentum']);
    const expected = [1, -2, 0.5];
    const velocity = [0, 0, 0];
    GRADIENTS.forEach((gradient, step) => {
      applyUpdate(step)(changed, Float32Array.from(gradient), rule);
      gradient.forEach((g, i) => {
        velocity[i] = 0.75 * (velocity[i] ?? 0) + g + 0.5 * (expected[i] ?? 0);
        expected[i] = (expected[i] ?? 0) - 0.1 * (velocity[i] ?? 0);
      });
    });
    changed.master.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 6);
    });
  });
});

it('Nesterov’s momentum looks ahead: two updates by hand', () => {
  const rule = { kind: 'sgd-nesterov', learningRate: 0.25, momentum: 0.5, weightDecay: 0 } as const;
  const changed = { ...parameter(['momentum']), master: Float32Array.of(1, -2, 0.5) };
  // v = 4; w = 1 − (4 + 2) / 4 = −0.5. v = 0.5 · 4 + 2 = 4; w = −0.5 − (2 + 2) / 4 = −1.5.
  applyUpdate(0)(changed, Float32Array.of(4, 0, 0), rule);
  expect(changed.master[0]).toBe(-0.5);
  applyUpdate(1)(changed, Float32Array.of(2, 0, 0), rule);
  expect([...changed.master]).toEqual([-1.5, -2, 0.5]);
  expect(changed.states.momentum?.[0]).toBe(4);
});

it('Nesterov’s momentum decays weights through the gradient', () => {
  const rule = { kind: 'sgd-nesterov', learningRate: 0.25, momentum: 0.5, weightDecay: 0.5 } as const;
  const changed = parameter(['momentum']);
  // s = 1 + 0.5 · 1 = 1.5 = v; w = 1 − 0.25 · (1.5 + 0.75).
  applyUpdate(0)(changed, Float32Array.of(1, 1, 0), rule);
  expect([...changed.master]).toEqual([0.4375, -2, 0.5 - 0.25 * (0.25 + 0.125)]);
});

it('AdamW trains, and its update reads two states', () => {
  const optimiser = {
    kind: 'adamw',
    learningRate: 0.004,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    weightDecay: 0.01,
  } as const;
  const { record, capture } = trainSmall({
    recipe: recipe('fp16', {}, 'test'),
    optimiser,
    images: 1500,
    epochs: 4,
    batch: 50,
  });
  expect(record.evaluation.correct / record.evaluation.total).toBeGreaterThan(0.8);
  const update = capture.ops.find(({ kind }) => kind === 'update');
  expect(update?.inputs.map((id) => id.split('/').at(-1))).toEqual(['w', 'w.mean', 'w.variance', 'dw']);
});
