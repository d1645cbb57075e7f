/**
 * The units that the scalar path is held against the reference with: every pair of every family, every choice that a
 * family leaves open, and records that only a file can give.
 */

import { resolveFloatFormat } from '../../../../models/formats/resolve.js';
import { UNIT_FAMILIES, unitFamily } from '../../../../models/units/families.js';
import { alignedTruncated } from '../../../../models/units/sum-rules.js';
import type { Accumulator, DotProductUnit, SumRule, UnitOptions } from '../../../../models/units/unit.js';

export type NamedUnit = readonly [string, DotProductUnit];

const [E4M3, E5M2, F143, F152] = ['float8_e4m3fn', 'float8_e5m2', 'float8_e4m3fnuz', 'float8_e5m2fnuz'] as const;

/** Each family with each of its pairs, as it is unless something is chosen. */
export const PRESETS: readonly NamedUnit[] = UNIT_FAMILIES.flatMap((family) =>
  family.pairs.map(([a, b]): NamedUnit => [`${family.name} ${a} × ${b}`, family.resolve(a, b, {}, 'test')]),
);

function chosen(family: string, a: string, b: string, options: UnitOptions): NamedUnit {
  const text = Object.entries(options).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return [`${family} ${a} × ${b}, ${text.join(', ')}`, unitFamily(family, 'test').resolve(a, b, options, 'test')];
}

const PROMOTED: readonly NamedUnit[] = [
  chosen('ipu21-amp', F143, F152, { promotion: 64 }),
  chosen('hopper', E4M3, E5M2, { promotion: 64 }),
  chosen('hopper', E4M3, E4M3, { accumulator: 'float16', promotion: 32 }),
  chosen('cdna3', F143, F143, { promotion: 32 }),
  chosen('ampere', 'float16', 'float16', { promotion: 16 }),
  chosen('blackwell', E5M2, E5M2, { accumulator: 'float16', promotion: 64 }),
  chosen('hopper', E5M2, E4M3, { promotion: 96 }),
  chosen('blackwell-mx', E4M3, E5M2, { promotion: 64 }),
  chosen('exsdotp', E5M2, E5M2, { promotion: 6 }),
  chosen('exact', F152, 'bfloat16', { promotion: 16, accumulator: 'float16' }),
  chosen('fma', 'float16', 'float16', { promotion: 5, accumulator: 'bfloat16' }),
];

const AMP: readonly NamedUnit[] = [
  ...[{ kind: 'float32' } as const, alignedTruncated(13), alignedTruncated(25), alignedTruncated(60)].flatMap(
    (internal) => [
      chosen('ipu21-amp', F143, F152, { internal }),
      chosen('ipu21-amp', 'float16', 'float16', { internal, stepsPerRounding: 8 }),
      chosen('ipu21-amp', 'float32', 'float32', { internal, overflow: 'clip' }),
    ],
  ),
  chosen('ipu21-amp', F143, F143, { stepsPerRounding: 8 }),
  chosen('ipu21-amp', F152, F152, { stepsPerRounding: 8, rounding: 'stochastic', randomBits: 10, promotion: 64 }),
  chosen('ipu21-amp', 'float32', 'float32', { stepsPerRounding: 8, overflow: 'infinity' }),
];

const ACCUMULATORS: readonly NamedUnit[] = ['float32', 'float16', 'bfloat16', 'dlfloat16'].flatMap((accumulator) => [
  chosen('fma', F143, E5M2, { accumulator, rounding: 'up' }),
  chosen('fma', 'float32', 'bfloat16', { accumulator }),
  chosen('exact', 'float16', E4M3, { accumulator }),
  chosen('exact', 'float32', 'float32', { accumulator }),
]);

const ROUNDINGS: readonly NamedUnit[] = (
  [
    ['nearest-away', 0],
    ['toward-zero', 0],
    ['up', 0],
    ['down', 0],
    ['to-odd', 0],
    ['stochastic', 1],
    ['stochastic', 32],
    ['stochastic-midpoint', 13],
    ['stochastic-midpoint', 32],
    ['stochastic-truncate', 5],
    ['stochastic-truncate', 32],
  ] as const
).flatMap(([rounding, randomBits]) => [
  chosen('exsdotp', E5M2, 'float8_e4m3', { rounding, randomBits }),
  chosen('fma', 'float16', 'float16', { rounding, randomBits, accumulator: 'dlfloat16', overflow: 'clip' }),
  chosen('exact', 'bfloat16', 'bfloat16', { rounding, randomBits, overflow: 'nan' }),
]);

const OTHERS: readonly NamedUnit[] = [
  chosen('cdna2', 'bfloat16', 'bfloat16', { promotion: 8 }),
  chosen('exsdotp', E5M2, E5M2, { accumulator: 'bfloat16' }),
  chosen('blackwell-nvfp4', 'float4_e2m1fn', 'float4_e2m1fn', { scaleFormat: 'float8_e8m0fnu' }),
  chosen('blackwell', 'float4_e2m1fn', E5M2, { accumulator: 'float16' }),
];

const BASE = unitFamily('exsdotp', 'test').resolve(E5M2, E5M2, {}, 'test');

/** A record as a file gives it. */
function record(name: string, changes: Partial<DotProductUnit>, accumulator: Partial<Accumulator> = {}): NamedUnit {
  const changed = { ...BASE.accumulator, ...accumulator };
  const { mantissaBits } = resolveFloatFormat(changed.format, 'test');
  return [
    name,
    { ...BASE, ...changes, accumulator: { ...changed, mantissaBits: accumulator.mantissaBits ?? mantissaBits } },
  ];
}

