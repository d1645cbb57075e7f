/**
 * Labelled images in memory: bytes as the files have them. As examples, whole or as a view shows them, their pixels
 * become (pixel − mean) / deviation, rounded once, and channel planes interleaved channels.
 */
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import type { StorageFormat } from '../../models/recipes/storage.js';
import { encode } from '../../sim/arithmetic/reference/convert.js';
import type { Elements } from '../ops/tensor.js';
import type { Dataset, Part } from './dataset.js';
import { type Placed, placed, type View, WHOLE } from './views.js';

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

/** Of pixel values, 0 to 255. */
export interface Moments {
  readonly mean: number;
  readonly deviation: number;
}

export interface ImageSets extends Readonly<Record<Part, ImageSet>> {
  readonly name: string;
  readonly shape: ImageShape;
  readonly classes: number;
  /** Of each channel; of the whole training set where none are given. */
  readonly moments?: readonly Moments[];
}

/** Images as a data set: examples of [height, width, channels], of a view [side, side, channels]. */
export function imageDataset(sets: ImageSets, view: View = WHOLE): Dataset {
  const { name, shape, classes, train, test } = sets;
  const height = view.side ?? shape.height;
  const width = view.side ?? shape.width;
  const codes = new Map<StorageFormat, readonly Elements[]>();
  return {
    name,
    shape: [height, width, shape.channels],
    classes,
    labelled: 'image',
    labels: 1,
    sizes: { train: train.size, test: test.size },
    batch(part, examples, { storage, epoch }) {
      const known = codes.get(storage) ?? channelCodes(sets, storage);
      codes.set(storage, known);
      const place = (image: number) => placed(view, part, shape, { image, epoch });
      return imageBatch({ set: sets[part], shape, height, width, codes: known, place }, examples);
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
function pixelMoments(set: ImageSet): Moments {
  let sum = 0;
  let squares = 0;
  for (const pixel of set.pixels) {
    sum += pixel;
    squares += pixel * pixel;
  }
  const mean = sum / set.pixels.length;
  return { mean, deviation: Math.sqrt(Math.max(squares / set.pixels.length - mean * mean, 1)) };
}

interface ImageReading {
  readonly set: ImageSet;
  readonly shape: ImageShape;
  /** Of an example. */
  readonly height: number;
  readonly width: number;
  /** Of each channel's bytes. */
  readonly codes: readonly Elements[];
  readonly place: (image: number) => Placed;
}

function imageBatch(reading: ImageReading, images: ArrayLike<number>) {
  const { set, shape, height, width, codes } = reading;
  const size = height * width * shape.channels;
  const elements = images.length * size;
  const inputs = codes[0] instanceof Float32Array ? new Float32Array(elements) : new Uint16Array(elements);
  const labels = new Uint8Array(images.length);
  for (let i = 0; i < images.length; i++) {
    const image = images[i] as number;
    labels[i] = set.labels[image] as number;
    readImage(reading, image, inputs.subarray(i * size, (i + 1) * size));
  }
  return { size: images.length, inputs, labels };
}

/** Pixels beyond the edge stay zero: the mean. */
function readImage({ set, shape, height, width, codes, place }: ImageReading, image: number, to: Elements): void {
  const { channels } = shape;
  const plane = shape.height * shape.width;
  const { top, left, direction } = place(image);
  for (let y = 0; y < height; y++) {
    const row = top + y;
    if (row < 0 || row >= shape.height) continue;
    for (let x = 0; x < width; x++) {
      const column = left + (direction === 'mirrored' ? width - 1 - x : x);
      if (column < 0 || column >= shape.width) continue;
      for (let c = 0; c < channels; c++) {
        const byte = set.pixels[(image * channels + c) * plane + row * shape.width + column] as number;
        to[(y * width + x) * channels + c] = codes[c]?.[byte] as number;
      }
    }
  }
}

/** Codes of each channel's bytes. */
function channelCodes({ shape, train, moments }: ImageSets, storage: StorageFormat): Elements[] {
  const whole = moments === undefined ? pixelCodes(pixelMoments(train), storage) : undefined;
  return Array.from({ length: shape.channels }, (_, c) => whole ?? pixelCodes(moments?.[c] as Moments, storage));
}

/** Code of each byte; values themselves where the storage is float32. */
function pixelCodes({ mean, deviation }: Moments, storage: StorageFormat): Elements {
  const format = resolveFloatFormat(storage, 'pixels');
  const rule = { rounding: 'nearest-even', overflow: 'saturate' } as const;
  const value = (pixel: number) => (pixel - mean) / deviation;
  if (storage === 'float32') return Float32Array.from({ length: 256 }, (_, pixel) => value(pixel));
  return Uint16Array.from({ length: 256 }, (_, pixel) => encode(format, value(pixel), rule));
}
