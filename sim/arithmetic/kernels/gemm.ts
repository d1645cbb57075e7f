/**
 * A GEMM through a dot-product unit, equal bit for bit to `dot` of reference/dot.ts on every output.
 * Units with exact sums of up to 32 products a step, and units that align (gemm-aligned.ts), run in the kernels;
 * every other unit, and lines with infinities under `clip` and `infinity`, run in the reference, slowly.
 */
import { bitsOf } from '../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../models/formats/resolve.js';
import { ROUNDING_RULES } from '../../../models/rounding.js';
import { ACCUMULATOR_OVERFLOW_RULES, type DotProductUnit, resultFormat } from '../../../models/units/unit.js';
import { dot, NO_RANDOM, type RandomSource } from '../reference/dot.js';
import { canonicalNan } from '../reference/specials.js';
import { alignedKernel, gemmAligned } from './gemm-aligned.js';
import { gemmUnits } from './gemm-float32.js';
import { GEMM_FIELDS } from './job-records.js';
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
}

export interface GemmResult {
  /** m × n codes of the unit's result format: Uint32Array for float32, Uint16Array for narrower ones. */
  readonly codes: Uint16Array | Uint32Array;
}

/** Whether a unit runs in the kernels. */
export function hasKernel(unit: DotProductUnit): boolean {
  return isAmp(unit) || alignedKernel(unit) !== undefined;
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
  if (isAmp(request.unit)) return gemmInKernels(host, request);
  const kernel = alignedKernel(request.unit);
  if (kernel === undefined) return gemmInReference(request);
  const { codes, rowMarks, columnMarks } = gemmAligned(host, request, kernel);
  fillSpecialLines(request, codes, rowMarks, columnMarks);
  return codes;
}

function checkRequest({ unit, m, n, k, a, b, scaleSum, initial }: GemmRequest): void {
  if (a.length !== m * k || b.length !== k * n || (initial !== undefined && initial.length !== m * n)) {
    throw new RangeError(`gemm: ${m} × ${k} times ${k} × ${n} does not fit ${a.length} and ${b.length} codes`);
  }
  const [least, largest] = unit.scaleRange;
  if (!Number.isInteger(scaleSum) || scaleSum < least || scaleSum > largest) {
    throw new RangeError(`gemm: expected a sum of scales from ${least} to ${largest}, got ${scaleSum}`);
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
  fillSpecialLines(request, codes, lineMarks(host, a), lineMarks(host, b));
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

/** Every product of a line with a NaN has a NaN term; infinities give NaN too, unless overflow has another rule. */
function fillSpecialLines(
  request: GemmRequest,
  codes: Uint16Array | Uint32Array,
  rowMarks: Uint8Array,
  columnMarks: Uint8Array,
): void {
  if (!rowMarks.some((mark) => mark !== 0) && !columnMarks.some((mark) => mark !== 0)) return;
  const { unit, m, n } = request;
  const nan = canonicalNan(resolveFloatFormat(resultFormat(unit), 'result'), unit.accumulator);
  for (let row = 0; row < m; row++) {
    for (let column = 0; column < n; column++) {
      const marks = (rowMarks[row] as number) | (columnMarks[column] as number);
      if (marks === 0) continue;
      const isNan = (marks & LINE_NAN) !== 0 || (unit.accumulator.overflow === 'nan' && (marks & LINE_INFINITE) !== 0);
      codes[row * n + column] = isNan ? nan : dotInReference(request, row, column);
    }
  }
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
  const { unit, m, n, k, a, b, random, initial } = request;
  const left = Array.from(
    { length: k },
    (_, i) => a[request.aLayout === 'transposed' ? i * m + row : row * k + i] ?? 0,
  );
  const right = Array.from(
    { length: k },
    (_, i) => b[request.bLayout === 'transposed' ? column * k + i : i * n + column] ?? 0,
  );
  const element = row * n + column;
  const { randomBits } = unit.accumulator;
  const source: RandomSource =
    randomBits === 0
      ? NO_RANDOM
      : (step) => gemmRandomBits(random ?? { seed: 0, stream: 0 }, element, step, randomBits);
  return dot(unit, left, right, initial?.[element] ?? 0, request.scaleSum, source);
}
