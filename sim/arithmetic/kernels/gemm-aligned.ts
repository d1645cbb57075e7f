/**
 * GEMMs through units that align their terms (NVIDIA, CDNA3) or chain fused multiply-adds, in the kernels: which
 * units those are, how their operands are placed, the job. Equal bit for bit to reference/dot.ts.
 * Left out: lines with NaN or Inf, which gemm.ts fills in; block scales; promotion amid a step; two stages
 * of operands with a product from 2^128 on, which gemm.ts gives to the scalar path.
 */
import {
  bitsOf,
  type FloatFormat,
  leastNormalExponent,
  maxFinite,
  minPositive,
} from '../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../models/formats/resolve.js';
import { type DotProductUnit, type Promotion, resultFormat } from '../../../models/units/unit.js';
import { decode } from '../reference/convert.js';
import { dyadicOf, floorLog2 } from '../reference/dyadic.js';
import { canonicalNan } from '../reference/specials.js';
import { ALIGNED_GEMM_FIELDS, ALIGNED_OPERAND_FIELDS, type JobRecord } from './job-records.js';
import type { KernelHost, MatrixLayout } from './kernel-host.js';
import {
  ALIGNED_COLUMNS,
  ALIGNED_ROWS,
  ALIGNED_SCRATCH_BYTES,
  ALIGNED_UNIT_PANELS,
  FINISH_NEAREST_16,
  FINISH_NEAREST_32,
  FINISH_TRUNCATED_32,
  LINE_INFINITE,
  LINE_NAN,
  SPECIAL_EXPONENT_8,
  ZERO_EXPONENT_8,
} from './layout.js';
import type { Codes } from './operand.js';

/** Kernels: aligned in float32 lanes and in float64 lanes, two stages, chains of fused multiply-adds. */
export type AlignedKernel = 'alignedUnit' | 'wideUnit' | 'twoStageUnit' | 'chainUnit';

/** Integers of float32 lanes stay below 2^22: 33 terms below 2^(F + 2). */
const MOST_NARROW_BITS = 14;
/** Mantissa bits of two operands whose products stay off the ties of aligned.ts. */
const MOST_NARROW_MANTISSA_BITS = 6;
/** By so much values of A are too large there. */
const NARROW_EXCESS = 1 + 2 ** -20;
/** Integers of float64 lanes stay below 2^53. */
const MOST_WIDE_BITS = 45;
const MOST_PRODUCTS = 32;
/** Operand exponents whose sums fit 8-bit lanes beside the one that stands for zero. */
const NARROW_EXPONENT = 15;
/** A reach that no accumulator is beyond. */
const ANY_REACH = 2 ** 20;

/** The kernel that a unit runs in, if any. */
export function alignedKernel(unit: DotProductUnit): AlignedKernel | undefined {
  if (isChain(unit)) return 'chainUnit';
  const { sum, accumulator, stepsPerRounding, promotion, blockScale, productsPerStep } = unit;
  const operands = [unit.aFormat, unit.bFormat].map((name) => resolveFloatFormat(name, 'unit'));
  const isInSteps = promotion === undefined || isWholeSteps(unit, promotion);
  const isPlain = stepsPerRounding === 1 && isInSteps && blockScale === undefined;
  const isPositive = accumulator.overflow === 'infinity' && accumulator.zero === 'positive';
  const fits = productsPerStep <= MOST_PRODUCTS && operands.every(fitsFloat32) && finishOf(unit) !== undefined;
  if (!isPlain || !isPositive || !fits) return undefined;
  if (sum.kind === 'two-stage') {
    const halves = sum.order === 'even-odd' ? 2 : 1;
    const isWhole = productsPerStep % halves === 0;
    return isWhole && accumulator.rounding === 'nearest-even' ? 'twoStageUnit' : undefined;
  }
  if (sum.kind !== 'aligned' || sum.cut !== 'truncate' || sum.accumulatorAligned !== 'with-products') return undefined;
  if (sum.productExponent !== 'operands' || sum.subnormals !== 'least-exponent') return undefined;
  if (sum.zeroProducts !== 'left-out') return undefined;
  const mantissaBits = operands.reduce((total, format) => total + format.mantissaBits, 0);
  const isNarrowSum = sum.fractionBits <= MOST_NARROW_BITS && mantissaBits <= MOST_NARROW_MANTISSA_BITS;
  if (isNarrowSum && operands.every(isNarrow) && finishOf(unit) !== FINISH_NEAREST_32) {
    return 'alignedUnit';
  }
  return sum.fractionBits <= MOST_WIDE_BITS && accumulator.mantissaBits !== 13 ? 'wideUnit' : undefined;
}

/** Steps end where chains do, and chains go into float32. */
function isWholeSteps({ productsPerStep }: DotProductUnit, { products, format }: Promotion): boolean {
  return products % productsPerStep === 0 && format === 'float32';
}

