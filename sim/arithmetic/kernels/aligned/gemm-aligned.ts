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
  SHORT_LEAST_UNIT,
} from '../shared/layout.js';
import { fillSpecialLines } from '../special-lines.js';
import { takenCodes } from '../taken-codes.js';
import { placeGroups, placeScales } from './block-scales.js';
import { NO_TABLES, placeCodes, placeMultiples, valueTable } from './code-tables.js';
import { type AlignedKernel, finishOf, isInSingles, isNarrow } from './kernels.js';
import { AlignedGemm, AlignedOperand } from './records.js';

/** Widest codes whose values stand in a table. */
const MOST_TABLE_BITS = 16;
/** A reach that no accumulator is beyond. */
const ANY_REACH = 2 ** 20;

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
    groupLength: unit.productsPerStep / groupsOf(unit),
    fractionBits: twoStage?.productBits ?? ('fractionBits' in sum ? sum.fractionBits : 0),
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

/** Groups of a step that are summed exactly. */
function groupsOf({ sum, productsPerStep }: DotProductUnit): number {
  return sum.kind === 'grouped' ? productsPerStep / sum.groupProducts : 1;
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
  const isWide = !isInSingles(kernel);
  const elements = panels * width * paddedDepth;
  const lineMarks = arena.allocate(lines);
  arena.bytes(lineMarks, lines).fill(0);
  const scaleExponent = isRows ? request.scaleSum : 0;
  const isGrouped = kernel === 'groupedUnit';
  const hasFacts = hasShortSums(unit, kernel);
  const pairs = panels * width * steps * Math.ceil(unit.productsPerStep / 2);
  const scaled = { side, lineMarks, lines, width, contiguous, steps };
  const fields: JobRecord<AlignedOperand> = {
    codes: arena.copy(isRows ? request.a : request.b),
    codeBytes: bitsOf(format) <= 8 ? 1 : bitsOf(format) <= MOST_TABLE_BITS ? 2 : 4,
    lines,
    depth: k,
    lineStride: contiguous ? k : 1,
    depthStride: contiguous ? 1 : lines,
    width,
    panels,
    paddedDepth,
    ...placeTables(host, format, kernel, scaleExponent),
    codeShift: 32 - bitsOf(format),
    leastExponent: leastNormalExponent(format),
    scaleExponent,
    wide: isWide ? 1 : 0,
    grouped: isGrouped ? 1 : 0,
    ...(isGrouped
      ? placeGroups(host, request, scaled, groupsOf(unit), minPositive(format) * 2 ** scaleExponent)
      : {
          values: arena.allocate(elements * (isWide ? 8 : 4)),
          exponents: arena.allocate(elements * (isWide ? 2 : 1)),
        }),
    lineMarks,
    chunkLength: unit.productsPerStep,
    blockExponents: isGrouped ? 0 : placeScales(host, request, scaled),
    shorts: hasFacts || isGrouped ? arena.allocate(pairs * 4) : 0,
    shortFacts: hasFacts ? arena.allocate(panels * width * steps * 16) : 0,
    shortBits: hasFacts ? arena.allocate(panels * steps * 4) : 0,
    leastUnit: leastUnitOf(unit),
  };
  const address = arena.record(AlignedOperand, fields);
  host.run('packAlignedUnit', address, panels);
  return { fields, address, mantissaBits: format.mantissaBits };
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

/** The tables that a kernel reads a format's codes through. */
function placeTables(host: KernelHost, format: FloatFormat, kernel: AlignedKernel, scaleExponent: number) {
  const isWide = !isInSingles(kernel);
  if (kernel === 'groupedUnit') return { ...NO_TABLES, oddTable: placeMultiples(host, format) };
  if (kernel === 'splitUnit') return NO_TABLES;
  if (isCoded(format, kernel)) return placeCodes(host, format, isWide ? 1 : 2 ** scaleExponent, isWide);
  return { ...NO_TABLES, table: bitsOf(format) <= MOST_TABLE_BITS ? host.arena.copy(valueTable(format)) : 0 };
}

/** Whether a format's codes go through tables of exponents and integers. */
function isCoded(format: FloatFormat, kernel: AlignedKernel): boolean {
  return kernel === 'alignedUnit' || (kernel !== 'chainUnit' && bitsOf(format) <= 8 && isNarrow(format));
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
