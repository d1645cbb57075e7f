/**
 * GEMMs through units that align their terms (NVIDIA, CDNA3) or chain fused multiply-adds, in the kernels: how their
 * operands are placed, the job, special lines. Left out: which units those are (kernels.ts).
 */

import {
  bitsOf,
  type FloatFormat,
  leastNormalExponent,
  maxFinite,
  minPositive,
} from '../../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../../models/formats/resolve.js';
import { type DotProductUnit, resultFormat } from '../../../../models/units/unit.js';
import { decode } from '../../reference/convert.js';
import { dyadicOf, floorLog2 } from '../../reference/dyadic.js';
import { canonicalNan } from '../../reference/specials.js';
import type { KernelHost } from '../host/kernel-host.js';
import type { JobRecord } from '../host/records.js';
import type { GemmCodes, GemmRequest } from '../request.js';
import {
  ALIGNED_COLUMNS,
  ALIGNED_ROWS,
  ALIGNED_SCRATCH_BYTES,
  ALIGNED_UNIT_PANELS,
  FINISH_NEAREST_32,
  LINE_INFINITE,
  LINE_NAN,
  SHORT_LEAST_UNIT,
  SPECIAL_EXPONENT_8,
  ZERO_EXPONENT_8,
} from '../shared/layout.js';
import { fillSpecialLines } from '../special-lines.js';
import { takenCodes } from '../taken-codes.js';
import { type AlignedKernel, finishOf, isNarrow } from './kernels.js';
import { AlignedGemm, AlignedOperand } from './records.js';

/** A reach that no accumulator is beyond. */
const ANY_REACH = 2 ** 20;
/** Above the lowest set bit of every 8-bit code that is not zero. */
const ZERO_LEAST_8 = 127;

/** @param kernel the one that alignedKernel names */
export function gemmAligned(host: KernelHost, request: GemmRequest, kernel: AlignedKernel): GemmCodes {
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
  const job = arena.record(AlignedGemm, {
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
    mantissaBits: unit.accumulator.mantissaBits,
    leastExponent: leastNormalExponent(accumulator),
    scaleExponent: request.scaleSum,
    nan: canonicalNan(result, unit.accumulator),
    halves: twoStage?.order === 'even-odd' ? 2 : 1,
    sumBits: twoStage?.sumBits ?? 0,
    accumulatorBits: twoStage?.accumulatorBits ?? 0,
    accumulatorReach: twoStage?.accumulatorReach ?? ANY_REACH,
    promotion: unit.promotion?.products ?? 0,
    constants: arena.copy(Float64Array.from(constants.flatMap((numbers) => [...numbers]))),
    productMantissaBits: a.mantissaBits + b.mantissaBits,
    short: a.fields.shorts !== 0 && b.fields.shorts !== 0 ? 1 : 0,
    scratch: arena.allocate(host.threads * ALIGNED_SCRATCH_BYTES),
  });
  const rowGroups = Math.ceil(a.fields.panels / ALIGNED_UNIT_PANELS);
  host.run(kernel, job, rowGroups * b.fields.panels);
  const codes = takenCodes(host, output, m * n, bytes);
  const rows = arena.bytes(a.fields.lineMarks, m).slice();
  const columns = arena.bytes(b.fields.lineMarks, n).slice();
  fillSpecialLines(host, request, codes, { rows, columns });
  return codes;
}

/** At least one: an empty sum goes through one step of zeros. */
function stepsOf(unit: DotProductUnit, k: number): number {
  return Math.max(1, Math.ceil(k / unit.productsPerStep));
}

