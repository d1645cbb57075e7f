/** CIFAR-10 files, and views of images: where each pixel of an example comes from. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { loadCifar10 } from '../../../traces/data/cifar10.js';
import { loadDataset } from '../../../traces/data/datasets.js';
import { type ImageSet, imageDataset } from '../../../traces/data/images.js';
import { temporaryFolder } from '../../cli/octile.js';
import { itWithShared, sharedFile } from '../../shared-data.js';

const folder = temporaryFolder();

/** `count` images: class, then planes of red, green and blue filled with the image's number, 100 and 200 more. */
function records(count: number, label = (i: number) => i % 10): Uint8Array {
  const bytes = new Uint8Array(3073 * count);
  for (let i = 0; i < count; i++) {
    bytes[3073 * i] = label(i);
    [0, 100, 200].forEach((more, plane) => {
      bytes.fill((i % 50) + more, 3073 * i + 1 + 1024 * plane, 3073 * i + 1 + 1024 * (plane + 1));
    });
  }
  return bytes;
}

function write(into: string, files: Readonly<Record<string, Uint8Array>>): string {
  const path = join(folder, into);
  mkdirSync(path, { recursive: true });
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(path, name), bytes);
  return path;
}

const OFFICIAL = Object.fromEntries(
  ['data_batch_1', 'data_batch_2', 'data_batch_3', 'data_batch_4', 'data_batch_5', 'test_batch'].map(
    (name) => [`${name}.bin`, records(10_000)] as const,
  ),
);

describe('files', () => {
  it('the official six: five to train on, one after another, and one to test', () => {
    const sets = loadCifar10(write('official', OFFICIAL));
    expect([sets.train.size, sets.test.size, sets.classes]).toEqual([50_000, 10_000, 10]);
    // Image 10,003 is the fourth of the second file: planes of 3, 103 and 203.
    const at = 10_003 * 3072;
    expect([0, 1024, 2048].map((plane) => sets.train.pixels[at + plane])).toEqual([3, 103, 203]);
    expect(sets.train.labels[10_003]).toBe(3);
  });

  it('a part of them, packed', () => {
    const path = write('subset', {
      'train_subset.bin.gz': gzipSync(records(30)),
      'test_subset.bin': records(20),
    });
    expect([loadCifar10(path).train.size, loadCifar10(path).test.size]).toEqual([30, 20]);
  });

  itWithShared('data/cifar10/train_subset.bin.gz')(
    'the 8,000 and 2,000 images of the shared subset, 800 a class',
    () => {
      const { train, test } = loadCifar10(sharedFile('data/cifar10'));
      expect([train.size, test.size]).toEqual([8000, 2000]);
      const counts = Array.from({ length: 10 }, (_, label) => train.labels.filter((other) => other === label).length);
      expect(counts).toEqual(new Array(10).fill(800));
    },
  );

  it.each([
    ['no file', {}, 'expected a folder with data_batch_1.bin or data_batch_1.bin.gz'],
    [
      'a part cut off',
      { 'train_subset.bin': records(3).subarray(0, 9000), 'test_subset.bin': records(1) },
      '9000 bytes',
    ],
    ['an empty part', { 'train_subset.bin': new Uint8Array(0), 'test_subset.bin': records(1) }, 'got 0 bytes'],
    [
      'a class above 9',
      { 'train_subset.bin': records(3, (i) => 8 + i), 'test_subset.bin': records(1) },
      'class of image 2: expected a class 0 to 9, got 10',
    ],
    ['half of the parts', { 'test_subset.bin': records(1) }, 'expected a folder with train_subset.bin'],
    [
      'a missing file',
      { ...OFFICIAL, 'data_batch_4.bin': records(10) },
      'expected 10,000 images of 3073 bytes, got 30730',
    ],
  ] as const)('refuses %s', (name, files, sentence) => {
    const path = write(name.replaceAll(' ', '-'), files);
    expect(() => loadCifar10(path)).toThrow(sentence);
  });
});

/** One image of 32 × 32, whose red is the column, green the row, blue zero. */
function gradientImage(): ImageSet {
  const pixels = new Uint8Array(3072);
  for (let i = 0; i < 1024; i++) {
    pixels[i] = i % 32;
    pixels[1024 + i] = Math.floor(i / 32);
  }
  return { pixels, labels: Uint8Array.of(1), size: 1 };
}

/** Values as they are: mean 0 and deviation 1. */
function plain(view: Parameters<typeof imageDataset>[1]) {
  const set = gradientImage();
  const moments = new Array(3).fill({ mean: 0, deviation: 1 });
  const shape = { channels: 3, height: 32, width: 32 };
  const dataset = imageDataset({ name: 'n', shape, classes: 2, train: set, test: set, moments }, view);
  return (part: 'train' | 'test', epoch: number) => {
    const values = [...(dataset.batch(part, [0], { storage: 'float32', epoch }).inputs ?? [])];
    const side = dataset.shape[0] as number;
    return { side, at: (y: number, x: number) => values.slice(3 * (y * side + x), 3 * (y * side + x) + 2) };
  };
}

