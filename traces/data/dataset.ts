/**
 * What training reads: examples by number, as codes of the storage format, and their classes. A data set says
 * how it makes them; images.ts does it for labelled images.
 */
import type { StorageFormat } from '../../models/recipes/storage.js';
import type { Batch } from '../training/step.js';

export const PARTS = ['train', 'test'] as const;
export type Part = (typeof PARTS)[number];

export interface Dataset {
  readonly name: string;
  /** Of one example, as the network's input has it. */
  readonly shape: readonly number[];
  readonly classes: number;
  /** Examples of each part. */
  readonly sizes: Readonly<Record<Part, number>>;
  /** @param examples numbers of examples of the part */
  readonly batch: (part: Part, examples: ArrayLike<number>, storage: StorageFormat) => Batch;
}