const ALIGNED = alignedTruncated(20);
const ALIGNED_SUMS: readonly SumRule[] = [
  { ...ALIGNED, cut: 'floor' },
  { ...ALIGNED, cut: 'nearest-even', productExponent: 'normalised' },
  { ...ALIGNED, subnormals: 'normalised', fractionBits: 9 },
  { ...ALIGNED, zeroProducts: 'aligned', fractionBits: 5 },
  { ...ALIGNED, zeroProducts: 'aligned', productExponent: 'normalised', subnormals: 'normalised', fractionBits: 0 },
  { ...ALIGNED, accumulatorAligned: 'after-products', cut: 'floor' },
  { ...ALIGNED, accumulatorAligned: 'after-products', cut: 'nearest-even', fractionBits: 3, subnormals: 'normalised' },
  { ...ALIGNED, fractionBits: 100, cut: 'floor' },
  { ...ALIGNED, fractionBits: 256, accumulatorAligned: 'after-products' },
];
const TWO_STAGE = {
  kind: 'two-stage',
  productBits: 24,
  sumBits: 31,
  accumulatorBits: 24,
  order: 'in-sequence',
} as const;
const TWO_STAGE_SUMS: readonly SumRule[] = [
  { ...TWO_STAGE, order: 'even-odd', sumBits: 8, accumulatorBits: 12, accumulatorReach: 6 },
  { ...TWO_STAGE, productBits: 3, sumBits: 9 },
  { ...TWO_STAGE, order: 'even-odd', productBits: 90, accumulatorBits: 70, accumulatorReach: 60 },
  { ...TWO_STAGE, productBits: 0, sumBits: 0, accumulatorBits: 0 },
];

const RECORDS: readonly NamedUnit[] = [
  ...[...ALIGNED_SUMS, ...TWO_STAGE_SUMS].flatMap((sum) =>
    ([1, 3, 'all'] as const).map((stepsPerRounding) =>
      record(`${JSON.stringify(sum)}, a rounding of ${stepsPerRounding}`, {
        sum,
        stepsPerRounding,
        productsPerStep: 10,
      }),
    ),
  ),
  record('an accumulator of 8 bits without negative zero', { productsPerStep: 5 }, { format: F143, overflow: 'clip' }),
  record('an accumulator of no exponent bits', {}, { format: '1.0.9:bias=-3,nan=all-ones' }),
  record('one mantissa bit of bfloat16', {}, { format: 'bfloat16', mantissaBits: 1, overflow: 'clip' }),
  record('no mantissa bit of bfloat16, to even', {}, { format: 'bfloat16', mantissaBits: 0 }),
  record('13 of 23 bits, down', { productsPerStep: 7 }, { format: 'float32', mantissaBits: 13, rounding: 'down' }),
  record('no subnormals, kept bits', {}, { format: '1.5.12:subnormals=no', mantissaBits: 8, rounding: 'nearest-away' }),
  record(
    'tf32 in two stages',
    { aFormat: 'tf32', bFormat: 'float32', sum: TWO_STAGE, productsPerStep: 6 },
    { format: 'tf32' },
  ),
  record('groups of five e5m2', {
    productsPerStep: 15,
    sum: { kind: 'grouped', groupProducts: 5, fractionBits: 12 },
  }),
  record('groups with scales of any significand', {
    productsPerStep: 8,
    sum: { kind: 'grouped', groupProducts: 2, fractionBits: 30 },
    blockScale: { format: 'float8_e3m4', block: 4 },
  }),
  record('exact sums with block scales', {
    blockScale: { format: 'float8_e4m3fn', block: 3 },
    promotion: { products: 4, format: 'bfloat16' },
  }),
  record('aligned with scales that are not powers of two', {
    productsPerStep: 4,
    sum: { ...ALIGNED, zeroProducts: 'aligned' },
    blockScale: { format: 'float8_e4m3fn', block: 2 },
  }),
  ...(['kept', 'flushed'] as const).flatMap((subnormals) => [
    record(`pairs of seven e5m2, ${subnormals}`, { productsPerStep: 7, sum: { kind: 'pairwise', subnormals } }),
    record(
      `pairs of bfloat16, ${subnormals}, into float32 upward`,
      { aFormat: 'bfloat16', bFormat: 'bfloat16', productsPerStep: 4, sum: { kind: 'pairwise', subnormals } },
      { format: 'float32', rounding: 'up', zero: 'ieee' },
    ),
    record(
      `one float32 product, ${subnormals}, ten random bits into bfloat16`,
      { aFormat: 'float32', bFormat: 'float32', productsPerStep: 1, sum: { kind: 'pairwise', subnormals } },
      { format: 'bfloat16', rounding: 'stochastic', randomBits: 10, zero: 'positive' },
    ),
  ]),
  record('float32 sums with scales', {
    productsPerStep: 4,
    stepsPerRounding: 2,
    sum: { kind: 'float32' },
    blockScale: { format: 'float8_e8m0fnu', block: 8 },
  }),
];

/** Products beyond float64's range or precision. */
export const UNDECIDED: readonly NamedUnit[] = [
  record('a product of 2^-1044', { aFormat: '1.8.20:bias=500', bFormat: '1.8.20:bias=500' }, { format: 'float32' }),
  record('float32 with scales of float16', {
    aFormat: 'float32',
    bFormat: 'float32',
    blockScale: { format: 'float16', block: 2 },
  }),
  record('pairs, rounded after two steps', {
    stepsPerRounding: 2,
    sum: { kind: 'pairwise', subnormals: 'kept' },
  }),
];

export const CHOSEN: readonly NamedUnit[] = [...PROMOTED, ...AMP, ...ACCUMULATORS, ...ROUNDINGS, ...OTHERS, ...RECORDS];
export const ALL: readonly NamedUnit[] = [...PRESETS, ...CHOSEN];
