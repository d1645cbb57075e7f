/**
 * Readers of files that are no text: checkpoints, from which a run goes on, and examples to train on. The damage is a
 * record that is read leniently, so that whatever becomes of it is damage to the file; each has inputs that must be refused.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { NetworkGraph } from '../../models/networks/graph.js';
import { readCheckpoint } from '../../records/checkpoint.js';
import { trainStage } from '../../stages/train.js';
import type { TrainStage } from '../../stages/training.js';
import { loadCifar10 } from '../../traces/data/cifar10.js';
import type { Dataset } from '../../traces/data/dataset.js';
import { imageDataset } from '../../traces/data/images.js';
import { loadText } from '../../traces/data/text.js';
import { checkAmounts } from './contract.js';
import type { Reader } from './readers.js';
import { smallestTraining } from './smallest-training.js';

/** A reader with inputs that are refused in any case. */
export interface HostileReader extends Reader {
  readonly hostile: readonly string[];
}

/** @param folder as for `readersIn` */
export function byteReaders(folder: string): HostileReader[] {
  for (const name of ['resumed', 'cifar10']) mkdirSync(join(folder, name));
  return [checkpointReader(folder), cifarReader(join(folder, 'cifar10')), textReader(join(folder, 'text'))];
}

const NETWORK: NetworkGraph = {
  ...{ name: 'kept', summary: '', loss: 'softmax-cross-entropy' },
  inputs: [{ id: 'x', shape: ['batch', 28, 28, 1] }],
  nodes: [
    { id: 'stem', kind: 'convolution', channels: 2, kernel: 3, stride: 4 },
    { id: 'norm', kind: 'batch-norm' },
    { id: 'head', kind: 'linear', outputs: 10 },
  ],
};

/** Two steps, of which the first is kept and captured. */
function keptTraining(path: string): TrainStage {
  const checkpoint = { path, where: 'kept', every: 1, from: undefined };
  const training = smallestTraining('mlp');
  return { ...training, network: NETWORK, capture: { ...training.capture, steps: [0] }, checkpoint };
}

/** The record of a checkpoint, before the arrays that it stands for; the run goes on from it. */
function checkpointReader(folder: string): HostileReader {
  const path = join(folder, 'kept.checkpoint');
  const training = keptTraining(path);
  trainStage(training, join(folder, 'resumed'));
  const file = readFileSync(path);
  const first = file.indexOf('\n') + 1;
  const second = file.indexOf('\n', first);
  const sound = JSON.parse(file.toString('utf8', first, second));
  const stored = file.subarray(second);
  const changed = (changes: object) => JSON.stringify({ ...sound, ...changes });
  return {
    name: 'checkpoint',
    weight: 2,
    sound,
    read(text) {
      writeFileSync(path, Buffer.concat([file.subarray(0, first), Buffer.from(text), stored]));
      const into = mkdtempSync(join(folder, 'resumed', 'run-'));
      const checkpoint = { path, where: 'kept', every: 1, from: readCheckpoint(path) };
      try {
        checkAmounts(trainStage({ ...training, checkpoint }, into).training.evaluation);
      } finally {
        rmSync(into, { recursive: true, force: true });
      }
    },
    hostile: [
      changed({ training: { ...sound.training, seed: '2' } }),
      changed({ bytes: sound.bytes + 1 }),
      changed({ updates: -1 }),
      changed({ steps: [] }),
      changed({ capturedSteps: [] }),
    ],
  };
}

const IMAGE_BYTES = 3073;
const IMAGES = 3;

/** Images of a class and equal pixels. */
function cifarReader(folder: string): HostileReader {
  const images = Uint8Array.from({ length: IMAGES * IMAGE_BYTES }, (_, i) => (i % IMAGE_BYTES === 0 ? 7 : i % 256));
  writeFileSync(join(folder, 'test_subset.bin'), images);
  return {
    ...{ name: 'cifar10', weight: 1, sound: { at: 0, bytes: [9], cut: 0, packed: 0 } },
    read(text) {
      writeFileSync(join(folder, 'train_subset.bin'), damaged(images, text));
      checkExamples(imageDataset(loadCifar10(folder)));
    },
    hostile: [
      '{"at":0,"bytes":[10]}',
      '{"cut":1}',
      `{"cut":${IMAGES * IMAGE_BYTES}}`,
      '{"bytes":[31,139,8]}',
      '{"packed":3}',
    ],
  };
}

const TEXT = new TextEncoder().encode('to be, or not to be: that is the question. '.repeat(4));
const WINDOW = 5;

function textReader(path: string): HostileReader {
  return {
    ...{ name: 'text', weight: 1, sound: { at: 3, bytes: [0xc3, 0xa9], cut: 0, packed: 0 } },
    read(text) {
      writeFileSync(path, damaged(TEXT, text));
      checkExamples(loadText(path, { sequence: WINDOW, seed: 1 }));
    },
    hostile: ['{"at":3,"bytes":[195]}', `{"cut":${TEXT.length - 8}}`, '{"bytes":[31,139]}', '{"packed":9}'],
  };
}

/** The first examples of each part. */
function checkExamples(dataset: Dataset): void {
  for (const part of ['train', 'test'] as const) {
    const { inputs = [], labels = [] } = dataset.batch(part, [0], { storage: 'float32', epoch: 0 });
    if (labels.some((label) => label >= dataset.classes)) throw new RangeError(`${part}: a label of no class`);
    if (inputs.some((value) => !Number.isFinite(value))) throw new RangeError(`${part}: an input that is no number`);
  }
}

/** Bytes from `at` on replaced, so many cut off the end; or packed, and so many of those but one cut off. */
function damaged(sound: Uint8Array, text: string): Uint8Array {
  const { at, bytes, cut, packed } = fieldsOf(text);
  const changed = sound.slice(0, sound.length - amount(cut, sound.length));
  const start = amount(at, changed.length);
  const list = Array.isArray(bytes) ? bytes.map((byte) => amount(byte, 255)) : [...Buffer.from(textOf(bytes))];
  changed.set(list.slice(0, changed.length - start), start);
  const left = amount(packed, sound.length);
  if (left === 0) return changed;
  const file = gzipSync(changed);
  return file.subarray(0, Math.max(2, file.length - left + 1));
}

/** Of a text that is no object its own bytes. */
function fieldsOf(text: string): { readonly [field: string]: unknown } {
  try {
    return { bytes: [], ...(JSON.parse(text) as object) };
  } catch {
    return { bytes: text };
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A whole number from 0 to `most`; 0 for what is none. */
function amount(value: unknown, most: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? Math.trunc(Math.abs(value)) % (most + 1) : 0;
}
