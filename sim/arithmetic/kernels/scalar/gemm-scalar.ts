/**
 * A GEMM through any unit on the scalar path: how a unit becomes the records of records.ts, and when float64 holds
 * its sums. Equal bit for bit to reference/dot.ts. Left out: which units it takes (family.ts).
 */

import {
  bitsOf,
  type FloatFormat,
  infinityCode,
  leastNormalExponent,
  maxFinite,
  maxFiniteCode,
  signCode,
} from '../../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../../models/formats/resolve.js';
import { ROUNDING_RULES } from '../../../../models/rounding.js';
import {
  ACCUMULATOR_OVERFLOW_RULES,
  type Accumulator,
  type DotProductUnit,
  type SumRule,
} from '../../../../models/units/unit.js';
import { canonicalNan } from '../../reference/specials.js';
import type { KernelHost } from '../host/kernel-host.js';
import { gemmStreams } from '../random-bits.js';
import type { GemmCodes, GemmRequest } from '../request.js';
import { takenCodes } from '../taken-codes.js';
import { hasPairs, isShort } from './at-once.js';
import { depthOf, type ScalarDepth } from './depth.js';
import { SCALAR_ROWS, SHORT_SCRATCH_BYTES, WIDE_NUMBERS } from './layout.js';
import { exponentRange, fitsFloat64, isOdd, reachesInfinity } from './range.js';
import { ScalarFormat, ScalarGemm, ScalarOperand, ScalarRounding } from './records.js';

const SUM_KINDS = [
  'exact',
  'float32',
  'aligned',
  'two-stage',
  'grouped',
  'pairwise',
] as const satisfies readonly SumRule['kind'][];
const CUTS = ['truncate', 'floor', 'nearest-even'] as const;
const ZEROS = ['positive', 'signed-underflow', 'ieee'] as const satisfies readonly Accumulator['zero'][];
/** A reach that no accumulator is beyond, and an exponent that no product reaches. */
const ANY_REACH = 2 ** 20;
const NO_LIMIT = 2 ** 20;
/** CDNA3 makes products from 2^128 on infinite. */
const LIMIT_EXPONENT = 128;
/** Of random bits that nobody has given a key. */
const NO_KEY = { seed: 0, stream: 0 };
/** Room of a wide number above its range: carries of 2^24 terms and the digits that an addition touches. */
const SPARE_BITS = 128;

/** Outputs of the given rows and columns: all of them, unless said. */
export interface ScalarPart {
  readonly rows: Int32Array;
  readonly columns: Int32Array;
}

/** Where sums are formed: in float64 where that holds them, or always on wide numbers, which gives the same codes. */
export type ScalarSums = 'float64' | 'wide';

/**
 * The codes of a part's outputs, row by row.
 * @throws RangeError for a block scale that is infinite
 */
