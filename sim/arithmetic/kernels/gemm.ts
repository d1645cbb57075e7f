/**
 * A GEMM through a dot-product unit, equal bit for bit to `dot` of reference/dot.ts on every output.
 * Units with exact sums of up to 32 products a step, and units that align (gemm-aligned.ts), run in SIMD kernels;
 * every other unit, and outputs that infinities meet, on the scalar path (gemm-scalar.ts). The reference is left with
 * formats whose products float64 does not hold.
 */
import { bitsOf, maxFiniteCode, signCode } from '../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../models/formats/resolve.js';
import { ROUNDING_RULES } from '../../../models/rounding.js';
import { ACCUMULATOR_OVERFLOW_RULES, type DotProductUnit, resultFormat } from '../../../models/units/unit.js';
import { decode } from '../reference/convert.js';
import { type BlockScales, dot, NO_RANDOM, type RandomSource } from '../reference/dot.js';
import { canonicalNan } from '../reference/specials.js';
import { alignedKernel, gemmAligned } from './gemm-aligned.js';
import { gemmUnits } from './gemm-float32.js';
import { gemmScalar, hasScalar, type ScalarPart } from './gemm-scalar.js';
import { GEMM_FIELDS } from './job-records.js';
import { isWithinKernels } from './kernel-domain.js';
import type { KernelHost, MatrixLayout, RandomKey } from './kernel-host.js';
import { BLOCK_COLUMNS, BLOCK_ROWS, LINE_INFINITE, LINE_NAN, SCRATCH_BYTES } from './layout.js';
import {
  addLimbs,
  addValues,
  type Codes,
  hasPacking,
  lineMarks,
  type PlacedOperand,
  placeOperand,
  spreadOf,
} from './operand.js';
import { gemmRandomBits } from './random-bits.js';
import { LEAST_INFINITE_PRODUCT, reachesInfinity } from './scalar-range.js';

/** d = initial + 2^scaleSum · a · b, with a of m × k codes and b of k × n, each in its layout. */
export interface GemmRequest {
  readonly unit: DotProductUnit;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Codes of the unit's aFormat in the narrowest array that holds them; b likewise. */
  readonly a: Codes;
  readonly b: Codes;
  readonly aLayout?: MatrixLayout;
  readonly bLayout?: MatrixLayout;
  /** Within the unit's scaleRange. */
  readonly scaleSum: number;
  /** Key of the random bits of stochastic units: random-bits.ts. */
  readonly random?: RandomKey;
  /** m × n codes of the unit's result format; +0 unless given. */
  readonly initial?: Codes;
  /**
   * For units with block scales: a code of the scale format for every block along the depth of every row of A and
   * every column of B, laid out as its operand with blocks in the place of the depth. All are 1 unless given.
   */
  readonly blockScales?: { readonly a: Codes; readonly b: Codes };
}

export interface GemmResult {
  /** m × n codes of the unit's result format: Uint32Array for float32, Uint16Array for narrower ones. */
  readonly codes: Uint16Array | Uint32Array;
}

/** What a unit runs in: SIMD kernels, the scalar path, or neither: then the reference. */
export type FastTwin = 'simd' | 'scalar' | 'none';

export function twinOf(unit: DotProductUnit): FastTwin {
  if (hasSimd(unit)) return 'simd';
  return hasScalar(unit) ? 'scalar' : 'none';
}

/** Only units that the SIMD kernels are held against the reference on. */
function hasSimd(unit: DotProductUnit): boolean {
  return isWithinKernels(unit) && (isAmp(unit) || alignedKernel(unit) !== undefined);
}

/** Exact sums, as the AMP's. */
function isAmp(unit: DotProductUnit): boolean {
  const { accumulator, sum, productsPerStep, stepsPerRounding, promotion, blockScale } = unit;
  const operands = [unit.aFormat, unit.bFormat].map((name) => resolveFloatFormat(name, 'unit'));
  return (
    sum.kind === 'exact' &&
    stepsPerRounding === 1 &&
    promotion === undefined &&
    blockScale === undefined &&
    accumulator.nan === 'quiet' &&
    accumulator.zero === 'signed-underflow' &&
    productsPerStep <= 32 &&
    productsPerStep % 2 === 0 &&
    (accumulator.format === 'float16' || accumulator.format === 'float32') &&
    operands.every(hasPacking)
  );
}

export function gemmThroughUnit(host: KernelHost, request: GemmRequest): GemmResult {
  checkRequest(request);
  return { codes: gemmCodes(host, request) };
}

