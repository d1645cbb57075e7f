/**
 * IDX files (MNIST): gzip or not. Source: Y. LeCun, C. Cortes, "The MNIST database", file formats.
 * With only the t10k files images 0–7,999 train and 8,000–9,999 test; with all four the usual split.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError, shown } from '../../models/input-error.js';
import { type ImageSet, type ImageSets, slice } from './images.js';
import { unpacked } from './unpacked.js';

const SIDE = 28;

/** @param folder holds t10k-images-idx3-ubyte and its labels, and perhaps the train files, each plain or .gz; or `images.idx3` */
export function loadMnist(folder: string): ImageSets {
  const test = loadPair(folder, 't10k');
  const whole = findFile(folder, 'train-images-idx3-ubyte') !== undefined;
  const base = { name: 'mnist', shape: { channels: 1, height: SIDE, width: SIDE }, classes: 10 };
  if (whole) return { ...base, train: loadPair(folder, 'train'), test };
  if (test.size !== 10_000) throw new InputError(`${folder} t10k files`, '10,000 images', String(test.size));
  return { ...base, train: slice(test, 0, 8_000), test: slice(test, 8_000, 10_000) };
}

function loadPair(folder: string, prefix: string): ImageSet {
  const images = loadIdx(requireFile(folder, `${prefix}-images-idx3-ubyte`), [SIDE, SIDE]);
  const labels = loadIdx(requireFile(folder, `${prefix}-labels-idx1-ubyte`), []);
  if (images.count !== labels.count) {
    throw new InputError(
      `${folder} ${prefix} labels`,
      `${images.count} labels, as many as images`,
      String(labels.count),
    );
  }
  const wrong = labels.values.findIndex((label) => label > 9);
  if (wrong >= 0)
    throw new InputError(`${folder} ${prefix} label ${wrong}`, 'a digit 0 to 9', String(labels.values[wrong]));
  return { pixels: images.values, labels: labels.values, size: images.count };
}

/** An IDX file of unsigned bytes: `count` items of the given dimensions. */
function loadIdx(path: string, dimensions: readonly number[]): { readonly count: number; readonly values: Uint8Array } {
  const file = unpacked(path);
  const header = 4 + 4 * (1 + dimensions.length);
  if (file.length < header)
    throw new InputError(path, `an IDX header of ${header} bytes`, `${file.length} bytes`, 'the file may be cut off');
  const magic = 0x0800 + 1 + dimensions.length;
  if (file.readUInt32BE(0) !== magic) {
    throw new InputError(
      path,
      `IDX magic number 0x${magic.toString(16).padStart(8, '0')}`,
      `0x${file.readUInt32BE(0).toString(16).padStart(8, '0')}`,
    );
  }
  const count = file.readUInt32BE(4);
  dimensions.forEach((expected, axis) => {
    const got = file.readUInt32BE(8 + 4 * axis);
    if (got !== expected) throw new InputError(path, `dimension ${axis + 1} of ${expected}`, String(got));
  });
  const bytes = dimensions.reduce((product, dimension) => product * dimension, count);
  if (count === 0 || file.length - header !== bytes) {
    throw new InputError(
      path,
      `${bytes} bytes of ${count} items`,
      `${file.length - header} bytes`,
      file.length - header < bytes ? 'the file may be cut off' : 'the file goes on behind them',
    );
  }
  return { count, values: new Uint8Array(file.subarray(header)) };
}

function requireFile(folder: string, name: string): string {
  const path = findFile(folder, name);
  if (path !== undefined) return path;
  throw new InputError(`mnist:${folder}`, `a folder with ${name} or ${name}.gz`, `${shown(folder)} without it`);
}

/** Some copies have a dot before `idx`. */
function findFile(folder: string, name: string): string | undefined {
  const names = [name, name.replace('-idx', '.idx')];
  return names.flatMap((file) => [join(folder, file), join(folder, `${file}.gz`)]).find((path) => existsSync(path));
}