/** An operand in shared memory, packed. The scale stands in A. */
function place(host: KernelHost, request: GemmRequest, side: 'rows' | 'columns', kernel: AlignedKernel) {
  const { arena } = host;
  const { unit, k } = request;
  const isRows = side === 'rows';
  const format = resolveFloatFormat(isRows ? unit.aFormat : unit.bFormat, 'operand');
  const lines = isRows ? request.m : request.n;
  const width = isRows ? ALIGNED_ROWS : ALIGNED_COLUMNS;
  const layout = (isRows ? request.aLayout : request.bLayout) ?? 'row-major';
  const contiguous = isRows === (layout === 'row-major');
  const panels = Math.ceil(lines / width);
  const steps = stepsOf(unit, k);
  const paddedDepth = steps * unit.productsPerStep;
  const isWide = kernel !== 'alignedUnit';
  const elements = panels * width * paddedDepth;
  const lineMarks = arena.allocate(lines);
  arena.bytes(lineMarks, lines).fill(0);
  const isTable = bitsOf(format) <= 16;
  const scaleExponent = isRows ? request.scaleSum : 0;
  const isShort = hasShortSums(unit, kernel);
  const pairs = panels * width * steps * Math.ceil(unit.productsPerStep / 2);
  const tables = isCoded(format, kernel)
    ? placeTables(host, format, isWide ? 1 : 2 ** scaleExponent, isWide)
    : undefined;
  const fields: JobRecord<AlignedOperand> = {
    codes: arena.copy(isRows ? request.a : request.b),
    codeBytes: bitsOf(format) <= 8 ? 1 : isTable ? 2 : 4,
    lines,
    depth: k,
    lineStride: contiguous ? k : 1,
    depthStride: contiguous ? 1 : lines,
    width,
    panels,
    paddedDepth,
    ...(tables ?? { ...NO_TABLES, table: isTable ? arena.copy(valueTable(format)) : 0 }),
    codeShift: 32 - bitsOf(format),
    leastExponent: leastNormalExponent(format),
    scaleExponent,
    wide: isWide ? 1 : 0,
    values: arena.allocate(elements * (isWide ? 8 : 4)),
    exponents: arena.allocate(elements * (isWide ? 2 : 1)),
    lineMarks,
    chunkLength: unit.productsPerStep,
    blockExponents: placeScales(host, request, side, { lineMarks, lines, contiguous, steps }),
    shorts: isShort ? arena.allocate(pairs * 4) : 0,
    shortFacts: isShort ? arena.allocate(panels * width * steps * 16) : 0,
    shortBits: isShort ? arena.allocate(panels * steps * 4) : 0,
    leastUnit: leastUnitOf(unit),
  };
  const address = arena.record(AlignedOperand, fields);
  host.run('packAlignedUnit', address, panels);
  return { fields, address, mantissaBits: format.mantissaBits };
}

interface ScaledLines {
  readonly lineMarks: number;
  readonly lines: number;
  readonly contiguous: boolean;
  readonly steps: number;
}

/** Exponents of every line's block scale in every step, or 0 where all are 1; a NaN marks its line. */
function placeScales(
  { arena }: KernelHost,
  { unit, k, blockScales }: GemmRequest,
  side: 'rows' | 'columns',
  { lineMarks, lines, contiguous, steps }: ScaledLines,
): number {
  const codes = side === 'rows' ? blockScales?.a : blockScales?.b;
  if (codes === undefined || unit.blockScale === undefined) return 0;
  const { format, block } = unit.blockScale;
  const scaleFormat = resolveFloatFormat(format, 'scale');
  const table = Array.from({ length: 2 ** bitsOf(scaleFormat) }, (_, code) => decode(scaleFormat, code)).map((scale) =>
    Number.isNaN(scale) ? undefined : floorLog2(dyadicOf(Math.abs(scale))),
  );
  const blocks = Math.ceil(k / block);
  const marks = arena.bytes(lineMarks, lines);
  const exponents = new Int16Array(lines * steps);
  for (let line = 0; line < lines; line++) {
    for (let step = 0; step < steps; step++) {
      const at = Math.floor((step * unit.productsPerStep) / block);
      const code = codes[contiguous ? line * blocks + at : at * lines + line];
      const exponent = code === undefined ? 0 : table[code];
      if (exponent === undefined) marks[line] = LINE_NAN;
      else exponents[line * steps + step] = exponent;
    }
  }
  return arena.copy(exponents);
}

