/**
 * Labelled images in memory: bytes as the files have them. As examples their pixels become
 * (pixel − mean) / deviation of the training set, rounded once, and channel planes interleaved channels.
 */
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import type { StorageFormat } from '../../models/recipes/storage.js';
import { encode } from '../../sim/arithmetic/reference/convert.js';
import type { Elements } from '../ops/tensor.js';
import type { Dataset, Part } from './dataset.js';

export interface ImageShape {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

export interface ImageSet {
  /** One byte a pixel, images one after another, each channel by channel, row by row. */
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
  readonly size: number;
}

export interface ImageSets extends Readonly<Record<Part, ImageSet>> {
  readonly name: string;
  readonly shape: ImageShape;
  readonly classes: number;
}

/** Images as a data set: examples of [height, width, channels]. */
export function imageDataset(sets: ImageSets): Dataset {
  const { name, shape, classes, train, test } = sets;
  const codes = new Map<StorageFormat, Elements>();
  return {
    name,
    shape: [shape.height, shape.width, shape.channels],
    classes,
    sizes: { train: train.size, test: test.size },
    batch(part, examples, storage) {
      const known = codes.get(storage) ?? pixelCodes(train, storage);
      codes.set(storage, known);
      return imageBatch(sets[part], shape, examples, known);
    },
  };
}

/** Images `from` (inclusive) to `to` (exclusive) of a set. */
export function slice(set: ImageSet, from: number, to: number): ImageSet {
  const bytes = set.pixels.length / set.size;
  return {
    pixels: set.pixels.subarray(from * bytes, to * bytes),
    labels: set.labels.subarray(from, to),
    size: to - from,
  };
}

/** Mean and standard deviation of a set's pixel values, from exact integer sums. */
function pixelMoments(set: ImageSet): { readonly mean: number; readonly deviation: number } {
  let sum = 0;
  let squares = 0;
  for (const pixel of set.pixels) {
    sum += pixel;
    squares += pixel * pixel;
  }
  const mean = sum / set.pixels.length;
  return { mean, deviation: Math.sqrt(Math.max(squares / set.pixels.length - mean * mean, 1)) };
}

function imageBatch(set: ImageSet, shape: ImageShape, images: ArrayLike<number>, codes: Elements) {
  const { channels, height, width } = shape;
  const plane = height * width;
  const bytes = channels * plane;
  const elements = images.length * bytes;
  const inputs = codes instanceof Float32Array ? new Float32Array(elements) : new Uint16Array(elements);
  const labels = new Uint8Array(images.length);
  for (let i = 0; i < images.length; i++) {
    const image = images[i] as number;
    labels[i] = set.labels[image] as number;
    for (let pixel = 0; pixel < plane; pixel++) {
      for (let c = 0; c < channels; c++) {
        const byte = set.pixels[image * bytes + c * plane + pixel] as number;
        inputs[i * bytes + pixel * channels + c] = codes[byte] as number;
      }
    }
  }
  return { size: images.length, inputs, labels };
}

/** Code of each byte; values themselves where the storage is float32. */
function pixelCodes(train: ImageSet, storage: StorageFormat): Elements {
  const { mean, deviation } = pixelMoments(train);
  const format = resolveFloatFormat(storage, 'pixels');
  const rule = { rounding: 'nearest-even', overflow: 'saturate' } as const;
  const value = (pixel: number) => (pixel - mean) / deviation;
  if (storage === 'float32') return Float32Array.from({ length: 256 }, (_, pixel) => value(pixel));
  return Uint16Array.from({ length: 256 }, (_, pixel) => encode(format, value(pixel), rule));
}
