/**
 * Batches in a seeded order: every epoch a new permutation, the last incomplete batch left out.
 * Pixels become float16 after (pixel − mean) / deviation of the training set.
 */
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import { randomUnit, streamOf } from '../../runtime/random.js';
import { encode } from '../../sim/arithmetic/reference/convert.js';
import { type Dataset, type ImageSet, imageBytes, pixelMoments } from '../data/dataset.js';
import type { Batch } from './step.js';

/** Turns pixels of a data set into float16 codes; channel planes become interleaved channels. */
export interface BatchMaker {
  /** @param images indices into the set */
  make(set: ImageSet, images: ArrayLike<number>): Batch;
}

export function batchMaker(dataset: Dataset): BatchMaker {
  const codes = pixelCodes(dataset.train);
  const { channels, height, width } = dataset.shape;
  const bytes = imageBytes(dataset.shape);
  const plane = height * width;
  return {
    make(set, images) {
      const values = new Uint16Array(images.length * bytes);
      const labels = new Uint8Array(images.length);
      for (let i = 0; i < images.length; i++) {
        const image = images[i] as number;
        labels[i] = set.labels[image] as number;
        for (let pixel = 0; pixel < plane; pixel++) {
          for (let c = 0; c < channels; c++) {
            const byte = set.pixels[image * bytes + c * plane + pixel] as number;
            values[i * bytes + pixel * channels + c] = codes[byte] as number;
          }
        }
      }
      return { size: images.length, images: values, labels };
    },
  };
}

/** The order of an epoch's images: Fisher–Yates from counter-based random numbers. */
export function epochOrder(size: number, seed: number, epoch: number): Uint32Array {
  const order = Uint32Array.from({ length: size }, (_, i) => i);
  const stream = streamOf('order', epoch);
  for (let i = size - 1; i > 0; i--) {
    const j = Math.floor(randomUnit(seed, stream, i) * (i + 1));
    const swapped = order[i] as number;
    order[i] = order[j] as number;
    order[j] = swapped;
  }
  return order;
}

function pixelCodes(train: ImageSet): Uint16Array {
  const { mean, deviation } = pixelMoments(train);
  const format = resolveFloatFormat('float16', 'pixels');
  const rule = { rounding: 'nearest-even', overflow: 'saturate' } as const;
  return Uint16Array.from({ length: 256 }, (_, pixel) => encode(format, (pixel - mean) / deviation, rule));
}
