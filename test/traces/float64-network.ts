/**
 * An independent float64 forward pass, written for the tests alone: direct loops over images, no patches,
 * no matrices. Returns the mean cross-entropy.
 */
import type { NetworkGraph, NodeRecord } from '../../models/networks/graph.js';

/** Weights and biases by layer id, weights as [inputs × outputs] (kernel row, kernel column, channel for conv). */
export type Weights = ReadonlyMap<string, { readonly w: readonly number[]; readonly b: readonly number[] }>;

interface Image {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly at: (y: number, x: number, c: number) => number;
}

export function meanLoss(
  network: NetworkGraph,
  weights: Weights,
  images: readonly (readonly number[])[],
  labels: readonly number[],
): number {
  const [height, width, channels] = (network.inputs[0]?.shape ?? []).slice(1) as number[];
  const losses = images.map((pixels, i) => {
    const values = new Map([['x', imageOf(pixels, height ?? 0, width ?? 0, channels ?? 0)]]);
    const last = runNodes(network.nodes, '', 'x', values, weights);
    const image = values.get(last) as Image;
    const logits = Array.from({ length: image.channels }, (_, c) => image.at(0, 0, c));
    return Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0)) - (logits[labels[i] ?? 0] ?? 0);
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

/** Runs nodes one after another; a block as often as it repeats. @returns the id of the last value */
function runNodes(
  nodes: NetworkGraph['nodes'],
  prefix: string,
  first: string,
  values: Map<string, Image>,
  weights: Weights,
): string {
  let before = first;
  for (const node of nodes) {
    if (node.kind === 'block') {
      for (let i = 1; i <= node.repeat; i++) before = runNodes(node.nodes, `${node.id}.${i}.`, before, values, weights);
      continue;
    }
    const names = node.inputs?.map((name) => (name === 'input' ? first : prefix + name)) ?? [before];
    const [image, other] = names.map((name) => values.get(name) as Image) as [Image, Image];
    before = prefix + node.id;
    values.set(before, nodeValue(node, image, other, weights.get(before)));
  }
  return before;
}

function nodeValue(
  node: NodeRecord,
  image: Image,
  other: Image,
  { w, b }: { readonly w: readonly number[]; readonly b: readonly number[] } = { w: [], b: [] },
): Image {
  switch (node.kind) {
    case 'relu':
      return mapped(image, (y, x, c) => Math.max(0, image.at(y, x, c)), image);
    case 'gelu': {
      const gelu = (v: number) => 0.5 * v * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (v + 0.044715 * v ** 3)));
      return mapped(image, (y, x, c) => gelu(image.at(y, x, c)), image);
    }
    case 'add':
      return mapped(image, (y, x, c) => image.at(y, x, c) + other.at(y, x, c), image);
    case 'max-pool':
      return pooled(image, node.size ?? 0);
    case 'convolution':
      return convolved(image, node.kernel, node.channels, w, b);
    case 'linear':
      return linear(image, node.outputs, w, b);
    default:
      throw new Error(`${node.kind} is not among the layers of this network`);
  }
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