/** One product a rounding, to nearest even, into a format whose sums' results the kernel can write. */
function isChain(unit: DotProductUnit): boolean {
  const { sum, accumulator, promotion, productsPerStep, stepsPerRounding } = unit;
  const operands = [unit.aFormat, unit.bFormat].map((name) => resolveFloatFormat(name, 'unit'));
  const format = resolveFloatFormat(accumulator.format, 'accumulator');
  const result = resultFormat(unit);
  const isFused = sum.kind === 'exact' && productsPerStep === 1 && stepsPerRounding === 1;
  const isIeee = accumulator.rounding === 'nearest-even' && accumulator.overflow === 'infinity';
  const isWhole = accumulator.mantissaBits === format.mantissaBits && accumulator.zero === 'ieee';
  const isWritten = result === 'float32' || (result === 'float16' && promotion === undefined);
  const fits = operands.every(isFloat32) && format.exponentBits > 0 && format.zero && format.mantissaBits <= 23;
  return isFused && isIeee && isWhole && isWritten && fits && unit.blockScale === undefined;
}

/** float32 itself, or a format within it. */
function isFloat32(format: FloatFormat): boolean {
  return format.name === 'float32' || fitsFloat32(format);
}

/** What chain.ts rounds with: FACTOR, LEAST, LIMIT, SMALLEST, BEYOND, NEGATIVE_ZERO. */
function roundingConstants(format: FloatFormat): Float64Array {
  const constants = new Float64Array(6);
  constants[0] = 1.5 * 2 ** (52 - format.mantissaBits);
  constants[1] = 2 ** leastNormalExponent(format);
  constants[2] = maxFinite(format);
  constants[3] = format.subnormals ? 0 : minPositive(format);
  constants[4] = format.infinities === 'none' ? Number.NaN : Number.POSITIVE_INFINITY;
  constants[5] = format.negativeZero ? 1 : 0;
  return constants;
}

/** Every value of the format is a float32 of few bits. */
function fitsFloat32(format: FloatFormat): boolean {
  return format.zero && maxFinite(format) < 2 ** 128 && minPositive(format) >= 2 ** -149 && format.mantissaBits <= 10;
}

function isNarrow(format: FloatFormat): boolean {
  return (
    bitsOf(format) <= 8 &&
    leastNormalExponent(format) >= -NARROW_EXPONENT &&
    Math.log2(maxFinite(format)) < NARROW_EXPONENT + 1
  );
}

function finishOf({ accumulator }: DotProductUnit): number | undefined {
  const { format, rounding, mantissaBits } = accumulator;
  if (format === 'float32' && rounding === 'toward-zero') return FINISH_TRUNCATED_32;
  if (format === 'float32' && rounding === 'nearest-even' && mantissaBits === 23) return FINISH_NEAREST_32;
  if (format === 'float16' && rounding === 'nearest-even' && mantissaBits === 10) return FINISH_NEAREST_16;
  return undefined;
}

/** What gemm.ts passes on: see GemmRequest. */
export interface AlignedRequest {
  readonly unit: DotProductUnit;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly a: Codes;
  readonly b: Codes;
  readonly aLayout?: MatrixLayout;
  readonly bLayout?: MatrixLayout;
  readonly scaleSum: number;
  readonly initial?: Codes;
}

export interface AlignedResult {
  readonly codes: Uint16Array | Uint32Array;
  /** LINE_NAN and LINE_INFINITE of every row of A and column of B. */
  readonly rowMarks: Uint8Array;
  readonly columnMarks: Uint8Array;
}

/** @param kernel the one that alignedKernel names */
export function gemmAligned(host: KernelHost, request: AlignedRequest, kernel: AlignedKernel): AlignedResult {
  const { arena } = host;
  const { unit, m, n, k, initial } = request;
  const { sum } = unit;
  arena.clear();
  const accumulator = resolveFloatFormat(unit.accumulator.format, 'accumulator');
  const result = resolveFloatFormat(resultFormat(unit), 'result');
  const bytes = bitsOf(result) / 8;
  const constants = [roundingConstants(accumulator), roundingConstants(result)];
  const output = arena.allocate(m * n * bytes);
  const a = place(host, request, 'rows', kernel);
  const b = place(host, request, 'columns', kernel);
  const twoStage = sum.kind === 'two-stage' ? sum : undefined;
  const job = arena.record(ALIGNED_GEMM_FIELDS, {
    a: a.address,
    b: b.address,
    output,
    initial: initial === undefined ? 0 : arena.copy(initial),
    m,
    n,
    chunks: stepsOf(unit, k),
    chunkLength: unit.productsPerStep,
    fractionBits: twoStage?.productBits ?? (sum.kind === 'aligned' ? sum.fractionBits : 0),
    keptMask: -(2 ** (23 - unit.accumulator.mantissaBits)),
    finish: finishOf(unit) ?? FINISH_NEAREST_32,
    accumulatorBytes: bytes,
    leastExponent: leastNormalExponent(accumulator),
    scaleExponent: request.scaleSum,
    nan: canonicalNan(result, unit.accumulator),
    halves: twoStage?.order === 'even-odd' ? 2 : 1,
    sumBits: twoStage?.sumBits ?? 0,
    accumulatorBits: twoStage?.accumulatorBits ?? 0,
    accumulatorReach: twoStage?.accumulatorReach ?? ANY_REACH,
    promotion: unit.promotion?.products ?? 0,
    constants: arena.copy(Float64Array.from(constants.flatMap((numbers) => [...numbers]))),
    scratch: arena.allocate(host.threads * ALIGNED_SCRATCH_BYTES),
  });
  const rowGroups = Math.ceil(a.fields.panels / ALIGNED_UNIT_PANELS);
  host.run(kernel, job, rowGroups * b.fields.panels);
  const copy = arena.copyOut(output, m * n * bytes);
  return {
    codes: bytes === 2 ? new Uint16Array(copy) : new Uint32Array(copy),
    rowMarks: arena.bytes(a.fields.lineMarks, m).slice(),
    columnMarks: arena.bytes(b.fields.lineMarks, n).slice(),
  };
}

