import { describe, expect, it } from 'vitest';
import type { NetworkGraph } from '../../models/networks/graph.js';
import { network } from '../../models/networks/networks.js';
import { sha256 } from '../../records/json.js';
import { recipe } from '../../traces/training/recipes.js';
import { SMALL_CNN, SMALL_IMAGES, SMALL_TOKENS, trainSmall } from './small-training.js';

const LEARNING = { images: 1500, epochs: 3, batch: 50, learningRate: 0.05 };
const accuracy = ({ record }: ReturnType<typeof trainSmall>) => record.evaluation.correct / record.evaluation.total;

describe('recipes on the shipped digits', () => {
  const fp16 = trainSmall({ ...LEARNING, recipe: recipe('fp16', {}, 'test') });
  const fp8 = trainSmall({ ...LEARNING, recipe: recipe('fp8', { activationBias: 13 }, 'test') });

  it('fp16 learns', () => expect(accuracy(fp16)).toBeGreaterThan(0.85));

  it('the paper’s formats learn as well, within three points of 500 images', () => {
    expect(Math.abs(accuracy(fp8) - accuracy(fp16))).toBeLessThan(0.03);
  });

  it('casts lose values: underflow and saturation are counted and not zero', () => {
    const total = (key: 'underflow' | 'saturated') => fp8.record.casts.reduce((sum, cast) => sum + cast[key], 0);
    expect(total('underflow')).toBeGreaterThan(0);
    expect(total('saturated')).toBeGreaterThan(0);
    expect(
      fp16.record.casts.every(({ underflow, saturated, role }) => role !== 'weight' || underflow + saturated === 0),
    ).toBe(true);
  });
});

it('1.4.3 gradients without a loss scale vanish in large batches: the same network hardly learns', () => {
  // A mean over 750 images makes every gradient at the loss smaller than 1.4 of 1.4.3's smallest steps.
  const large = { images: 1500, epochs: 20, batch: 750, learningRate: 0.1 };
  const good = trainSmall({ ...large, recipe: recipe('fp8', {}, 'test') });
  const failing = trainSmall({
    ...large,
    recipe: recipe('fp8', { gradientFormat: 'f143', lossScaling: { kind: 'none' } }, 'test'),
  });
  expect(accuracy(good)).toBeGreaterThan(0.75);
  expect(accuracy(failing)).toBeLessThan(0.5);
});

describe('a network that cannot be trained is refused before it starts', () => {
  const tokens = (node: NetworkGraph['nodes'][number]): NetworkGraph => ({
    ...{
      name: 'places',
      summary: '',
      inputs: [{ id: 'x', shape: ['batch', 28, 28, 1] }],
      loss: 'softmax-cross-entropy',
    },
    nodes: [{ id: 'rows', kind: 'reshape', shape: [28, 28] }, node, { id: 'head', kind: 'linear', outputs: 10 }],
  });
  it.each([
    [
      tokens({ id: 'waves', kind: 'positions', values: 'sinusoidal' }),
      'network places node "waves": expected learned positions to train, got sinusoidal ones; time it from its shapes',
    ],
    [
      tokens({ id: 'turned', kind: 'attention', heads: 7, positions: 'rotary', inputs: ['rows', 'rows', 'rows'] }),
      'network places node "turned": expected learned positions to train, got rotary ones',
    ],
    [
      network('gpt2', 'test'),
      'network gpt2 inputs: expected one of batch × 28 × 28 × 1, as strokes has them, got batch',
    ],
  ])('%j', (graph, sentence) => {
    expect(() => trainSmall({ network: graph, recipe: recipe('fp8', {}, 'test') })).toThrow(sentence);
  });
});

it.each([SMALL_IMAGES, SMALL_TOKENS])('$name learns in fp8', (graph) => {
  const { record } = trainSmall({
    network: graph,
    recipe: recipe('fp8', {}, 'test'),
    images: 256,
    epochs: 5,
    learningRate: 0.2,
  });
  expect(record.divergedAtStep).toBeNull();
  expect(record.steps.at(-1)?.loss).toBeLessThan((record.steps[0]?.loss ?? 0) - 0.1);
});

describe('same seed, same bytes', () => {
  const digest = (threads: number, network = SMALL_CNN) => {
    const { capture, record } = trainSmall({
      network,
      threads,
      recipe: recipe('fp8', {}, 'test'),
      images: 40,
      batch: 20,
    });
    const files = [...capture.files()].map(([path, bytes]) => `${path} ${sha256(bytes)}`);
    return JSON.stringify([files, capture.ops, capture.tensors, record]);
  };
  it('on one thread and on two', () => expect(digest(2)).toBe(digest(1)));
});
