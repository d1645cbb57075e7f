/** Images as examples, on two channels and sides that differ: where each pixel goes, and what value it becomes. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { resolveFloatFormat } from '../../../models/formats/resolve.js';
import { sha256 } from '../../../records/json.js';
import { decode } from '../../../sim/arithmetic/reference/convert.js';
import { loadMnist } from '../../../traces/data/idx.js';
import { imageDataset, slice } from '../../../traces/data/images.js';
import { strokesDataset } from '../../../traces/data/strokes.js';
import { temporaryFolder } from '../../cli/octile.js';

/** Two training images and one to test of 2 × 3 pixels, a plane of 0 to 5 and one of 10 to 15; the second + 100. */
const plane = (from: number) => Array.from({ length: 6 }, (_, i) => from + i);
const first = [...plane(0), ...plane(10)];
const train = {
  pixels: Uint8Array.from([...first, ...first.map((byte) => byte + 100)]),
  labels: Uint8Array.of(3, 1),
  size: 2,
};
const test = { pixels: Uint8Array.from(first.map((byte) => byte + 200)), labels: Uint8Array.of(2), size: 1 };
const dataset = imageDataset({ name: 'n', shape: { channels: 2, height: 2, width: 3 }, classes: 4, train, test });
/** Of the 24 training bytes: means of 2.5, 12.5, 102.5, 112.5. */
const mean = 57.5;
const deviation = Math.sqrt([...train.pixels].reduce((sum, byte) => sum + (byte - mean) ** 2, 0) / 24);

describe('a batch', () => {
  it('has the images asked for, channels beside each other, pixels less the mean over the deviation', () => {
    const { inputs, labels, size } = dataset.batch('train', [1, 0, 1], { storage: 'float32', epoch: 0 });
    expect([size, [...(labels ?? [])]]).toEqual([3, [1, 3, 1]]);
    const interleaved = plane(0).flatMap((byte, i) => [byte, 10 + i]);
    const expected = [100, 0, 100].flatMap((base) => interleaved.map((byte) => (base + byte - mean) / deviation));
    expect([...(inputs ?? [])]).toEqual(expected.map(Math.fround));
  });

  it('of the test set is scaled by the training set', () => {
    const { inputs, labels } = dataset.batch('test', [0], { storage: 'float32', epoch: 0 });
    expect([...(labels ?? [])]).toEqual([2]);
    expect(inputs?.[0]).toBe(Math.fround((200 - mean) / deviation));
    expect(inputs?.[11]).toBe(Math.fround((215 - mean) / deviation));
  });

  it.each(['float16', 'bfloat16'] as const)('in %s is rounded once', (storage) => {
    const { inputs } = dataset.batch('train', [0], { storage, epoch: 0 });
    const format = resolveFloatFormat(storage, 'test');
    const step = storage === 'float16' ? 2 ** -11 : 2 ** -8;
    [...(inputs ?? [])].forEach((code, i) => {
      const value = ((i % 2 === 0 ? i / 2 : 10 + (i - 1) / 2) - mean) / deviation;
      expect(Math.abs(decode(format, code) / value - 1)).toBeLessThanOrEqual(step);
    });
  });

  it('images of one value have the deviation one', () => {
    const flat = { pixels: new Uint8Array(12).fill(9), labels: Uint8Array.of(0), size: 1 };
    const set = imageDataset({
      name: 'f',
      shape: { channels: 2, height: 2, width: 3 },
      classes: 1,
      train: flat,
      test: flat,
    });
    expect([...(set.batch('train', [0], { storage: 'float32', epoch: 0 }).inputs ?? [])]).toEqual(
      new Array(12).fill(0),
    );
  });

  it('a part of a set is its images and labels', () => {
    expect(slice(train, 1, 2)).toEqual({ pixels: train.pixels.slice(12), labels: Uint8Array.of(1), size: 1 });
  });
});

