/**
 * What training reads: examples by number, in the storage format, and their classes. A data set says how it makes
 * them: images.ts for labelled images, text.ts for the characters of a text.
 */
import type { Shape } from '../../models/networks/graph.js';
import type { StorageFormat } from '../../models/recipes/storage.js';
import type { Labelled } from '../../records/trace/training.js';
import type { Batch } from '../training/batch.js';

export const PARTS = ['train', 'test'] as const;
export type Part = (typeof PARTS)[number];

/** How examples are read. */
export interface Reading {
  readonly storage: StorageFormat;
  /** Passes before this one: augmented examples, and the windows of a text, are others in each. */
  readonly epoch: number;
}

export interface Dataset {
  readonly name: string;
  /** Axes of one example, as the network's input has them. */
  readonly shape: Shape;
  readonly classes: number;
  /** What has a label of its own. */
  readonly labelled: Labelled;
  /** Of an example. */
  readonly labels: number;
  /** Examples of each part. */
  readonly sizes: Readonly<Record<Part, number>>;
  /** @param examples numbers of examples of the part */
  readonly batch: (part: Part, examples: ArrayLike<number>, reading: Reading) => Batch;
}