export function gemmScalar(
  host: KernelHost,
  request: GemmRequest,
  part?: ScalarPart,
  sums: ScalarSums = 'float64',
): GemmCodes {
  const { arena } = host;
  const { unit, n } = request;
  const rows = part?.rows ?? Int32Array.from({ length: request.m }, (_, i) => i);
  const columns = part?.columns ?? Int32Array.from({ length: n }, (_, i) => i);
  const result = resolveFloatFormat(unit.promotion?.format ?? unit.accumulator.format, 'result');
  const bytes = bitsOf(result) > 16 ? 4 : 2;
  const count = rows.length * columns.length;
  arena.clear();
  const output = arena.allocate(count * bytes);
  const depth = depthOf(unit, request.k);
  const { lowest, highest } = exponentRange(unit, request.scaleSum);
  const digits = Math.ceil((highest - lowest + SPARE_BITS) / 32);
  const scratchBytes = SHORT_SCRATCH_BYTES + WIDE_NUMBERS * 8 * (digits + 1);
  const roundings = depth.roundingStarts.length - 1;
  const { sum } = unit;
  // Sums of pairs are numbers of float32, which float64 holds at any exponent.
  const isFast = sum.kind === 'pairwise' || (sums === 'float64' && fitsFloat64(unit, request.scaleSum));
  const aligned = sum.kind === 'aligned' ? sum : undefined;
  const twoStage = sum.kind === 'two-stage' ? sum : undefined;
  const job = arena.record(ScalarGemm, {
    a: placeScalar(host, request, 'rows', rows, depth),
    b: placeScalar(host, request, 'columns', columns, depth),
    output,
    initial: request.initial === undefined ? 0 : arena.copy(initialCodes(request, rows, columns, bytes)),
    m: rows.length,
    n: columns.length,
    codeBytes: bytes,
    rows: arena.copy(rows),
    // Eight are read at a time.
    columns: arena.copy(Int32Array.from([...columns, ...Array(8).fill(0)])),
    stride: n,
    productsPerStep: unit.productsPerStep,
    roundingStarts: arena.copy(depth.roundingStarts),
    roundings,
    roundingsPerChain: depth.roundingsPerChain,
    rounding: roundingRecord(host, unit.accumulator),
    register: unit.promotion === undefined ? 0 : roundingRecord(host, registerOf(unit.accumulator, result)),
    sum: SUM_KINDS.indexOf(sum.kind),
    flushed: isFlushed(unit) ? 1 : 0,
    fast: isFast ? 1 : 0,
    short: isFast && isShort(unit) ? 1 : 0,
    pairs: isFast && hasPairs(unit) ? 1 : 0,
    fractionBits: twoStage?.productBits ?? ('fractionBits' in sum ? sum.fractionBits : 0),
    cut: aligned === undefined ? 0 : CUTS.indexOf(aligned.cut),
    accumulatorAfter: aligned?.accumulatorAligned === 'after-products' ? 1 : 0,
    normalised: aligned?.productExponent === 'normalised' ? 1 : 0,
    halves: twoStage?.order === 'even-odd' ? 2 : 1,
    sumBits: twoStage?.sumBits ?? 0,
    accumulatorBits: twoStage?.accumulatorBits ?? 0,
    accumulatorReach: twoStage?.accumulatorReach ?? ANY_REACH,
    limitExponent: reachesInfinity(unit) ? LIMIT_EXPONENT + request.scaleSum : NO_LIMIT,
    groupProducts: sum.kind === 'grouped' ? sum.groupProducts : unit.productsPerStep,
    seed: (request.random ?? NO_KEY).seed,
    streams: arena.copy(gemmStreams(request.random ?? NO_KEY, unit.accumulator.randomBits > 0 ? roundings : 0)),
    lowest,
    digits,
    scratch: arena.allocate(host.threads * scratchBytes),
    scratchBytes,
  });
  host.run('scalarUnit', job, Math.ceil(rows.length / SCALAR_ROWS));
  return takenCodes(host, output, count, bytes);
}

/** An operand in shared memory, its lines packed. Each side takes half of the sum of the scales. */
function placeScalar(
  host: KernelHost,
  request: GemmRequest,
  side: 'rows' | 'columns',
  lines: Int32Array,
  { steps, chunkStarts }: ScalarDepth,
): number {
  const { arena } = host;
  const { unit, k, scaleSum } = request;
  const isRows = side === 'rows';
  const format = resolveFloatFormat(isRows ? unit.aFormat : unit.bFormat, 'operand');
  const layout = (isRows ? request.aLayout : request.bLayout) ?? 'row-major';
  const contiguous = isRows === (layout === 'row-major');
  const all = isRows ? request.m : request.n;
  const block = unit.blockScale?.block ?? 1;
  const blocks = unit.blockScale === undefined ? 0 : Math.ceil(k / block);
  const scaleFormat = unit.blockScale === undefined ? undefined : resolveFloatFormat(unit.blockScale.format, 'scale');
  const scales = isRows ? request.blockScales?.a : request.blockScales?.b;
  const paddedDepth = steps * unit.productsPerStep;
  const chunks = chunkStarts.length - 1;
  const codes = isRows ? request.a : request.b;
  const half = Math.floor(scaleSum / 2);
  const operand = arena.record(ScalarOperand, {
    codes: arena.copy(codes),
    codeBytes: codes.BYTES_PER_ELEMENT,
    format: formatRecord(host, format),
    scaleFormat: scaleFormat === undefined ? 0 : formatRecord(host, scaleFormat),
    scales: scales === undefined || scaleFormat === undefined ? 0 : arena.copy(finiteScales(scaleFormat, scales)),
    block,
    blocks,
    lines: arena.copy(lines),
    depth: k,
    paddedDepth,
    lineStride: contiguous ? k : 1,
    depthStride: contiguous ? 1 : all,
    scaleLineStride: contiguous ? blocks : 1,
    scaleDepthStride: contiguous ? 1 : all,
    scaleExponent: isRows ? half : scaleSum - half,
    normalised: unit.sum.kind === 'aligned' && unit.sum.subnormals === 'normalised' ? 1 : 0,
    flushed: isFlushed(unit) ? 1 : 0,
    zerosAligned: unit.sum.kind === 'aligned' && unit.sum.zeroProducts === 'aligned' ? 1 : 0,
    chunkStarts: arena.copy(chunkStarts),
    chunks,
    values: arena.allocate(lines.length * paddedDepth * 8),
    // A vector of exponents may be read past the last one.
    exponents: arena.allocate(lines.length * paddedDepth * 2 + 16),
    facts: arena.allocate(lines.length * chunks * 16),
    scaleExponents: arena.allocate(lines.length * chunks * 2),
  });
  host.run('packScalarUnit', operand, lines.length);
  return operand;
}

