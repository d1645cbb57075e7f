/**
 * A tensor of a step: what it is to training, its shape and format, and where its codes lie.
 * Left out: the codes (safetensors files beside tensors.jsonl).
 */
import { z } from 'zod';
import { count, name, real, size, whole } from '../schema.js';

/** What a tensor is to training; a recipe gives each role its format. */
export const ROLES = ['activation', 'weight', 'dx', 'dw', 'state'] as const;
export type Role = (typeof ROLES)[number];

/** Where a power of two comes from, where it is not chosen before the run. */
export const SCALE_ORIGINS = ['dynamic'] as const;
export type ScaleOrigin = (typeof SCALE_ORIGINS)[number];

const statistics = z.looseObject({
  amax: real(0, Number.MAX_VALUE),
  zeros: count,
  /** Values that became zero in the cast that made the tensor. */
  underflow: count,
  /** Values clipped to the largest finite value in that cast. */
  saturated: count,
  /** Elements that are NaN. */
  nan: count,
  /** Elements by the exponent field of their code, subnormals and zero first. */
  exponentHistogram: z.array(count),
});
export type TensorStatistics = z.infer<typeof statistics>;

export const tensorSchema = z.looseObject({
  id: name,
  role: z.enum(ROLES),
  shape: z.array(size).max(8),
  format: name,
  /** value = code's value × 2^scaleExponent. */
  scaleExponent: whole(-1000, 1000),
  /** Whether scaleExponent follows from values; in steps of shapes alone it is 0 then. Chosen before the run unless said. */
  scale: z.enum(SCALE_ORIGINS).optional(),
  layer: name,
  step: count,
  /** How many equal tensors this line stands for, one for each op that its maker stands for. */
  repeat: size,
  /** How many of these are alive at once where not all: of a pipeline’s micro-batches. */
  inFlight: size.optional(),
  file: name.optional(),
  key: name.optional(),
  statistics: statistics.optional(),
});
export type TensorRecord = z.infer<typeof tensorSchema>;
