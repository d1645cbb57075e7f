/**
 * A batch in parts. What is the same bytes as the whole batch, and what is not: values of an example, forward and back,
 * always are (without batch-norm, which norms what it has); sums over examples are where their order is: one product at a
 * time into float32, one example a part, no cast of the sum. Elsewhere they are the parts' sums added in float32.
 */
import { describe, expect, it } from 'vitest';
import type { NetworkGraph } from '../../../models/networks/graph.js';
import { unitFamily } from '../../../models/units/families.js';
import { parseTraining } from '../../../records/checked.js';
import { networkNamed } from '../../../records/network.js';
import { decodeSafetensors } from '../../../records/safetensors.js';
import type { Recipe } from '../../../records/trace/recipe.js';
import type { TensorRecord } from '../../../records/trace/tensor.js';
import { lowerStep } from '../../../traces/lowering/lower.js';
import { recipe } from '../../../traces/training/recipes.js';
import { ampFor, SMALL_CNN, trainSmall } from '../small-training.js';

const SMALL = { images: 32, batch: 16, steps: 2 };

/** Values of the float32 and codes of the other tensors of the captured step, by name. */
function tensorsOf({ capture }: ReturnType<typeof trainSmall>): Map<string, { record: TensorRecord; bytes: Buffer }> {
  const files = new Map([...capture.files()].map(([path, bytes]) => [path, decodeSafetensors(bytes, path)]));
  return new Map(
    capture.tensors.map((record) => {
      const stored = files.get(record.file ?? '')?.get(record.key ?? '');
      return [record.id, { record, bytes: Buffer.from(stored?.bytes ?? []) }];
    }),
  );
}

const floats = ({ buffer, byteOffset, length }: Buffer) =>
  new Float32Array(buffer.slice(byteOffset, byteOffset + length));

describe('a convolutional network, batches of 16 in four parts', () => {
  const first = { ...SMALL, steps: 1, network: SMALL_CNN, recipe: recipe('fp8', {}, 'test') };
  const run = trainSmall({ ...first, microBatches: 4 });
  const whole = tensorsOf(trainSmall(first));
  const parts = tensorsOf(run);
  const partsOf = (id: string) => [1, 2, 3, 4].map((part) => parts.get(part === 1 ? id : `${id}.part-${part}`));

  it('has each example’s values forward, and gradients of them, to the bit', () => {
    const perExample = [...whole.values()].filter(
      ({ record: { role, shape } }) => (role === 'activation' || role === 'dx') && shape[0] === 16,
    );
    expect(perExample.length).toBeGreaterThan(12);
    for (const { record, bytes } of perExample) {
      expect(Buffer.concat(partsOf(record.id).map((part) => part?.bytes ?? Buffer.alloc(0))).equals(bytes)).toBe(true);
    }
  });

  it('updates by the sum of the parts’ gradients, added in float32 in their order', () => {
    for (const name of ['7-linear/b', '1-conv/b']) {
      const [layer, parameter] = name.split('/');
      const gradients = partsOf(`0/${layer}/d${parameter}`).map((part) => floats(part?.bytes ?? Buffer.alloc(0)));
      const sum = gradients.reduce((total, next) => total.map((value, i) => value + (next[i] ?? Number.NaN)));
      const updated = run.capture.ops.find(({ id }) => id === `update/0/${name}.next`);
      const read = parts.get(updated?.inputs.at(-1) ?? '');
      expect([...floats(read?.bytes ?? Buffer.alloc(0))]).toEqual([...sum]);
    }
  });

  it('has the ops of a step of shapes alone', () => {
    const { network: graph, recipe: rule } = first;
    const optimiser = { kind: 'sgd-momentum', learningRate: 0.05, momentum: 0.9, weightDecay: 0 } as const;
    const lowered = lowerStep({
      ...{ pass: 'training', network: graph, recipe: rule, unitFor: ampFor, batch: 16, optimiser, microBatches: 4 },
      ...{ seed: 5, step: 0, blocks: 'unrolled' },
    });
    expect(run.capture.ops).toEqual(lowered.ops);
  });

  it('says so in its record', () => {
    expect(run.record.microBatches).toBe(4);
    parseTraining(run.record, 'test');
  });
});

/** Small enough for units without a fast path: 16 values an image, two linear layers. */
const TINY: NetworkGraph = {
  name: 'tiny',
  summary: '',
  inputs: [{ id: 'x', shape: ['batch', 28, 28, 1] }],
  nodes: [
    { id: 'means', kind: 'average-pool', kernel: 7, stride: 7 },
    { id: '1-linear', kind: 'linear', outputs: 6 },
    { id: '2-relu', kind: 'relu' },
    { id: '3-linear', kind: 'linear', outputs: 10 },
  ],
  loss: 'softmax-cross-entropy',
};

describe('sums whose order is the same', () => {
  const fma = (a: string, b: string) => unitFamily('fma', 'test').resolve(a, b, {}, 'test');
  const exact = (a: string, b: string) => unitFamily('exact', 'test').resolve(a, b, {}, 'test');
  /** Products in 8 bits, each of which a float32 holds; gradients of parameters stay float32. */
  const fp8 = recipe('fp8', { storage: 'float32' }, 'test');
  const dw = { ...fp8.roles.dw, format: 'float32' };
  const unrounded: Recipe = { ...fp8, firstLayer: 'cast', roles: { ...fp8.roles, dw } };
  const bytes = ({ record, network }: ReturnType<typeof trainSmall>) => [
    record.steps.map(({ loss }) => loss?.toFixed(12)),
    record.evaluation,
    network.layers.flatMap(({ parameters }) => parameters.map(({ master }) => [...(master ?? [])])),
  ];
  const runOf = (unitFor: typeof fma, batch: number, microBatches: number) =>
    bytes(
      trainSmall({ images: 16, tests: 20, batch, steps: 2, network: TINY, recipe: unrounded, unitFor, microBatches }),
    );

  it('one product at a time, one example a part: the bytes of the whole batch', () => {
    expect(runOf(fma, 8, 8)).toEqual(runOf(fma, 8, 1));
  });

  it('exact sums of two examples, one a part: the bytes of the whole batch', () => {
    expect(runOf(exact, 2, 2)).toEqual(runOf(exact, 2, 1));
  });

  it('and not where it is another: two parts of four', () => {
    expect(runOf(fma, 8, 2)).not.toEqual(runOf(fma, 8, 1));
  });
});

it('of a network that shares a table, has a name of its own for every sum', () => {
  const { ops } = lowerStep({
    ...{ pass: 'training', network: networkNamed('char-transformer', 'test'), recipe: recipe('fp8', {}, 'test') },
    ...{ unitFor: ampFor, batch: 4, microBatches: 2, seed: 1, step: 0, blocks: 'folded' },
    optimiser: { kind: 'sgd-momentum', learningRate: 0.1, momentum: 0.9, weightDecay: 0 },
  });
  const outputs = ops.map(({ output }) => output);
  expect(outputs).toContain('0/words/dtable.sum.part-2');
  expect(new Set(outputs).size).toBe(outputs.length);
});
