/**
 * What one run of training leaves for the machine: trace.json. Beside it stand tensors.jsonl (every operand)
 * and ops.jsonl (every operation in order). Left out: how they are captured (traces/capture), how long they
 * take (sim).
 */
import { z } from 'zod';
import { ZERO_GATING } from '../../models/units/unit.js';
import { count, digest, name, size, whole } from '../schema.js';
import { storedOperands } from './capture.js';
import { chipsSchema } from './chips.js';
import { recipeSchema } from './recipe.js';

const unit = z.looseObject({
  family: name,
  aFormat: name,
  bFormat: name,
  productsPerStep: size,
  zeroGating: z.enum(ZERO_GATING).optional(),
  /** With choices, or a file: then the entry has every parameter. */
  named: name.optional(),
});

export const traceSchema = z.looseObject({
  schema: z.string(),
  tool: z.looseObject({ name, version: name }),
  /** Batch of all chips, parameters of the one that the trace is of. */
  network: z.looseObject({
    ...{ name, batch: size, parameters: count },
    /** Equal parts of a batch that pass one after another, where it is in parts. */
    microBatches: size.optional(),
  }),
  /** Where the work is dealt over more than one. */
  chips: chipsSchema.optional(),
  layers: z.array(z.looseObject({ id: name, name, kind: name })),
  recipe: recipeSchema,
  /** The unit of every pair of operand formats that occurs, resolved. */
  units: z.array(unit),
  seed: count,
  /** Captured ones; updates before a step, where some were skipped. */
  steps: z.array(z.looseObject({ step: count, lossScaleExponent: whole(-1000, 1000), updates: count.optional() })),
  /** How steps were chosen, and whose operands are stored; of a trace of shapes none are. */
  sampling: z.looseObject({ rule: name, operands: storedOperands.optional() }),
  files: z.array(z.looseObject({ path: name, bytes: count, sha256: digest })),
});
export type TraceRecord = z.infer<typeof traceSchema>;
