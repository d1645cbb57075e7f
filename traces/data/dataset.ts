/** Labelled images in memory: bytes as the files have them, split into training and test. */
import type { InputShape } from '../../models/networks/network.js';

export interface ImageSet {
  /** One byte a pixel, images one after another, each channel by channel, row by row. */
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
  readonly size: number;
}

export interface Dataset {
  readonly name: string;
  readonly shape: InputShape;
  readonly classes: number;
  readonly train: ImageSet;
  readonly test: ImageSet;
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

/** Pixels of an image. */
export function imageBytes(shape: InputShape): number {
  return shape.channels * shape.height * shape.width;
}

/** Mean and standard deviation of a set's pixel values, from exact integer sums. */
export function pixelMoments(set: ImageSet): { readonly mean: number; readonly deviation: number } {
  let sum = 0;
  let squares = 0;
  for (const pixel of set.pixels) {
    sum += pixel;
    squares += pixel * pixel;
  }
  const mean = sum / set.pixels.length;
  return { mean, deviation: Math.sqrt(Math.max(squares / set.pixels.length - mean * mean, 1)) };
}
