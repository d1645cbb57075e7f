/**
 * An independent float64 forward pass, written for the tests alone: direct loops over images, no patches,
 * no matrices. Returns the mean cross-entropy.
 */
import type { NetworkRecord } from '../../models/networks/network.js';

/** Weights and biases by layer id, weights as [inputs × outputs] (kernel row, kernel column, channel for conv). */
export type Weights = ReadonlyMap<string, { readonly w: readonly number[]; readonly b: readonly number[] }>;

interface Image {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly at: (y: number, x: number, c: number) => number;
}

export function meanLoss(
  network: NetworkRecord,
  weights: Weights,
  images: readonly (readonly number[])[],
  labels: readonly number[],
): number {
  const losses = images.map((pixels, i) => {
    const { height, width, channels } = network.input;
    let image = imageOf(pixels, height, width, channels);
    network.layers.forEach((layer, index) => {
      const parameters = weights.get(`${index + 1}-${layer.kind}`);
      if (layer.kind === 'relu') image = mapped(image, (y, x, c) => Math.max(0, image.at(y, x, c)), image);
      if (layer.kind === 'max-pool') image = pooled(image, layer.size);
      if (layer.kind === 'conv' && parameters)
        image = convolved(image, layer.kernel, layer.channels, parameters.w, parameters.b);
      if (layer.kind === 'linear' && parameters) image = linear(image, layer.outputs, parameters.w, parameters.b);
    });
    const logits = Array.from({ length: image.channels }, (_, c) => image.at(0, 0, c));
    return Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0)) - (logits[labels[i] ?? 0] ?? 0);
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

function imageOf(values: readonly number[], height: number, width: number, channels: number): Image {
  return { height, width, channels, at: (y, x, c) => values[(y * width + x) * channels + c] ?? Number.NaN };
}

function mapped(
  _: Image,
  value: (y: number, x: number, c: number) => number,
  size: { height: number; width: number; channels: number },
): Image {
  const { height, width, channels } = size;
  const values: number[] = [];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) for (let c = 0; c < channels; c++) values.push(value(y, x, c));
  return imageOf(values, height, width, channels);
}

function pooled(image: Image, size: number): Image {
  const shape = { height: image.height / size, width: image.width / size, channels: image.channels };
  return mapped(
    image,
    (y, x, c) => {
      let best = Number.NEGATIVE_INFINITY;
      for (let i = 0; i < size * size; i++)
        best = Math.max(best, image.at(y * size + Math.floor(i / size), x * size + (i % size), c));
      return best;
    },
    shape,
  );
}

function convolved(image: Image, kernel: number, outputs: number, w: readonly number[], b: readonly number[]): Image {
  const half = (kernel - 1) / 2;
  const inside = (y: number, x: number) => y >= 0 && x >= 0 && y < image.height && x < image.width;
  return mapped(
    image,
    (y, x, o) => {
      let sum = b[o] ?? 0;
      for (let ky = 0; ky < kernel; ky++) {
        for (let kx = 0; kx < kernel; kx++) {
          if (!inside(y + ky - half, x + kx - half)) continue;
          for (let c = 0; c < image.channels; c++) {
            sum +=
              image.at(y + ky - half, x + kx - half, c) *
              (w[((ky * kernel + kx) * image.channels + c) * outputs + o] ?? 0);
          }
        }
      }
      return sum;
    },
    { ...image, channels: outputs },
  );
}

function linear(image: Image, outputs: number, w: readonly number[], b: readonly number[]): Image {
  const values = Array.from({ length: outputs }, (_, o) => {
    let sum = b[o] ?? 0;
    for (let i = 0; i < image.height * image.width * image.channels; i++) {
      const c = i % image.channels;
      const x = Math.floor(i / image.channels) % image.width;
      sum += image.at(Math.floor(i / image.channels / image.width), x, c) * (w[i * outputs + o] ?? 0);
    }
    return sum;
  });
  return imageOf(values, 1, 1, outputs);
}
