import { describe, expect, it } from 'vitest';
import type { NetworkGraph } from '../../models/networks/graph.js';
import { layoutOf } from '../../models/networks/layout.js';
import { recipe } from '../../traces/training/recipes.js';
import { valuesOf } from './captured-values.js';
import { meanLoss, type Weights } from './float64-network.js';
import { SMALL_CNN, SMALL_MLP, SMALL_RESIDUAL, trainSmall } from './small-training.js';

const LOSS_SCALE = 2 ** 10;
const STEP = 1e-4;

/** Weights, images and labels of the captured step; labels from the sign of the logits' gradient. */
function capturedStep(network: NetworkGraph, batch: number) {
  const { capture } = trainSmall({ network, recipe: recipe('fp16', {}, 'test'), images: batch, batch });
  const dense = layoutOf(network, 'unrolled').flatMap(({ id, parameters }) => (parameters.length > 0 ? [id] : []));
  const weights: Weights = new Map(
    dense.map((id) => [id, { w: valuesOf(capture, `${id}/w`), b: valuesOf(capture, `${id}/b`) }]),
  );
  const pixels = valuesOf(capture, 'input/x');
  const images = Array.from({ length: batch }, (_, i) => pixels.slice(784 * i, 784 * (i + 1)));
  const gradient = valuesOf(capture, 'loss/dlogits');
  const labels = images.map((_, i) => gradient.slice(10 * i, 10 * i + 10).findIndex((value) => value < 0));
  return { capture, dense, weights, images, labels };
}

/** Central difference of the float64 loss in one weight. */
function difference(
  network: NetworkGraph,
  weights: Weights,
  id: string,
  part: 'w' | 'b',
  index: number,
  images: number[][],
  labels: number[],
): number {
  const moved = (by: number) => {
    const layer = weights.get(id);
    const values = [...(layer?.[part] ?? [])];
    values[index] = (values[index] ?? 0) + by;
    return meanLoss(
      network,
      new Map(weights).set(id, { w: layer?.w ?? [], b: layer?.b ?? [], [part]: values }),
      images,
      labels,
    );
  };
  return (moved(STEP) - moved(-STEP)) / (2 * STEP);
}

describe.each([SMALL_MLP, SMALL_CNN, SMALL_RESIDUAL])(
  'the emulated fp16 gradients of $name equal finite differences of a float64 network',
  (network) => {
    const { capture, dense, weights, images, labels } = capturedStep(network, 8);
    it.each(dense)('%s, weights and bias within a fiftieth of the largest gradient', (id) => {
      for (const [part, name] of [
        ['w', `${id}/dw`],
        ['b', `${id}/db`],
      ] as const) {
        const gradient = valuesOf(capture, name).map((value) => value / LOSS_SCALE);
        const largest = Math.max(...gradient.map(Math.abs));
        expect(largest).toBeGreaterThan(1e-4);
        const strongest = gradient.map((value, i) => [Math.abs(value), i] as const).sort((a, b) => b[0] - a[0]);
        const sample = [
          ...strongest.slice(0, 4),
          ...strongest.filter((_, i) => i % Math.ceil(gradient.length / 5) === 0),
        ];
        for (const [, index] of sample) {
          const expected = difference(network, weights, id, part, index, images, labels);
          expect(Math.abs((gradient[index] ?? 0) - expected) / largest).toBeLessThan(0.02);
        }
      }
    });
  },
);
