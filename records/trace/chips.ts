/** Over how many chips a step is dealt, and of which of them its trace is. */
import { z } from 'zod';
import { PARALLEL_WAYS } from '../../models/parallel.js';
import { size } from '../schema.js';

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
