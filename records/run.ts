/**
 * What a machine did with a trace: the plan of each op, its cycles by cause, its counts. A union by the kind of
 * the machine: plans, causes and counts come with it. Counts are sums over the whole machine; cycles are of its
 * slowest part. No time of day, host or thread count.
 */
import { z } from 'zod';
import { InputError, shown } from '../models/input-error.js';
import { MACHINE_KINDS, type MachineKind, type MachineOf } from '../models/machines/machine.js';
import { ZERO_GATING } from '../models/units/unit.js';
import { type CauseOf, COUNTS_OF, type CountOf } from './counts/counts.js';
import { EMBEDDED_MACHINES } from './run-machine.js';
import { count, digest, name, parseRecord, size } from './schema.js';
import { chipsSchema } from './trace/chips.js';
import { OP_KINDS, PHASES } from './trace/op.js';
import { unitActivitySchema } from './unit-activity.js';

export const ENGINES = ['stepped', 'counted', 'closed-form'] as const;
/** From the operands' bits, expected from the tensors' statistics, or not counted. */
export const ACTIVITY_SOURCES = ['operands', 'statistics', 'none'] as const;
export type ActivitySource = (typeof ACTIVITY_SOURCES)[number];

/** Of a product: as given, or as bᵀ · aᵀ. */
export const ORIENTATIONS = ['as-given', 'transposed'] as const;
export type Orientation = (typeof ORIENTATIONS)[number];

/** What a product's rounds take a part of: a dimension of a tile's block, or some of its products. */
export const ROUND_AXES = ['k', 'm', 'n', 'batch'] as const;
export type RoundAxis = (typeof ROUND_AXES)[number];

/** How an operand of a product comes to the tiles that use it; `in-place`: it lies there. */
export const OPERAND_ARRIVALS = ['gathered', 'in-place'] as const;
export type OperandArrival = (typeof OPERAND_ARRIVALS)[number];

/** How an op is laid over a kind of machine. */
const PLANS = {
  /**
   * Splits of the batch, of m, n and k (1 where they do not apply), of bᵀ · aᵀ where the product is run so; rounds one after
   * another; bytes on the fullest tile.
   */
  tiles: z.looseObject({
    tiles: size,
    splitBatch: size,
    splitM: size,
    splitN: size,
    splitK: size,
    rounds: size,
    /** Where there are several rounds. */
    roundsOf: z.enum(ROUND_AXES).optional(),
    /** How a product's or a convolution's operands come to the tiles that use them. */
    left: z.enum(OPERAND_ARRIVALS).optional(),
    right: z.enum(OPERAND_ARRIVALS).optional(),
    orientation: z.enum(ORIENTATIONS).optional(),
    /** How a convolution is computed, and parts of its dimensions: of channels of a group those written and those read. */
    convolution: z
      .looseObject({ way: name, images: size, height: size, width: size, groups: size, written: size, read: size })
      .optional(),
    sramBytes: count,
  }),
  /** How often the array is filled along its rows and its columns. */
  systolic: z.looseObject({ rowFolds: size, columnFolds: size }),
} as const satisfies Readonly<Record<MachineKind, z.ZodType>>;

/** Bytes of a tile's SRAM: programs of the exchange; weights and states; activations and gradients; copies and results. */
const tileMemory = z.looseObject({ tables: count, states: count, values: count, copies: count });
export type TileMemory = Readonly<z.infer<typeof tileMemory>>;

const tileCycles = z.looseObject({ busy: count, waiting: count, idle: count });

/** What only some kinds of machine have. */
const TILE_FIELDS = {
  /** What all tiles together spend the cycles on. */
  tiles: { tileCycles },
  systolic: {},
} as const satisfies Readonly<Record<MachineKind, z.ZodRawShape>>;

/** What an op holds on its fullest tile: together the bytes of its plan. */
const MEMORY_FIELDS = {
  tiles: { memory: tileMemory },
  systolic: {},
} as const satisfies Readonly<Record<MachineKind, z.ZodRawShape>>;