/** Whether a unit's steps may go by integers of 16 bits, where they lose nothing. */
function hasShortSums({ aFormat, bFormat, sum }: DotProductUnit, kernel: AlignedKernel): boolean {
  const formats = [aFormat, bFormat].map((name) => resolveFloatFormat(name, 'operand'));
  return kernel === 'wideUnit' && sum.kind === 'aligned' && formats.every((format) => isCoded(format, kernel));
}

/** No product of two units is aligned below the accumulator's own subnormals, nor is one itself a subnormal. */
function leastUnitOf({ accumulator, sum }: DotProductUnit): number {
  const least = leastNormalExponent(resolveFloatFormat(accumulator.format, 'accumulator'));
  const fractionBits = sum.kind === 'aligned' ? sum.fractionBits : 0;
  return Math.max(SHORT_LEAST_UNIT, Math.ceil((least - fractionBits) / 2));
}

/** Whether a format's codes go through tables of exponents and integers. */
function isCoded(format: FloatFormat, kernel: AlignedKernel): boolean {
  return kernel === 'alignedUnit' || (kernel !== 'chainUnit' && bitsOf(format) <= 8 && isNarrow(format));
}

const NO_TABLES = { exponentTable: 0, markTable: 0, leastTable: 0, oddTable: 0 };

const valueTables = new Map<string, Float32Array>();

/** The value of every code. */
function valueTable(format: FloatFormat): Float32Array {
  const key = JSON.stringify(format);
  const known = valueTables.get(key);
  if (known !== undefined) return known;
  const codes = 2 ** bitsOf(format);
  const table = Float32Array.from({ length: bitsOf(format) <= 8 ? 256 : 65536 }, (_, code) =>
    code < codes ? decode(format, code) : Number.NaN,
  );
  valueTables.set(key, table);
  return table;
}

/** What the codes of an 8-bit format are in aligned.ts and pack-coded.ts, in shared memory. */
function placeTables({ arena }: KernelHost, format: FloatFormat, factor: number, isWide: boolean) {
  const key = JSON.stringify([format, factor, isWide]);
  const tables = codeTables.get(key) ?? tablesOf(format, factor, isWide);
  codeTables.set(key, tables);
  return {
    table: arena.copy(tables.values),
    exponentTable: arena.copy(tables.exponents),
    markTable: arena.copy(tables.marks),
    leastTable: arena.copy(tables.leasts),
    oddTable: arena.copy(tables.odds),
  };
}

const codeTables = new Map<string, ReturnType<typeof tablesOf>>();

function tablesOf(format: FloatFormat, factor: number, isWide: boolean) {
  const values = isWide ? new Float64Array(256) : new Float32Array(256);
  const exponents = new Int8Array(256).fill(ZERO_EXPONENT_8);
  const marks = new Uint8Array(256);
  const leasts = new Int8Array(256).fill(ZERO_LEAST_8);
  const odds = new Int16Array(256);
  for (let code = 0; code < 2 ** bitsOf(format); code++) {
    const value = decode(format, code);
    if (!Number.isFinite(value)) {
      exponents[code] = SPECIAL_EXPONENT_8;
      marks[code] = Number.isNaN(value) ? LINE_NAN : LINE_INFINITE;
    } else if (value !== 0) {
      values[code] = value * factor;
      exponents[code] = Math.max(floorLog2(dyadicOf(value)), leastNormalExponent(format));
      const least = lowestBit(value);
      leasts[code] = least;
      odds[code] = value / 2 ** least;
    } else if (Object.is(value, -0)) values[code] = isWide ? value : 0;
  }
  return { values, exponents, marks, leasts, odds };
}

/** Exponent of the lowest set bit of a number that is not zero. */
function lowestBit(value: number): number {
  let exponent = floorLog2(dyadicOf(value));
  while (!Number.isInteger(value / 2 ** exponent)) exponent--;
  return exponent;
}

/** What chain-rounding.ts rounds with: FACTOR, LEAST, LIMIT, SMALLEST, BEYOND, NEGATIVE_ZERO. */
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
