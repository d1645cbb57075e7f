/**
 * CIFAR-10, binary version: a byte for the class and 3,072 for the planes of red, green and blue, image after image;
 * gzip or not. Source: A. Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009, and the page of the
 * data set. The official six files, or a part of them as train_subset.bin and test_subset.bin.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError, shown } from '../../models/input-error.js';
import type { ImageSet, ImageSets, Moments } from './images.js';
import { unpacked } from './unpacked.js';

const SHAPE = { channels: 3, height: 32, width: 32 } as const;
const PIXELS = SHAPE.channels * SHAPE.height * SHAPE.width;
const RECORD = 1 + PIXELS;
const CLASSES = 10;

/** Images of an official file. */
const BATCH_IMAGES = 10_000;
const OFFICIAL = {
  train: [1, 2, 3, 4, 5].map((number) => `data_batch_${number}.bin`),
  test: ['test_batch.bin'],
} as const;
const SUBSET = { train: 'train_subset.bin', test: 'test_subset.bin' } as const;

/**
 * Of red, green and blue over the 50,000 images to train on, as networks for CIFAR-10 take them: 0.4914, 0.4822, 0.4465
 * and 0.2470, 0.2435, 0.2616 of 255. Source: pytorch-cifar, issue 19 (deviations of pixels, not of images' means).
 */
const MOMENTS: readonly Moments[] = [
  { mean: 0.4914 * 255, deviation: 0.247 * 255 },
  { mean: 0.4822 * 255, deviation: 0.2435 * 255 },
  { mean: 0.4465 * 255, deviation: 0.2616 * 255 },
];

/** @throws InputError for files that are not there, or not whole, or with a class above 9 */
export function loadCifar10(folder: string): ImageSets {
  const base = { name: 'cifar10', shape: SHAPE, classes: CLASSES, moments: MOMENTS };
  if (findFile(folder, OFFICIAL.test[0] as string) === undefined && findFile(folder, SUBSET.test) !== undefined) {
    return {
      ...base,
      train: recordsOf(requireFile(folder, SUBSET.train)),
      test: recordsOf(requireFile(folder, SUBSET.test)),
    };
  }
  return { ...base, train: officialOf(folder, OFFICIAL.train), test: officialOf(folder, OFFICIAL.test) };
}

function officialOf(folder: string, names: readonly string[]): ImageSet {
  const paths = names.map((name) => requireFile(folder, name));
  return joined(paths.map((path) => recordsOf(path, BATCH_IMAGES)));
}

/** @param expected images that the file holds; any number where none is given */
function recordsOf(path: string, expected?: number): ImageSet {
  const file = unpacked(path);
  const size = file.length / RECORD;
  if (!Number.isInteger(size) || size === 0 || (expected !== undefined && size !== expected)) {
    const number = expected === undefined ? 'one or more' : expected.toLocaleString('en-US');
    const got = `${file.length} bytes`;
    throw new InputError(
      path,
      `${number} images of ${RECORD} bytes`,
      got,
      'the file may be cut off, or another version',
    );
  }
  const labels = new Uint8Array(size);
  const pixels = new Uint8Array(size * PIXELS);
  for (let i = 0; i < size; i++) {
    labels[i] = file[i * RECORD] as number;
    pixels.set(file.subarray(i * RECORD + 1, (i + 1) * RECORD), i * PIXELS);
  }
  const wrong = labels.findIndex((label) => label >= CLASSES);
  if (wrong >= 0) throw new InputError(`${path} class of image ${wrong}`, 'a class 0 to 9', String(labels[wrong]));
  return { pixels, labels, size };
}

function joined(sets: readonly ImageSet[]): ImageSet {
  const size = sets.reduce((sum, set) => sum + set.size, 0);
  const [pixels, labels] = [new Uint8Array(size * PIXELS), new Uint8Array(size)];
  let at = 0;
  for (const set of sets) {
    pixels.set(set.pixels, at * PIXELS);
    labels.set(set.labels, at);
    at += set.size;
  }
  return { pixels, labels, size };
}

function requireFile(folder: string, name: string): string {
  const path = findFile(folder, name);
  if (path !== undefined) return path;
  const expected = `a folder with ${name} or ${name}.gz`;
  const remedy = `the binary version has ${[...OFFICIAL.train, ...OFFICIAL.test].join(', ')}; a part of it ${SUBSET.train} and ${SUBSET.test}`;
  throw new InputError(`cifar10:${folder}`, expected, `${shown(folder)} without it`, remedy);
}

function findFile(folder: string, name: string): string | undefined {
  return [join(folder, name), join(folder, `${name}.gz`)].find((path) => existsSync(path));
}