/** At least one: an empty sum goes through one step of zeros. */
function stepsOf(unit: DotProductUnit, k: number): number {
  return Math.max(1, Math.ceil(k / unit.productsPerStep));
}

/** An operand in shared memory, packed. The scale stands in A. */
function place(host: KernelHost, request: AlignedRequest, side: 'rows' | 'columns', kernel: AlignedKernel) {
  const { arena } = host;
  const { unit, k } = request;
  const isRows = side === 'rows';
  const format = resolveFloatFormat(isRows ? unit.aFormat : unit.bFormat, 'operand');
  const lines = isRows ? request.m : request.n;
  const width = isRows ? ALIGNED_ROWS : ALIGNED_COLUMNS;
  const layout = (isRows ? request.aLayout : request.bLayout) ?? 'plain';
  const contiguous = isRows === (layout === 'plain');
  const panels = Math.ceil(lines / width);
  const paddedDepth = stepsOf(unit, k) * unit.productsPerStep;
  const isWide = kernel !== 'alignedUnit';
  const elements = panels * width * paddedDepth;
  const lineMarks = arena.allocate(lines);
  arena.bytes(lineMarks, lines).fill(0);
  const isTable = bitsOf(format) <= 16;
  const scaleExponent = isRows ? request.scaleSum : 0;
  const narrow = isWide ? undefined : narrowTables(format, 2 ** scaleExponent * (isRows ? NARROW_EXCESS : 1));
  const fields: JobRecord<typeof ALIGNED_OPERAND_FIELDS> = {
    codes: arena.copy(isRows ? request.a : request.b),
    codeBytes: bitsOf(format) <= 8 ? 1 : isTable ? 2 : 4,
    lines,
    depth: k,
    lineStride: contiguous ? k : 1,
    depthStride: contiguous ? 1 : lines,
    width,
    panels,
    paddedDepth,
    table: isTable ? arena.copy(narrow?.values ?? valueTable(format)) : 0,
    exponentTable: narrow === undefined ? 0 : arena.copy(narrow.exponents),
    markTable: narrow === undefined ? 0 : arena.copy(narrow.marks),
    codeShift: 32 - bitsOf(format),
    leastExponent: leastNormalExponent(format),
    scaleExponent,
    wide: isWide ? 1 : 0,
    values: arena.allocate(elements * (isWide ? 8 : 4)),
    exponents: arena.allocate(elements * (isWide ? 2 : 1)),
    lineMarks,
  };
  const address = arena.record(ALIGNED_OPERAND_FIELDS, fields);
  host.run('packAlignedUnit', address, panels);
  return { fields, address };
}

const tables = new Map<string, Float32Array>();

/** The value of every code. */
function valueTable(format: FloatFormat): Float32Array {
  const key = JSON.stringify(format);
  const known = tables.get(key);
  if (known !== undefined) return known;
  const codes = 2 ** bitsOf(format);
  const table = Float32Array.from({ length: bitsOf(format) <= 8 ? 256 : 65536 }, (_, code) =>
    code < codes ? decode(format, code) : Number.NaN,
  );
  tables.set(key, table);
  return table;
}

/** What the codes of an 8-bit format are in aligned.ts. */
function narrowTables(format: FloatFormat, factor: number) {
  const values = new Float32Array(256);
  const exponents = new Int8Array(256).fill(ZERO_EXPONENT_8);
  const marks = new Uint8Array(256);
  for (let code = 0; code < 2 ** bitsOf(format); code++) {
    const value = decode(format, code);
    if (!Number.isFinite(value)) {
      exponents[code] = SPECIAL_EXPONENT_8;
      marks[code] = Number.isNaN(value) ? LINE_NAN : LINE_INFINITE;
    } else if (value !== 0) {
      values[code] = value * factor;
      exponents[code] = Math.max(floorLog2(dyadicOf(value)), leastNormalExponent(format));
    }
  }
  return { values, exponents, marks };
}