describe('IDX files', () => {
  const folder = temporaryFolder();
  /** `count` images whose first pixel is their number, low byte, and their labels. */
  function write(into: string, prefix: string, count: number): string {
    const path = join(folder, into);
    mkdirSync(path, { recursive: true });
    const pixels = new Uint8Array(count * 784);
    for (let i = 0; i < count; i++) pixels[784 * i] = i % 256;
    const file = (magic: number, sizes: readonly number[], values: Uint8Array) => {
      const header = Buffer.alloc(4 + 4 * sizes.length);
      [magic, ...sizes].forEach((word, at) => {
        header.writeUInt32BE(word, 4 * at);
      });
      return Buffer.concat([header, values]);
    };
    writeFileSync(join(path, `${prefix}-images-idx3-ubyte.gz`), gzipSync(file(0x803, [count, 28, 28], pixels)));
    const labels = Uint8Array.from({ length: count }, (_, i) => i % 10);
    writeFileSync(join(path, `${prefix}-labels-idx1-ubyte`), file(0x801, [count], labels));
    return path;
  }

  it('with the t10k files alone: 0 to 7,999 train, 8,000 to 9,999 test', () => {
    const sets = loadMnist(write('small', 't10k', 10_000));
    expect([sets.train.size, sets.test.size, sets.classes]).toEqual([8000, 2000, 10]);
    expect([sets.train.pixels[0], sets.train.pixels[784 * 7999], sets.test.pixels[0]]).toEqual([
      0,
      7999 % 256,
      8000 % 256,
    ]);
    expect([sets.train.labels[7999], sets.test.labels[0], sets.test.labels[1999]]).toEqual([9, 0, 9]);
  });

  it('with all four: as they are', () => {
    write('whole', 'train', 30);
    const sets = loadMnist(write('whole', 't10k', 20));
    expect([sets.train.size, sets.test.size]).toEqual([30, 20]);
  });

  it('under names with a dot', () => {
    const path = write('dotted', 't10k', 10_000);
    renameSync(join(path, 't10k-images-idx3-ubyte.gz'), join(path, 't10k-images.idx3-ubyte.gz'));
    renameSync(join(path, 't10k-labels-idx1-ubyte'), join(path, 't10k-labels.idx1-ubyte'));
    expect(loadMnist(path).train.size).toBe(8000);
  });

  it('of another number of t10k images alone, no split is known', () => {
    expect(() => loadMnist(write('other', 't10k', 9_999))).toThrow('t10k files: expected 10,000 images, got 9999');
  });
});

describe('generated digits', () => {
  it('are the same for ever: every result on them rests on these bytes', () => {
    const { train: digits, test: others } = strokesDataset(100, 50, 3);
    expect([digits.size, others.size]).toEqual([100, 50]);
    expect(sha256(digits.pixels)).toBe('172c0cf3fbcc6ec111fa4972ab70c793da71f1452d727c3db9cb05450bcb7e6f');
    expect(sha256(others.pixels)).toBe('c81fb0b4eb361d273d64879598dbbf7cc4b905dab002da872fbf9f2cbdd3b669');
    expect(sha256(digits.labels)).toBe('511b4981145b0e7778278733afb9e7bf1a0918decf99b74c609036ca048e0573');
  });

  it('of another seed are others, and the test set is not the training set', () => {
    const [a, b] = [strokesDataset(20, 20, 3), strokesDataset(20, 20, 4)];
    expect(sha256(a.train.pixels)).not.toBe(sha256(b.train.pixels));
    expect(sha256(a.train.pixels)).not.toBe(sha256(a.test.pixels));
  });

  it('every digit is drawn: each class’s mean image is brightest where its lines are', () => {
    const { train: digits } = strokesDataset(2000, 1, 5);
    const centre = (digit: number) => {
      let [sum, count] = [0, 0];
      for (let i = 0; i < digits.size; i++) {
        if (digits.labels[i] !== digit) continue;
        for (const y of [13, 14]) for (const x of [13, 14]) sum += digits.pixels[784 * i + 28 * y + x] as number;
        count += 4;
      }
      return sum / count;
    };
    // A zero is hollow, an eight crosses the middle, a one stands in it.
    expect(centre(0)).toBeLessThan(60);
    expect(centre(8)).toBeGreaterThan(1.5 * centre(0));
    expect(centre(1)).toBeGreaterThan(1.5 * centre(0));
    expect(new Set(digits.labels).size).toBe(10);
  });
});
