import { describe, expect, it } from 'vitest';
import type { NetworkGraph } from '../../models/networks/graph.js';
import { layoutOf } from '../../models/networks/layout.js';
import type { StorageFormat } from '../../models/recipes/storage.js';
import type { Capture } from '../../traces/capture/capture.js';
import { recipe } from '../../traces/training/recipes.js';
import { valuesOf } from './captured-values.js';
import { meanLoss, type Weights } from './float64-network.js';
import {
  SMALL_CNN,
  SMALL_DECODER,
  SMALL_IMAGES,
  SMALL_MLP,
  SMALL_RESIDUAL,
  SMALL_TEXT,
  SMALL_TOKENS,
  trainSmall,
} from './small-training.js';

const LOSS_SCALE = 2 ** 10;
const STEP = 1e-4;

/** Parameters, images and labels of the captured step; labels from the sign of the logits' gradient. */
function capturedStep(network: NetworkGraph, batch: number, storage: StorageFormat) {
  const data = network.sequence === undefined ? {} : { dataset: { ...SMALL_TEXT, sizes: { train: batch, test: 8 } } };
  const { capture } = trainSmall({
    network,
    recipe: recipe('fp16', { storage }, 'test'),
    images: batch,
    batch,
    ...data,
  });
  const layers = layoutOf(network, 'unrolled');
  const parameters = layers.flatMap((layer) => layer.parameters.map(({ name }) => [layer.id, name] as const));
  const weights = new Map<string, Record<string, number[]>>();
  for (const [id, name] of parameters) {
    weights.set(id, { batch: [batch], ...weights.get(id), [name]: valuesOf(capture, `${id}/${name}`) });
  }
  for (const { id, node } of layers) {
    if (node.kind !== 'dropout') continue;
    const share = 1 - node.rate;
    weights.set(id, { mask: valuesOf(capture, `${id}/y`).map((value) => (value === 0 ? 0 : 1 / share)) });
  }
  const inputs = valuesOf(capture, `input/${network.inputs[0]?.id}`);
  const size = inputs.length / batch;
  const images = Array.from({ length: batch }, (_, i) => inputs.slice(size * i, size * (i + 1)));
  const gradient = valuesOf(capture, 'loss/dlogits');
  const classes = layers.at(-1)?.output.at(-1) as number;
  const labels = Array.from({ length: gradient.length / classes }, (_, i) =>
    gradient.slice(classes * i, classes * (i + 1)).findIndex((value) => value < 0),
  );
  return { capture, parameters, weights, images, labels };
}

/** What the parameter's update read. */
function gradientOf(capture: Capture, id: string, name: string): number[] {
  const update = capture.ops.find((op) => op.kind === 'update' && op.output.endsWith(`/${id}/${name}.next`));
  const tensor = update?.inputs.at(-1) ?? '';
  return valuesOf(capture, tensor.slice(tensor.indexOf('/') + 1)).map((value) => value / LOSS_SCALE);
}

/** Central difference of the float64 loss in one value of a parameter. */
function difference(
  { network, weights, images, labels }: Case,
  [id, name]: readonly [string, string],
  index: number,
): number {
  const moved = (by: number) => {
    const layer = weights.get(id);
    const values = [...(layer?.[name] ?? [])];
    values[index] = (values[index] ?? 0) + by;
    return meanLoss(network, new Map(weights).set(id, { ...layer, [name]: values }), images, labels);
  };
  return (moved(STEP) - moved(-STEP)) / (2 * STEP);
}

interface Case {
  readonly network: NetworkGraph;
  readonly weights: Weights;
  readonly images: number[][];
  readonly labels: number[];
}

describe.each([
  [SMALL_MLP, 'float16'],
  [SMALL_CNN, 'float16'],
  [SMALL_RESIDUAL, 'float16'],
  [SMALL_IMAGES, 'float32'],
  [SMALL_TOKENS, 'float32'],
  [SMALL_DECODER, 'float32'],
] as const)(
  'the emulated fp16 gradients of $name equal finite differences of a float64 network',
  (network, storage) => {
    const { capture, parameters, ...step } = capturedStep(network, 8, storage);
    it.each(parameters)('%s %s within a fiftieth of the largest gradient', (id, name) => {
      const gradient = gradientOf(capture, id, name);
      const largest = Math.max(...gradient.map(Math.abs));
      expect(largest).toBeGreaterThan(1e-4);
      const strongest = gradient.map((value, i) => [Math.abs(value), i] as const).sort((a, b) => b[0] - a[0]);
      const sample = [
        ...strongest.slice(0, 4),
        ...strongest.filter((_, i) => i % Math.ceil(gradient.length / 5) === 0),
      ];
      for (const [, index] of sample) {
        const expected = difference({ network, ...step }, [id, name], index);
        expect(Math.abs((gradient[index] ?? 0) - expected) / largest).toBeLessThan(0.02);
      }
    });
  },
);
