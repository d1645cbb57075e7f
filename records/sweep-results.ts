/**
 * What a sweep leaves: its points (`octile.sweep-points/1.0`, once a folder), a line of a shard for each that is done, and
 * all of them together (`octile.sweep-results/1.0`), which hold no time, host or number of workers.
 */
import { z } from 'zod';
import { count, digest, name, plainText, real, size, whole } from './schema.js';
import { ROLES } from './trace/tensor.js';

/** A cross-entropy; null where it is no finite number. */
const loss = real(0, Number.MAX_VALUE).nullable();
/** Longest sentence of a refusal: those of InputError. */
const MOST_REASON = 20_000;

const trained = z.strictObject({
  kind: z.literal('trained'),
  evaluation: z.strictObject({ correct: count, total: size, loss }),
  /** Of the last steps; null where one of them is not finite. */
  finalLoss: loss,
  /** Means of consecutive steps, by the first of them. */
  lossCurve: z.array(z.strictObject({ step: count, loss })),
  steps: size,
  /** The first step whose loss was not finite. */
  divergedAtStep: count.nullable(),
  /** Steps that changed nothing because a gradient was NaN. */
  skippedSteps: count,
  /** Power of two of the loss scale in the last step. */
  lastLossScaleExponent: whole(-1000, 1000),
  /** Casts of the whole run by role and format, all layers together. */
  casts: z.array(
    z.strictObject({
      role: z.enum(ROLES),
      format: name,
      elements: count,
      underflow: count,
      saturated: count,
      nan: count,
    }),
  ),
});

/** Settings that cannot be run are a result too: the sentence says why. */
const refused = z.strictObject({ kind: z.literal('refused'), reason: plainText(MOST_REASON) });

export const pointResultSchema = z.discriminatedUnion('kind', [trained, refused]);
export type PointResult = z.infer<typeof pointResultSchema>;
export type TrainedPoint = z.infer<typeof trained>;

/** `wallS`: how long it took, which is in no result. */
export const shardLineSchema = z.strictObject({
  hash: digest,
  wallS: real(0, Number.MAX_VALUE),
  result: pointResultSchema,
});
export type ShardLine = z.infer<typeof shardLineSchema>;

const placed = {
  /** The block of the plan; '' of a plan without blocks. */
  part: z.string(),
  /** Axis → label. */
  keys: z.record(z.string(), z.string()),
  seed: count,
  /** SHA-256 of what decides the result as canonical JSON: points that share it are one run. */
  hash: digest,
};

/** Names of axes, in the order of the plan: canonical JSON keeps no order of keys. */
const axes = z.array(name);

export const sweepPointsSchema = z.strictObject({
  schema: z.string(),
  name,
  /** Version of the program: results of another one would not be of the same arithmetic. */
  tool: name,
  axes,
  points: z.array(z.strictObject({ ...placed, settings: z.record(z.string(), z.unknown()) })),
});
export type SweepPoints = z.infer<typeof sweepPointsSchema>;
export type SweepPoint = SweepPoints['points'][number];

export const sweepResultsSchema = z.strictObject({
  schema: z.string(),
  name,
  tool: name,
  axes,
  /** In the order of the plan; those that are not done yet are missing. */
  points: z.array(z.strictObject({ ...placed, result: pointResultSchema })),
});
export type SweepResults = z.infer<typeof sweepResultsSchema>;
export type SweepResult = SweepResults['points'][number];
