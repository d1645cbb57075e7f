/**
 * What of a run of training is captured: which steps, of which layers and roles operands are stored, and how many bytes
 * they may take. Ops and statistics of every tensor of a captured step are kept whatever is stored.
 */
import { z } from 'zod';
import { count, name, size, whole } from '../schema.js';
import { ROLES } from './tensor.js';

/** Most captured steps. */
export const MOST_CAPTURED_STEPS = 100;
/** Most bytes of stored operands that may be asked for: those of a step are gathered in memory. */
export const MOST_CAPTURED_BYTES = 2 ** 32;
/** Of stored operands, unless said: 1 GiB. */
export const USUAL_CAPTURED_BYTES = 2 ** 30;
const MOST_LAYERS = 10_000;

/** A number: so many steps, in the middle of equal parts of the run; a list: these, `last` the one after which training ends. */
const steps = z.union([
  whole(1, MOST_CAPTURED_STEPS),
  z
    .array(z.union([count, z.literal('last')]))
    .min(1)
    .max(MOST_CAPTURED_STEPS),
]);

export const captureSchema = z.strictObject({
  steps: steps.default(1),
  /** Of whose ops operands are stored: ids, `*` for any letters; all unless said. */
  layers: z.array(name).min(1).max(MOST_LAYERS).optional(),
  /** Of stored tensors; all unless said. */
  roles: z.array(z.enum(ROLES)).min(1).optional(),
  /** Of all stored operands together. */
  limitBytes: whole(0, MOST_CAPTURED_BYTES).default(USUAL_CAPTURED_BYTES),
});
export type CaptureSettings = z.infer<typeof captureSchema>;

/** What a trace says of its operands: what was asked for, and what the limit left out. */
export const storedOperands = z.looseObject({
  bytes: count,
  limitBytes: count,
  /** Where not all. */
  layers: z.array(name).optional(),
  roles: z.array(z.enum(ROLES)).optional(),
  /** Layers that the limit leaves out, and what the operands of their ops would have taken besides. */
  leftOut: z.array(z.looseObject({ layer: name, bytes: size })),
});
export type StoredOperands = z.infer<typeof storedOperands>;

/** Operands of all layers and roles, of so many steps. */
export function capturing(steps: number): CaptureSettings {
  return captureSchema.parse({ steps });
}
