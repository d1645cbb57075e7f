/**
 * Over how many chips work is dealt, and how. `data`: each has a batch of its own, gradients are added up over all;
 * `tensor`: each has columns or rows of every layer's products; `pipeline`: each has some of the layers, one after
 * another, and the batch comes in micro-batches.
 */
import { z } from 'zod';
import { size } from '../schema.js';

export const PARALLEL_WAYS = ['data', 'tensor', 'pipeline'] as const;
export type ParallelWay = (typeof PARALLEL_WAYS)[number];

export const chipsSchema = z.looseObject({
  chips: size,
  parallel: z.enum(PARALLEL_WAYS),
  /** Of a pipeline; 1 otherwise. */
  microBatches: size,
  /** Which of the chips, from 1: of equal ones the first. */
  chip: size,
});
export type ChipsRecord = Readonly<z.infer<typeof chipsSchema>>;

/** Examples that one pass of a chip takes, of those of a step on all chips. */
export function examplesOfPass(batch: number, chips: ChipsRecord | undefined): number {
  if (chips === undefined) return batch;
  return batch / (chips.parallel === 'data' ? chips.chips : chips.microBatches);
}
