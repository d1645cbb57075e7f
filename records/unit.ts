/**
 * A dot-product unit as a file: `octile.unit/1.0`, whole or as changes to a unit that Octile knows (`base`).
 * What `octile units NAME --record` prints is such a file. Left out: what the fields mean (models/units/unit.ts).
 */
import { z } from 'zod';
import { resolveFloatFormat } from '../models/formats/resolve.js';
import { ROUNDING_RULES } from '../models/rounding.js';
import { checkUnit } from '../models/units/check-unit.js';
import { unitFamily } from '../models/units/families.js';
import { ACCUMULATOR_OVERFLOW_RULES, type DotProductUnit, type SumRule, ZERO_GATING } from '../models/units/unit.js';
import { checkVersion, name, parseRecord, SCHEMAS, whole } from './schema.js';
import { readWritten } from './text-record.js';

/** Limits that keep a sum of exact numbers in reasonable time and memory. */
const LIMITS = { bits: 256, products: 4096, steps: 4096, promotion: 2 ** 24, scale: 1024 } as const;

const bits = whole(0, LIMITS.bits);
const products = whole(1, LIMITS.products);
const scaleSum = whole(-LIMITS.scale, LIMITS.scale);

const exactSum = z.strictObject({ kind: z.literal('exact') });
const float32Sum = z.strictObject({ kind: z.literal('float32') });
const alignedSum = z.strictObject({
  kind: z.literal('aligned'),
  fractionBits: bits,
  cut: z.enum(['truncate', 'floor', 'nearest-even']),
  accumulatorAligned: z.enum(['with-products', 'after-products']),
  productExponent: z.enum(['operands', 'normalised']),
  subnormals: z.enum(['least-exponent', 'normalised']),
  zeroProducts: z.enum(['left-out', 'aligned']),
});
const twoStageSum = z.strictObject({
  kind: z.literal('two-stage'),
  productBits: bits,
  sumBits: bits,
  accumulatorBits: bits,
  order: z.enum(['in-sequence', 'even-odd']),
  accumulatorReach: bits.optional(),
});
const groupedSum = z.strictObject({ kind: z.literal('grouped'), groupProducts: products, fractionBits: bits });
const pairwiseSum = z.strictObject({ kind: z.literal('pairwise'), subnormals: z.enum(['kept', 'flushed']) });

const accumulator = z.strictObject({
  format: name,
  mantissaBits: whole(0, 23),
  rounding: z.enum(ROUNDING_RULES),
  randomBits: whole(0, 32),
  overflow: z.enum(ACCUMULATOR_OVERFLOW_RULES),
  nan: z.enum(['quiet', 'all-ones']),
  zero: z.enum(['positive', 'signed-underflow', 'ieee']),
});

/** Every parameter of a unit. */
export const unitSchema = z.strictObject({
  schema: z.string(),
  family: name,
  aFormat: name,
  bFormat: name,
  operandsAs: name.optional(),
  productsPerStep: products,
  interleave: z.strictObject({ products, group: products }).optional(),
  sum: z.discriminatedUnion('kind', [exactSum, float32Sum, alignedSum, twoStageSum, groupedSum, pairwiseSum]),
  accumulator,
  stepsPerRounding: z.union([whole(1, LIMITS.steps), z.literal('all')]),
  promotion: z.strictObject({ products: whole(1, LIMITS.promotion), format: name }).optional(),
  blockScale: z.strictObject({ format: name, block: products }).optional(),
  zeroGating: z.enum(ZERO_GATING),
  scaleRange: z.tuple([scaleSum, scaleSum]),
});

/** What a file with a `base` says: any of the fields, beside the base and its operands. */
const changesSchema = z.looseObject({ schema: z.string(), base: name, aFormat: name, bFormat: name });

/**
 * The unit of a file.
 * @throws InputError naming file and field
 */
export function unitFromFile(path: string): DotProductUnit {
  const value = readWritten(path);
  checkVersion('unit', value, path);
  return wholeUnit(hasBase(value) ? withBase(value, path) : value, path);
}

/** A unit as it stands whole in a record, its schema too. @throws InputError naming the record and field */
export function wholeUnit(whole: unknown, path: string): DotProductUnit {
  const {
    schema: _,
    operandsAs,
    interleave,
    promotion,
    blockScale,
    sum,
    ...rest
  } = parseRecord(unitSchema, whole, path);
  const named = <Part extends { readonly format: string }>(part: Part, field: string): Part => ({
    ...part,
    format: formatName(part.format, `${path} ${field}.format`),
  });
  const unit: DotProductUnit = {
    ...rest,
    aFormat: formatName(rest.aFormat, `${path} aFormat`),
    bFormat: formatName(rest.bFormat, `${path} bFormat`),
    ...(operandsAs === undefined ? {} : { operandsAs: formatName(operandsAs, `${path} operandsAs`) }),
    ...(interleave === undefined ? {} : { interleave }),
    sum: withoutUndefined(sum),
    accumulator: named(rest.accumulator, 'accumulator'),
    ...(promotion === undefined ? {} : { promotion: named(promotion, 'promotion') }),
    ...(blockScale === undefined ? {} : { blockScale: named(blockScale, 'blockScale') }),
  };
  checkUnit(unit, path);
  return unit;
}

/** A unit as `unitFromFile` reads it back. */
export function unitFile(unit: DotProductUnit): unknown {
  return { schema: SCHEMAS.unit, ...unit };
}

/** The format's own name, where the file has an alias. */
function formatName(text: string, where: string): string {
  return resolveFloatFormat(text, where).name;
}

function hasBase(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'base');
}

/** The base's record with the file's fields in their places; a sum of another kind replaces the base's. */
function withBase(value: unknown, path: string): unknown {
  const { base, ...changes } = parseRecord(changesSchema, value, path);
  const family = unitFamily(base, `${path} base`);
  const [a, b] = (['aFormat', 'bFormat'] as const).map((field) => formatName(changes[field], `${path} ${field}`));
  const unit = family.resolve(a ?? '', b ?? '', {}, `${path} aFormat, bFormat`);
  const { sum, accumulator: changed, ...others } = changes;
  return {
    ...(unitFile(unit) as object),
    ...others,
    sum: mergedSum(unit.sum, sum),
    accumulator: merged(unit.accumulator, changed),
  };
}

function mergedSum(sum: SumRule, changes: unknown): unknown {
  const kind = (changes as { kind?: unknown } | undefined)?.kind;
  return kind === undefined || kind === sum.kind ? merged(sum, changes) : changes;
}

/** Whatever is no record of fields is left to the schema to refuse. */
function merged(record: object, changes: unknown): unknown {
  if (changes === undefined) return record;
  return typeof changes === 'object' && changes !== null ? { ...record, ...changes } : changes;
}

function withoutUndefined<T extends object>(record: T): SumRule {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as unknown as SumRule;
}
