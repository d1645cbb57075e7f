/** What a run of training says of itself: losses, casts, the evaluation. Left out: its operands (the trace). */
import { z } from 'zod';
import { count, name, real, size, whole } from '../schema.js';
import { clipNorm, optimiserRule } from './optimiser.js';
import { scheduleSchema } from './schedule.js';
import { ROLES } from './tensor.js';

/** What has a label of its own. */
const LABELLED = ['image', 'character'] as const;
export type Labelled = (typeof LABELLED)[number];

/** A cross-entropy; null where it is no finite number. */
const loss = real(0, Number.MAX_VALUE).nullable();

/** Of the least value of a format, scale applied. */
const exponent = whole(-1000, 1000);

/** On the test set. */
const evaluation = { correct: count, total: size, loss };

/** What becomes of a run whose loss is no finite number. */
export const DIVERGENCE_RULES = ['go-on', 'stop'] as const;
export type DivergenceRule = (typeof DIVERGENCE_RULES)[number];

export const trainingSchema = z.looseObject({
  schema: z.string(),
  recipe: name,
  network: name,
  /** Examples of each part; `labelled`: what has a label, images where nothing is said; `labels` of an example, 1 so. */
  dataset: z.looseObject({
    name,
    classes: whole(2, Number.MAX_SAFE_INTEGER),
    labelled: z.enum(LABELLED).optional(),
    labels: size.optional(),
    train: size,
    test: size,
  }),
  optimiser: optimiserRule,
  schedule: scheduleSchema,
  /** To which all gradients of a step are clipped together, where they are. */
  clipNorm: clipNorm.optional(),
  /** Equal parts of a batch, where it is in parts. */
  microBatches: size.optional(),
  seed: count,
  batch: size,
  /** Where that, not the number of steps, was asked for. */
  epochs: size.optional(),
  steps: z.array(
    z.looseObject({
      step: count,
      loss,
      lossScaleExponent: whole(-1000, 1000),
      /** Of a step that changed no parameter: some gradient was no finite number. */
      skipped: z.literal(true).optional(),
    }),
  ),
  /** The first step whose loss was not finite; null where there is none. */
  divergedAtStep: count.nullable(),
  /** Casts over the whole run, by layer and role. */
  casts: z.array(
    z.looseObject({
      layer: name,
      role: z.enum(ROLES),
      format: name,
      elements: count,
      underflow: count,
      saturated: count,
      nan: count,
    }),
  ),
  /** Gradients whose format reaches below the unit's partials: exponents of the least value of each; none unless said. */
  lostGradients: z
    .array(z.looseObject({ role: z.enum(ROLES), least: exponent, partials: name, partialsLeast: exponent }))
    .optional(),
  /** On the way, where that was asked for, each behind so many steps. */
  evaluations: z.array(z.looseObject({ step: size, ...evaluation })).optional(),
  /** At the end. */
  evaluation: z.looseObject(evaluation),
});
export type TrainingRecord = z.infer<typeof trainingSchema>;