describe('views', () => {
  it('a crop is the square around the centre, of 16 from row and column 8', () => {
    const { side, at } = plain({ side: 16, augment: 'none', seed: 1 })('train', 3);
    expect(side).toBe(16);
    expect([at(0, 0), at(15, 15), at(2, 5)]).toEqual([
      [8, 8],
      [23, 23],
      [13, 10],
    ]);
  });

  it('crop-flip moves a training example by up to 4 pixels, and mirrors every other one', () => {
    const read = plain({ side: 16, augment: 'crop-flip', seed: 1 });
    const seen = Array.from({ length: 400 }, (_, epoch) => {
      const { at } = read('train', epoch);
      const [first = 0, top = 0] = at(0, 0);
      const [last = 0] = at(0, 15);
      expect(Math.abs(last - first)).toBe(15);
      expect(at(7, 0)[1]).toBe(top + 7);
      return { left: Math.min(first, last) - 8, top: top - 8, mirrored: last < first };
    });
    const shifts = (of: (place: (typeof seen)[number]) => number) => [...new Set(seen.map(of))].sort((a, b) => a - b);
    expect(shifts(({ left }) => left)).toEqual([-4, -3, -2, -1, 0, 1, 2, 3, 4]);
    expect(shifts(({ top }) => top)).toEqual([-4, -3, -2, -1, 0, 1, 2, 3, 4]);
    const mirrored = seen.filter((place) => place.mirrored).length;
    // 400 coins: beyond 5 deviations of 10 either way is no coin.
    expect(Math.abs(mirrored - 200)).toBeLessThan(50);
  });

  it('of a whole image it leaves zeros beyond the edge', () => {
    const read = plain({ augment: 'crop-flip', seed: 1 });
    const corners = Array.from({ length: 50 }, (_, epoch) => read('train', epoch))
      .filter(({ at }) => at(16, 16)[1] !== 16)
      .map(({ at }) => [at(0, 16), at(31, 16)]);
    for (const [upper, lower] of corners) expect([upper, lower]).toContainEqual([0, 0]);
    expect(corners.length).toBeGreaterThan(20);
  });

  it('of the test set nothing is moved', () => {
    const { at } = plain({ side: 16, augment: 'crop-flip', seed: 1 })('test', 5);
    expect(at(0, 0)).toEqual([8, 8]);
  });

  it('the same seed and epoch move an image alike', () => {
    const values = (seed: number, epoch: number) =>
      plain({ augment: 'crop-flip', seed })('train', epoch).at(16, 16).join();
    const row = (seed: number) => Array.from({ length: 20 }, (_, epoch) => values(seed, epoch));
    expect(row(1)).toEqual(row(1));
    expect(row(1)).not.toEqual(row(2));
  });
});

describe('spelled', () => {
  const where = { dataset: '--data', train: '--train-images', test: '--test-images' };
  const load = (choices: string, sizes = {}) => {
    const path = write('spelled', { 'train_subset.bin': records(30), 'test_subset.bin': records(20) });
    return loadDataset({ dataset: `cifar10:${path}${choices}`, sizes, seed: 1, where });
  };

  it('choices are part of the name, not the place', () => {
    const { name, shape } = load(':crop=16:augment=crop-flip');
    expect([name, shape]).toEqual(['cifar10:crop=16:augment=crop-flip', [16, 16, 3]]);
    expect(load('').name).toBe('cifar10');
  });

  it('each channel has its own mean and deviation', () => {
    const { inputs } = load('').batch('train', [7], { storage: 'float32', epoch: 0 });
    // Bytes 7, 107 and 207 of 255.
    const expected = [7 / 255 - 0.4914, 107 / 255 - 0.4822, 207 / 255 - 0.4465];
    const deviations = [0.247, 0.2435, 0.2616];
    for (const [c, value] of expected.entries()) expect(inputs?.[c]).toBeCloseTo(value / (deviations[c] ?? 1), 5);
  });

  it('the first examples are taken where fewer are asked for', () => {
    expect(load('', { train: 12 }).sizes).toEqual({ train: 12, test: 20 });
    expect(() => load('', { test: 21 })).toThrow('--test-images: expected at most the 20 examples of cifar10, got 21');
  });

  it.each([
    [':crop=40', '--data: expected a whole number from 4 to 31, got 40'],
    [':crop=16:crop=16', 'each once, got "crop=16"'],
    [':flip=yes', 'expected cifar10:FOLDER[:crop=SIDE][:augment=crop-flip], each once, got "flip=yes"'],
    [':augment=all', 'expected one of crop-flip, got "all"'],
  ])('%s is refused', (choices, sentence) => {
    expect(() => load(choices)).toThrow(sentence);
  });
});
