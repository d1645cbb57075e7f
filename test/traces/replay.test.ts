import { describe, expect, it } from 'vitest';
import { withSequence } from '../../models/networks/check-graph.js';
import { withClasses } from '../../models/networks/classes.js';
import { network } from '../../models/networks/networks.js';
import type { OptimiserRule } from '../../models/optimisers/optimiser.js';
import { dot } from '../../sim/arithmetic/reference/dot.js';
import { codesOfBytes } from '../../sim/array/activity.js';
import type { Capture } from '../../traces/capture/capture.js';
import { imageDataset } from '../../traces/data/images.js';
import { lowerStep } from '../../traces/lowering/lower.js';
import { recipe } from '../../traces/training/recipes.js';
import { capturedTensors } from './captured-values.js';
import { ampFor, SMALL_CNN, SMALL_IMAGES, SMALL_MLP, SMALL_TEXT, SMALL_TOKENS, trainSmall } from './small-training.js';

/** The rule of the captured step, whose learning rate is the schedule's. */
function optimiserOf({ ops }: Capture): OptimiserRule {
  const weights = ops.find((op) => op.kind === 'update' && op.output.endsWith('/w.next'));
  if (weights?.kind !== 'update') throw new Error('no update of weights');
  return weights.attributes.optimiser;
}

describe.each(['fp8', 'fp16'])('a captured step of recipe %s', (name) => {
  const chosen = recipe(name, {}, 'test');
  const { capture } = trainSmall({ recipe: chosen });
  const stored = capturedTensors(capture);
  const step = capture.ops[0]?.step ?? 0;

  it('replays through the readable reference to the captured output, bit for bit', () => {
    let compared = 0;
    for (const op of capture.ops.filter((candidate) => candidate.kind === 'gemm')) {
      const { m, n, k } = op.dims;
      const [a, b, d] = [...op.inputs, op.output].map((id) => {
        const tensor = capture.tensors.find((candidate) => candidate.id === id);
        return { ...tensor, codes: codesOfBytes(stored.get(id)?.bytes ?? new Uint8Array(), tensor?.format ?? '') };
      });
      if (!a?.format || !b?.format || !d) throw new Error(`op ${op.id} is incomplete`);
      const scale = (a.scaleExponent ?? 0) + (b.scaleExponent ?? 0);
      for (let i = 0; i < 60; i++) {
        const [row, column] = [(i * 7) % m, (i * 13) % n];
        const left = a.codes.slice(row * k, (row + 1) * k);
        const right = Array.from({ length: k }, (_, j) => b.codes[j * n + column] as number);
        expect(dot(ampFor(a.format, b.format), left, right, 0, scale)).toBe(d.codes[row * n + column]);
        compared += 1;
      }
    }
    expect(compared).toBe(60 * capture.ops.filter(({ kind }) => kind === 'gemm').length);
  });

  it('has the ops that lowering lays out without operands, field by field', () => {
    const lowered = lowerStep({
      pass: 'training',
      network: SMALL_MLP,
      recipe: chosen,
      unitFor: ampFor,
      batch: 32,
      optimiser: optimiserOf(capture),
      blocks: 'unrolled',
      seed: 5,
      step,
    });
    expect(lowered.ops).toEqual(capture.ops);
    const shapes = capture.tensors.map(({ file: _, key: __, statistics: ___, ...rest }) => rest);
    expect(lowered.tensors).toEqual(shapes);
  });
});

it.each([SMALL_CNN, SMALL_IMAGES, SMALL_TOKENS])('captured ops of $name equal lowered ones too', (graph) => {
  const chosen = recipe('fp8', {}, 'test');
  const { capture } = trainSmall({ network: graph, recipe: chosen, images: 16, batch: 8 });
  const step = capture.ops[0]?.step ?? 0;
  const lowered = lowerStep({
    pass: 'training',
    network: graph,
    recipe: chosen,
    unitFor: ampFor,
    batch: 8,
    optimiser: optimiserOf(capture),
    blocks: 'unrolled',
    seed: 5,
    step,
  });
  expect(lowered.ops).toEqual(capture.ops);
  const shapes = capture.tensors.map(({ file: _, key: __, statistics: ___, ...rest }) => rest);
  expect(lowered.tensors).toEqual(shapes);
});

/** Eight images of noise to train on and two to test. */
const NOISE_IMAGES = (() => {
  const set = (size: number) => ({
    pixels: Uint8Array.from({ length: 768 * size }, (_, i) => (i * i * 31 + i * 7) % 256),
    labels: Uint8Array.from({ length: size }, (_, i) => i % 10),
    size,
  });
  const shape = { channels: 3, height: 16, width: 16 };
  return imageDataset({ name: 'noise', shape, classes: 10, train: set(8), test: set(2) });
})();
const DECODER = withSequence(network('char-transformer', 'test'), 6, 'test');

it.each([
  ['resnet8-16', network('resnet8-16', 'test'), NOISE_IMAGES],
  ['char-transformer', DECODER, { ...SMALL_TEXT, sizes: { train: 8, test: 2 } }],
])('captured ops of %s equal those that shapes alone give, for the classes of the data', (_, graph, dataset) => {
  const chosen = recipe('fp8', {}, 'test');
  const { capture } = trainSmall({ network: graph, dataset, recipe: chosen, batch: 4, steps: 1 });
  const lowered = lowerStep({
    ...{ pass: 'training', network: withClasses(graph, dataset.classes), recipe: chosen, unitFor: ampFor, batch: 4 },
    ...{ optimiser: optimiserOf(capture), blocks: 'unrolled', seed: 5, step: 0 },
  });
  expect(lowered.ops).toEqual(capture.ops);
});

it('fp8 and fp16 traces have the same ops but for the casts to 8 bits', () => {
  const ops = (['fp8', 'fp16'] as const).map((name) =>
    trainSmall({ recipe: recipe(name, {}, 'test') })
      .capture.ops.filter(({ kind, output }) => kind !== 'cast' || output.endsWith('w.stored'))
      .map(({ kind, phase, layer, dims, output }) => ({ kind, phase, layer, dims, output })),
  );
  expect(ops[0]).toEqual(ops[1]);
});