function gemmCodes(host: KernelHost, request: GemmRequest): Uint16Array | Uint32Array {
  const isSimd = hasSimd(request.unit);
  if (isSimd && isAmp(request.unit)) return gemmInKernels(host, request);
  const kernel = isSimd ? alignedKernel(request.unit) : undefined;
  if (kernel === undefined || meetsInfinity(request)) {
    return hasScalar(request.unit) ? gemmScalar(host, request) : gemmInReference(request);
  }
  const { codes, rowMarks, columnMarks } = gemmAligned(host, request, kernel);
  fillSpecialLines(host, request, codes, rowMarks, columnMarks);
  return codes;
}

/** Whether a finite product of these operands may be one that two stages make infinite. */
function meetsInfinity({ unit, a, b }: GemmRequest): boolean {
  return reachesInfinity(unit) && largestOf(unit.aFormat, a) * largestOf(unit.bFormat, b) >= LEAST_INFINITE_PRODUCT;
}

/** The largest finite magnitude among codes. */
function largestOf(formatName: string, codes: Codes): number {
  const format = resolveFloatFormat(formatName, 'operand');
  const magnitude = signCode(format) - 1;
  const limit = maxFiniteCode(format);
  let largest = 0;
  for (let i = 0; i < codes.length; i++) {
    const code = (codes[i] as number) & magnitude;
    if (code > largest && code <= limit) largest = code;
  }
  return decode(format, largest);
}

function checkRequest({ unit, m, n, k, a, b, scaleSum, initial, blockScales }: GemmRequest): void {
  if (a.length !== m * k || b.length !== k * n || (initial !== undefined && initial.length !== m * n)) {
    throw new RangeError(`gemm: ${m} × ${k} times ${k} × ${n} does not fit ${a.length} and ${b.length} codes`);
  }
  const [least, largest] = unit.scaleRange;
  if (!Number.isInteger(scaleSum) || scaleSum < least || scaleSum > largest) {
    throw new RangeError(`gemm: expected a sum of scales from ${least} to ${largest}, got ${scaleSum}`);
  }
  if (blockScales === undefined) return;
  if (unit.blockScale === undefined) throw new RangeError(`gemm: ${unit.family} takes no block scales, got some`);
  const blocks = Math.ceil(k / unit.blockScale.block);
  if (blockScales.a.length !== m * blocks || blockScales.b.length !== n * blocks) {
    const got = `${blockScales.a.length} and ${blockScales.b.length}`;
    throw new RangeError(`gemm: expected ${m * blocks} and ${n * blocks} block scales, got ${got}`);
  }
}

function gemmInKernels(host: KernelHost, request: GemmRequest): Uint16Array | Uint32Array {
  const { arena } = host;
  const { unit, m, n, initial } = request;
  arena.clear();
  const bytes = unit.accumulator.format === 'float16' ? 2 : 4;
  const output = arena.allocate(m * n * bytes);
  const [a, b] = packOperands(host, request);
  const job = arena.record(GEMM_FIELDS, {
    a: a.address,
    b: b.address,
    output,
    initial: initial === undefined ? 0 : arena.copy(initial),
    m,
    n,
    accumulatorBytes: bytes,
    rule: ROUNDING_RULES.indexOf(unit.accumulator.rounding),
    overflow: ACCUMULATOR_OVERFLOW_RULES.indexOf(unit.accumulator.overflow),
    randomBits: unit.accumulator.randomBits,
    seed: request.random?.seed ?? 0,
    stream: request.random?.stream ?? 0,
    scratch: arena.allocate(host.threads * SCRATCH_BYTES),
  });
  host.run('gemmUnit', job, gemmUnits(m, n));
  const copy = arena.copyOut(output, m * n * bytes);
  const codes = bytes === 2 ? new Uint16Array(copy) : new Uint32Array(copy);
  fillSpecialLines(host, request, codes, lineMarks(host, a), lineMarks(host, b));
  return codes;
}

/** Both operands packed every way that some block of theirs needs. */
function packOperands(host: KernelHost, request: GemmRequest): [PlacedOperand, PlacedOperand] {
  const { unit, m, n, k } = request;
  const shared = { depth: k, chunkLength: unit.productsPerStep };
  let a = placeOperand(host, {
    ...shared,
    format: resolveFloatFormat(unit.aFormat, 'aFormat'),
    codes: request.a,
    layout: request.aLayout ?? 'plain',
    lines: m,
    width: BLOCK_ROWS,
    side: 'rows',
    scaleExponent: request.scaleSum,
  });
  let b = placeOperand(host, {
    ...shared,
    format: resolveFloatFormat(unit.bFormat, 'bFormat'),
    codes: request.b,
    layout: request.bLayout ?? 'plain',
    lines: n,
    width: BLOCK_COLUMNS,
    side: 'columns',
    scaleExponent: 0,
  });
  if (a.fields.singles === 0 || b.fields.singles === 0) return [addValues(host, a), addValues(host, b)];
  const [spreadA, spreadB] = [spreadOf(host, a), spreadOf(host, b)];
  if (spreadA.norm * spreadB.norm < 2 ** 62) return [a, b];
  [a, b] = [addLimbs(host, a), addLimbs(host, b)];
  if (spreadA.limbs === 'fit' && spreadB.limbs === 'fit') return [a, b];
  return [addValues(host, a), addValues(host, b)];
}

