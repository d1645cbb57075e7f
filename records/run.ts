/**
 * What a machine did with a trace: the plan of each op, its cycles by cause, its counts.
 * Counts are sums over all tiles; cycles are of the slowest tile. No time of day, host or thread count.
 */
import { z } from 'zod';
import { ACTIVITY_COUNTS, CYCLE_CAUSES, STRUCTURAL_COUNTS } from './counts.js';
import { count, digest, name, size } from './schema.js';
import { OP_KINDS, PHASES } from './trace/op.js';

const cyclesByCause = z.record(z.enum(CYCLE_CAUSES), count);
const counts = z.record(z.enum([...STRUCTURAL_COUNTS, ...ACTIVITY_COUNTS]), count);

export const ENGINES = ['stepped', 'counted', 'closed-form'] as const;
/** From the operands' bits, expected from the tensors' statistics, or not counted. */
export const ACTIVITY_SOURCES = ['operands', 'statistics', 'none'] as const;
export type ActivitySource = (typeof ACTIVITY_SOURCES)[number];

/** How an op is laid over the tiles: splits of m, n and k (1 where they do not apply), and rounds of k one after another. */
const opPlan = z.looseObject({ tiles: size, splitM: size, splitN: size, splitK: size, rounds: size, sramBytes: count });

export const runOpSchema = z.looseObject({
  op: name,
  kind: z.enum(OP_KINDS),
  /** In one word: the kind, or the function or optimiser that the op applies. */
  operation: name,
  phase: z.enum(PHASES),
  layer: name,
  step: count,
  /** How many equal ops the counts and cycles below add up. */
  repeat: size,
  /** Formats of the inputs, in order. */
  formats: z.array(name),
  plan: opPlan,
  /** Of all tensors that are alive during the op, over all tiles (sim/array/memory/lives.ts). */
  liveBytes: count,
  startCycle: count,
  cycles: count,
  cyclesByCause,
  counts,
});
export type RunOp = z.infer<typeof runOpSchema>;

export const runSchema = z.looseObject({
  schema: z.string(),
  traceSha256: digest,
  /** The resolved machine, embedded. */
  machine: z.looseObject({ kind: z.literal('tiles'), name, tiles: size, clockHz: z.number().positive() }),
  engine: z.enum(ENGINES),
  activity: z.enum(ACTIVITY_SOURCES),
  network: z.looseObject({ name, batch: size }),
  recipe: name,
  steps: size,
  ops: z.array(runOpSchema),
  totals: z.looseObject({
    cycles: count,
    cyclesByCause,
    counts,
    /** The most of `liveBytes`. */
    peakLiveBytes: count,
    timeS: z.number().positive(),
    samples: size,
    /** Useful floating-point operations (two a MAC) a second, and their share of the machine's peak in its narrowest operands. */
    flops: z.number().nonnegative(),
    peakFlops: z.number().positive(),
    utilisation: z.number().nonnegative(),
  }),
});
export type RunRecord = z.infer<typeof runSchema>;

/** The same trace on fewer tiles, from shapes alone: where the time of a step goes as the machine grows. */
export const scalingSchema = z.looseObject({
  schema: z.string(),
  traceSha256: digest,
  points: z.array(z.looseObject({ tiles: size, cycles: count, cyclesByCause })),
});
export type ScalingRecord = z.infer<typeof scalingSchema>;
