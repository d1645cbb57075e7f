/** Clipping to the norm of all gradients, against a hand count and against the norm computed here. */
import { expect, it } from 'vitest';
import { decodeSafetensors } from '../../../records/safetensors.js';
import type { OpOf } from '../../../records/trace/op.js';
import { lowerStep } from '../../../traces/lowering/lower.js';
import { recipe } from '../../../traces/training/recipes.js';
import { ampFor, SMALL_MLP, trainSmall } from '../small-training.js';

const OPTIMISER = { kind: 'sgd-momentum', learningRate: 1, momentum: 0, weightDecay: 0 } as const;
const SCHEDULE = { kind: 'constant', warmupSteps: 0 } as const;
/** Of the sum of squares in float32, one addition after another: half a unit in the last place for each of 40,000 terms. */
const SUM_ERROR = 40_000 * 2 ** -24;
const LOSS_SCALE = 2 ** 10;
const small = {
  ...{ images: 32, batch: 16, steps: 1, recipe: recipe('fp16', { storage: 'float32' }, 'test') },
  ...{ optimiser: OPTIMISER, schedule: SCHEDULE },
};

const valuesOf = ({ network }: ReturnType<typeof trainSmall>) =>
  network.layers.flatMap(({ parameters }) => parameters.flatMap(({ master }) => [...(master ?? [])]));

/** By how much a first step of rate 1 changes each parameter: its gradient. */
const free = trainSmall(small);
const before = valuesOf(trainSmall({ ...small, optimiser: { ...OPTIMISER, learningRate: 0 } }));
const gradients = valuesOf(free).map((value, i) => (before[i] ?? 0) - value);
const norm = Math.sqrt(gradients.reduce((sum, slope) => sum + slope ** 2, 0));

it('brings the norm of the step’s gradients to what is asked', () => {
  const clipped = valuesOf(trainSmall({ ...small, clipNorm: norm / 4 }));
  const changes = clipped.map((value, i) => (before[i] ?? 0) - value);
  const factor = Math.sqrt(changes.reduce((sum, slope) => sum + slope ** 2, 0)) / norm;
  expect(Math.abs(factor * 4 - 1)).toBeLessThan(SUM_ERROR / 2);
  // Every gradient by the same factor, but for the rounding of weights below 2.
  changes.forEach((change, i) => {
    expect(Math.abs(change - (gradients[i] ?? 0) * factor)).toBeLessThan(2 ** -23);
  });
});

it('leaves a smaller norm alone, to the bit', () => {
  expect(valuesOf(trainSmall({ ...small, clipNorm: 2 * norm }))).toEqual(valuesOf(free));
});

it('costs ops, which a step of shapes alone has too; their last is the sum of all squares', () => {
  const { capture, record } = trainSmall({ ...small, clipNorm: 0.5 });
  const lowered = lowerStep({
    ...{ pass: 'training', network: SMALL_MLP, recipe: small.recipe, unitFor: ampFor, batch: 16, clipNorm: 0.5 },
    ...{ optimiser: OPTIMISER, seed: 5, step: 0, blocks: 'unrolled' },
  });
  expect(capture.ops).toEqual(lowered.ops);
  expect(record.clipNorm).toBe(0.5);
  const update = capture.ops.find((op): op is OpOf<'update'> => op.kind === 'update');
  expect(update?.attributes.clipNorm).toBe(0.5);
  const [[path, file]] = [...capture.files()] as [[string, Uint8Array]];
  const stored = decodeSafetensors(file, path)
    .get(update?.inputs.at(-2) ?? '')
    ?.bytes.slice().buffer;
  const [squares] = new Float32Array(stored ?? new ArrayBuffer(0));
  expect(Math.abs((squares ?? 0) / LOSS_SCALE ** 2 / norm ** 2 - 1)).toBeLessThan(SUM_ERROR);
});