/** Codes of block scales as words. The reference takes no infinite scale either. */
function finiteScales(format: FloatFormat, scales: ArrayLike<number>): Uint32Array {
  const infinity = infinityCode(format);
  const sign = signCode(format);
  const words = Uint32Array.from(scales);
  if (infinity === undefined) return words;
  const at = words.findIndex((code) => (code >= sign ? code - sign : code) === infinity);
  if (at >= 0) throw new RangeError(`gemm: expected finite block scales, got the infinity of ${format.name} at ${at}`);
  return words;
}

function initialCodes(
  { initial, n }: GemmRequest,
  rows: Int32Array,
  columns: Int32Array,
  bytes: number,
): Uint16Array | Uint32Array {
  const count = rows.length * columns.length;
  const codes = bytes === 2 ? new Uint16Array(count) : new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const row = rows[Math.floor(i / columns.length)] as number;
    codes[i] = initial?.[row * n + (columns[i % columns.length] as number)] ?? 0;
  }
  return codes;
}

function formatRecord({ arena }: KernelHost, format: FloatFormat): number {
  return arena.record(ScalarFormat, {
    mantissaBits: format.mantissaBits,
    bias: format.bias,
    least: leastNormalExponent(format),
    signCode: signCode(format),
    zero: format.zero ? 1 : 0,
    subnormals: format.subnormals ? 1 : 0,
    negativeZero: format.negativeZero ? 1 : 0,
    negativeZeroNan: format.nan === 'negative-zero' ? 1 : 0,
    maxCode: maxFiniteCode(format),
    infinityCode: infinityCode(format) ?? 0,
  });
}

/** The register that chains are promoted into: to nearest even, zeros as IEEE 754. */
function registerOf(accumulator: Accumulator, { name, mantissaBits }: FloatFormat): Accumulator {
  return { ...accumulator, format: name, mantissaBits, rounding: 'nearest-even', randomBits: 0, zero: 'ieee' };
}

function roundingRecord(host: KernelHost, accumulator: Accumulator): number {
  const { arena } = host;
  const format = resolveFloatFormat(accumulator.format, 'accumulator');
  const { mantissaBits, randomBits } = accumulator;
  // Without subnormals the least binade has its own smallest value.
  const plain = 2 ** (leastNormalExponent(format) + (format.subnormals ? 0 : 1));
  const limits = Float64Array.of(maxFinite({ ...format, mantissaBits }), maxFinite(format), plain);
  return arena.record(ScalarRounding, {
    format: formatRecord(host, format),
    mantissaBits,
    rule: ROUNDING_RULES.indexOf(accumulator.rounding),
    overflow: ACCUMULATOR_OVERFLOW_RULES.indexOf(accumulator.overflow),
    zeros: ZEROS.indexOf(accumulator.zero),
    randomBits,
    odd: isOdd(accumulator) ? 1 : 0,
    nan: canonicalNan(format, accumulator),
    limits: arena.copy(limits),
  });
}

function isFlushed({ sum }: DotProductUnit): boolean {
  return sum.kind === 'pairwise' && sum.subnormals === 'flushed';
}
