/**
 * A plan of many runs as a file: `octile.sweep/1.0`, YAML or JSON. Settings of training that all runs share, axes whose
 * values combine as a product, seeds; `parts` are blocks of such, one after the other. Left out: what settings mean
 * (records/training-settings.ts), which runs a plan has (sweeps/plan).
 */
import { z } from 'zod';
import { checkVersion, name, parseRecord, plainText, whole } from './schema.js';
import { readWritten } from './text-record.js';

/** Most values of an axis, axes of a block, blocks and seeds. */
const MOST_VALUES = 1000;
const MOST_AXES = 8;
const MOST_PARTS = 100;
const MOST_SEEDS = 1000;
/** Seeds are words of 32 bits. */
const MOST_SEED = 2 ** 32 - 1;
const MOST_PATH = 200;

const field = z
  .string()
  .max(MOST_PATH)
  .regex(/^[A-Za-z][A-Za-z0-9]*(\.[A-Za-z0-9][A-Za-z0-9-]*)*$/, 'names of fields with dots between them');

/** Any JSON; what it must be, the settings say. */
const settings = z.record(z.string(), z.unknown());

const valuesAxis = z.strictObject({
  /** A place in the settings: `recipe.roles.dx.scaling.exponent`. */
  field,
  /** What the axis is called in results; the field unless given. */
  name: name.optional(),
  values: z
    .array(z.union([plainText(MOST_PATH), z.number(), z.boolean()]))
    .min(1)
    .max(MOST_VALUES),
});

const pointsAxis = z.strictObject({
  name,
  points: z
    .array(
      z.strictObject({
        label: name,
        /** Field → its value. */
        set: z.record(field, z.unknown()),
      }),
    )
    .min(1)
    .max(MOST_VALUES),
});

const axes = z.array(z.union([valuesAxis, pointsAxis])).max(MOST_AXES);

/** So many from 1 on, or these. */
const seeds = z.union([whole(1, MOST_SEEDS), z.array(whole(0, MOST_SEED)).min(1).max(MOST_SEEDS)]);

const block = { base: settings.optional(), axes: axes.optional(), seeds: seeds.optional() };

export const sweepSchema = z.strictObject({
  schema: z.string(),
  name,
  ...block,
  /** Their axes stand behind those of the plan; what they set and their seeds go before it. */
  parts: z
    .array(z.strictObject({ name, ...block }))
    .min(1)
    .max(MOST_PARTS)
    .optional(),
});
export type SweepPlan = z.infer<typeof sweepSchema>;
export type SweepAxis = z.infer<typeof axes>[number];

/** @throws InputError naming the file and the field */
export function readSweep(path: string): SweepPlan {
  return parseSweep(readWritten(path), path);
}

/** @param where what errors name */
export function parseSweep(value: unknown, where: string): SweepPlan {
  checkVersion('sweep', value, where);
  return parseRecord(sweepSchema, value, where);
}
