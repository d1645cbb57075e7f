/**
 * The results of an experiment of `octile paper`: `octile.paper/1.0`, small enough to be kept beside the page that is made of it.
 */
import { z } from 'zod';
import { checkVersion, name, parseRecord, plainText } from './schema.js';
import { sweepResultsSchema } from './sweep-results.js';

const MOST_COMMAND = 2000;

export const paperSchema = z.strictObject({
  schema: z.string(),
  experiment: name,
  size: name,
  tool: name,
  /** What made it, but for where it was written. */
  command: plainText(MOST_COMMAND).min(1),
  /** Of an experiment that trains, without loss curves. */
  trained: sweepResultsSchema.optional(),
  /** Of one that computes at once: what that experiment says. */
  computed: z.unknown().optional(),
});
export type PaperResults = z.infer<typeof paperSchema>;

/** @throws InputError naming the field */
export function parsePaper(value: unknown, where: string): PaperResults {
  checkVersion('paper', value, where);
  return parseRecord(paperSchema, value, where);
}