/** Outputs of lines with a NaN are NaN, those of lines with infinities too unless the unit has another rule. */
function fillSpecialLines(
  host: KernelHost,
  request: GemmRequest,
  codes: Uint16Array | Uint32Array,
  rowMarks: Uint8Array,
  columnMarks: Uint8Array,
): void {
  const { unit, n } = request;
  const [rows, columns] = [linesByMark(unit, rowMarks), linesByMark(unit, columnMarks)];
  const nan = canonicalNan(resolveFloatFormat(resultFormat(unit), 'result'), unit.accumulator);
  for (const row of rows.nan) codes.fill(nan, row * n, (row + 1) * n);
  for (const column of columns.nan) for (let at = column; at < codes.length; at += n) codes[at] = nan;
  fillPart(host, request, codes, { rows: rows.infinite, columns: joined(columns.infinite, columns.plain) });
  fillPart(host, request, codes, { rows: rows.plain, columns: columns.infinite });
}

interface MarkedLines {
  readonly nan: Int32Array;
  readonly infinite: Int32Array;
  readonly plain: Int32Array;
}

function linesByMark({ accumulator }: DotProductUnit, marks: Uint8Array): MarkedLines {
  const lines = Int32Array.from(marks.keys());
  const makesNan = accumulator.overflow === 'nan' ? LINE_NAN | LINE_INFINITE : LINE_NAN;
  const isNan = (line: number) => ((marks[line] as number) & makesNan) !== 0;
  return {
    nan: lines.filter(isNan),
    infinite: lines.filter((line) => marks[line] !== 0 && !isNan(line)),
    plain: lines.filter((line) => marks[line] === 0),
  };
}

function joined(first: Int32Array, second: Int32Array): Int32Array {
  return Int32Array.from([...first, ...second]);
}

function fillPart(host: KernelHost, request: GemmRequest, codes: Uint16Array | Uint32Array, part: ScalarPart): void {
  const { rows, columns } = part;
  if (rows.length === 0 || columns.length === 0) return;
  const filled = gemmScalar(host, request, part);
  filled.forEach((code, i) => {
    const row = rows[Math.floor(i / columns.length)] as number;
    codes[row * request.n + (columns[i % columns.length] as number)] = code;
  });
}

function gemmInReference(request: GemmRequest): Uint16Array | Uint32Array {
  const { unit, m, n } = request;
  const bits = bitsOf(resolveFloatFormat(resultFormat(unit), 'result'));
  const codes = bits > 16 ? new Uint32Array(m * n) : new Uint16Array(m * n);
  for (let row = 0; row < m; row++) {
    for (let column = 0; column < n; column++) codes[row * n + column] = dotInReference(request, row, column);
  }
  return codes;
}

/** One output of a request through reference/dot.ts, with the random bits that the kernels take. */
export function dotInReference(request: GemmRequest, row: number, column: number): number {
  const { unit, m, n, k, random, initial, scaleSum } = request;
  const element = row * n + column;
  const { randomBits } = unit.accumulator;
  const source: RandomSource =
    randomBits === 0
      ? NO_RANDOM
      : (step) => gemmRandomBits(random ?? { seed: 0, stream: 0 }, element, step, randomBits);
  const left = lineOf(request.a, m, k, row, request.aLayout !== 'transposed');
  const right = lineOf(request.b, n, k, column, request.bLayout === 'transposed');
  return dot(unit, left, right, initial?.[element] ?? 0, scaleSum, source, blockScales(request, row, column));
}

/** One of `lines` lines of `depth` codes. */
function lineOf(codes: Codes, lines: number, depth: number, line: number, isContiguous: boolean): number[] {
  return Array.from({ length: depth }, (_, i) => codes[isContiguous ? line * depth + i : i * lines + line] ?? 0);
}

function blockScales(request: GemmRequest, row: number, column: number): BlockScales | undefined {
  const { unit, m, n, k, blockScales: scales } = request;
  if (scales === undefined || unit.blockScale === undefined) return undefined;
  const { block } = unit.blockScale;
  const blocks = Math.ceil(k / block);
  return {
    a: lineOf(scales.a, m, blocks, row, request.aLayout !== 'transposed'),
    b: lineOf(scales.b, n, blocks, column, request.bLayout === 'transposed'),
    block,
  };
}