function runSchemaOf<Kind extends MachineKind>(kind: Kind) {
  const { causes, counts: names } = COUNTS_OF[kind];
  const cyclesByCause = z.record(z.enum(causes), count) as z.ZodType<Record<CauseOf<Kind>, number>>;
  const counts = z.record(z.enum(names), count) as z.ZodType<Record<CountOf<Kind>, number>>;
  const op = z.looseObject({
    op: name,
    kind: z.enum(OP_KINDS),
    /** In one word: the kind, or the function or optimiser that the op applies. */
    operation: name,
    phase: z.enum(PHASES),
    layer: name,
    step: count,
    /** How many equal ops the counts and cycles below add up. */
    repeat: size,
    /** Formats of the inputs, in order, and of the output. */
    formats: z.array(name),
    outputFormat: name,
    /** Whether the unit keeps zeros from its latches; it does not where nothing is said. */
    zeroGating: z.enum(ZERO_GATING).optional(),
    plan: PLANS[kind],
    /** Of all tensors that are alive during the op, over the whole machine. */
    liveBytes: count,
    startCycle: count,
    cycles: count,
    cyclesByCause,
    counts,
    /** Of products on a machine of tiles, where asked for. */
    unitActivity: unitActivitySchema.optional(),
    ...TILE_FIELDS[kind],
    ...MEMORY_FIELDS[kind],
  });
  return z.looseObject({
    schema: z.string(),
    traceSha256: digest,
    /** The resolved machine, embedded. */
    machine: EMBEDDED_MACHINES[kind] as z.ZodType<MachineOf<Kind>>,
    engine: z.enum(ENGINES),
    activity: z.enum(ACTIVITY_SOURCES),
    network: z.looseObject({ name, batch: size }),
    /** Of the trace: the run is of the slowest, samples of all. */
    chips: chipsSchema.optional(),
    recipe: name,
    steps: size,
    ops: z.array(op),
    totals: z.looseObject({
      cycles: count,
      cyclesByCause,
      counts,
      ...TILE_FIELDS[kind],
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
}

const tileRunSchema = runSchemaOf('tiles');
const systolicRunSchema = runSchemaOf('systolic');

/** A run of any kind of machine, for documentation. */
export const runSchema = z.union([tileRunSchema, systolicRunSchema]);

export type TileRun = z.infer<typeof tileRunSchema>;
export type SystolicRun = z.infer<typeof systolicRunSchema>;
export type RunRecord = TileRun | SystolicRun;
export type TileRunOp = TileRun['ops'][number];

/** @throws InputError naming the field, by the schema of the machine's kind */
export function parseRun(value: unknown, where: string): RunRecord {
  const { kind } = ((value as { readonly machine?: unknown } | null)?.machine ?? {}) as { readonly kind?: unknown };
  const known = MACHINE_KINDS.find((candidate) => candidate === kind);
  if (known === undefined) {
    throw new InputError(`${where} machine.kind`, `one of ${MACHINE_KINDS.join(', ')}`, shown(kind));
  }
  return known === 'tiles' ? parseRecord(tileRunSchema, value, where) : parseRecord(systolicRunSchema, value, where);
}

/** A run of tiles. @throws InputError for one of another machine */
export function tileRun(run: RunRecord, where: string): TileRun {
  if (run.machine.kind === 'tiles') return run as TileRun;
  throw new InputError(where, 'a run on a machine of tiles', `one on a ${run.machine.kind} array`);
}

/** The same trace on fewer tiles, from shapes alone: where the time of a step goes as the machine grows. */
export const scalingSchema = z.looseObject({
  schema: z.string(),
  traceSha256: digest,
  points: z.array(
    z.looseObject({ tiles: size, cycles: count, cyclesByCause: z.record(z.enum(COUNTS_OF.tiles.causes), count) }),
  ),
});
export type ScalingRecord = z.infer<typeof scalingSchema>;
