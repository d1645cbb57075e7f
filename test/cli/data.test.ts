import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { outputOf, refusalOf, temporaryFolder } from './octile.js';

const folder = temporaryFolder();
const data = join(folder, 'mnist');
const SIDE = 28;

/** An IDX file of bytes: magic number, sizes, values. */
function idx(magic: number, sizes: readonly number[], values: Uint8Array): Buffer {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  header.writeUInt32BE(magic, 0);
  sizes.forEach((size, axis) => {
    header.writeUInt32BE(size, 4 + 4 * axis);
  });
  return Buffer.concat([header, values]);
}

const images = (count: number) => idx(0x803, [count, SIDE, SIDE], Buffer.alloc(count * SIDE * SIDE, 7));
const labels = (count: number) =>
  idx(
    0x801,
    [count],
    Uint8Array.from({ length: count }, (_, i) => i % 10),
  );

function write(name: string, content: Uint8Array): void {
  writeFileSync(join(data, name), content);
}

beforeEach(() => {
  rmSync(data, { recursive: true, force: true });
  mkdirSync(data);
  write('train-images-idx3-ubyte', images(40));
  write('train-labels-idx1-ubyte', labels(40));
  write('t10k-images-idx3-ubyte.gz', gzipSync(images(20)));
  write('t10k-labels-idx1-ubyte', labels(20));
});

const TRAIN = ['train', '--data', `mnist:${data}`, '--epochs', '1', '--batch', '16'];

describe('--data mnist:FOLDER', () => {
  it('takes the four files, packed or not', () => {
    const trained = JSON.parse(outputOf([...TRAIN, '--json', '--out', join(folder, 'trace')]));
    expect(trained.total).toBe(20);
  });

  it.each([
    [
      'a missing file',
      't10k-labels-idx1-ubyte',
      undefined,
      'expected a folder with t10k-labels-idx1-ubyte or t10k-labels-idx1-ubyte.gz',
    ],
    [
      'a file cut off',
      'train-images-idx3-ubyte',
      images(40).subarray(0, 1000),
      'expected 31360 bytes of 40 items, got 984 bytes; the file may be cut off',
    ],
    [
      'a file with a byte too many',
      'train-labels-idx1-ubyte',
      Buffer.concat([labels(40), Buffer.alloc(1)]),
      'expected 40 bytes of 40 items, got 41 bytes; the file goes on behind them',
    ],
    [
      'a header cut off',
      'train-labels-idx1-ubyte',
      labels(40).subarray(0, 7),
      'expected an IDX header of 8 bytes, got 7 bytes',
    ],
    ['an empty file', 'train-labels-idx1-ubyte', Buffer.alloc(0), 'expected an IDX header of 8 bytes, got 0 bytes'],
    [
      'a packed file cut off',
      't10k-images-idx3-ubyte.gz',
      gzipSync(images(20)).subarray(0, 40),
      't10k-images-idx3-ubyte.gz: expected gzip data',
    ],
    [
      'labels in place of images',
      'train-images-idx3-ubyte',
      labels(40),
      'expected IDX magic number 0x00000803, got 0x00000801',
    ],
    [
      'images of another size',
      'train-images-idx3-ubyte',
      idx(0x803, [1, 32, 32], Buffer.alloc(1024)),
      'expected dimension 1 of 28, got 32',
    ],
    [
      'a label that is no digit',
      'train-labels-idx1-ubyte',
      idx(0x801, [40], new Uint8Array(40).fill(10)),
      'train label 0: expected a digit 0 to 9, got 10',
    ],
    [
      'fewer labels than images',
      'train-labels-idx1-ubyte',
      labels(39),
      'train labels: expected 40 labels, as many as images, got 39',
    ],
    [
      'a count beyond the file',
      'train-labels-idx1-ubyte',
      idx(0x801, [2 ** 32 - 1], new Uint8Array(40)),
      'expected 4294967295 bytes of 4294967295 items, got 40 bytes',
    ],
  ] as const)('refuses %s', (_, name, content, sentence) => {
    rmSync(join(data, name));
    if (content !== undefined) write(name, content);
    expect(refusalOf([...TRAIN, '--out', join(folder, 'refused')])).toContain(sentence);
  });

  it('refuses a folder in place of a file', () => {
    rmSync(join(data, 'train-labels-idx1-ubyte'));
    mkdirSync(join(data, 'train-labels-idx1-ubyte'));
    expect(refusalOf(TRAIN)).toContain('train-labels-idx1-ubyte: expected a file, got a folder');
  });

  it('with the t10k files alone wants all 10,000 images', () => {
    rmSync(join(data, 'train-images-idx3-ubyte'));
    expect(refusalOf(TRAIN)).toContain('t10k files: expected 10,000 images, got 20');
  });

  it('has no more images than its files', () => {
    expect(refusalOf([...TRAIN, '--train-images', '41'])).toContain(
      '--train-images: expected at most the 40 examples of mnist, got 41',
    );
  });
});

describe('--data text:FILE', () => {
  const text = join(folder, 'text.txt');
  const train = ['train', '--network', 'char-transformer', '--data', `text:${text}`, '--steps', '2', '--batch', '2'];

  it('trains the character transformer on whatever characters there are', () => {
    writeFileSync(text, 'To be, or not to be: that is the question.\n'.repeat(40));
    const out = join(folder, 'characters');
    // A T, twelve small letters, three marks, spaces and ends of lines. 172 characters to test: two windows of 64.
    expect(outputOf([...train, '--out', out])).toMatch(/ % of 128 test characters, loss \d/);
    const record = JSON.parse(readFileSync(join(out, 'training.json'), 'utf8'));
    expect(record.optimiser).toMatchObject({ kind: 'adamw', learningRate: 0.001 });
    expect(record.dataset).toMatchObject({ name: 'text', classes: 18, labels: 64 });
  });

  it('refuses a text for a network on images, and images for one on a text', () => {
    expect(refusalOf(['train', '--data', `text:${text}`])).toBe(
      '--data: expected images, as the network reads them, got a text',
    );
    expect(refusalOf(['train', '--network', 'char-transformer'])).toContain(
      'network char-transformer inputs: expected one of batch × 28 × 28 × 1, as strokes has them, got batch × sequence',
    );
  });
});
