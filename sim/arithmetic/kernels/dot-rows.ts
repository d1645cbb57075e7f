/**
 * Dot products of rows, each with its own: rows of one length, a group, become the rows of A and the columns of B of
 * one product; its diagonal is the answer: as many times too much is computed as a group has rows, and still it is
 * faster than one product a row. Rows with infinities, and rows of units without fast twin or with stochastic
 * rounding, go through the reference one by one.
 */
import { bitsOf, type FloatFormat, infinityCode, magnitudeBits } from '../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../models/formats/resolve.js';
import { isStochastic } from '../../../models/rounding.js';
import { type DotProductUnit, resultFormat } from '../../../models/units/unit.js';
import { type Codes, emptyCodes } from '../codes.js';
import { type BlockScales, dot, NO_RANDOM } from '../reference/dot.js';
import { twinOf } from './dispatch.js';
import type { ArithmeticEngine } from './engine.js';

/** Row r has the codes from starts[r] up to starts[r + 1] of a and of b, and c[r]. */
export interface DotRows {
  readonly rows: number;
  readonly starts: Uint32Array;
  readonly a: Codes;
  readonly b: Codes;
  readonly c: Uint32Array;
  /** Where the unit reads block scales: of every row in turn one for each block of its length. */
  readonly scales?: { readonly a: Codes; readonly b: Codes };
  /** Random bits of the roundings of a row, for stochastic units. */
  readonly random?: readonly (readonly number[])[];
}

/** A unit with the sum of the operands' power-of-two scales. */
export interface DotSetting {
  readonly unit: DotProductUnit;
  readonly scale: number;
}

/** Answers of rows, one code each. */
export type AnswerRows = (rows: DotRows) => Uint32Array;

/** What all rows share. */
interface Stream extends DotSetting {
  readonly engine: ArithmeticEngine;
  readonly groupRows: number;
  readonly a: FloatFormat;
  readonly b: FloatFormat;
  readonly c: FloatFormat;
}

/** Rows a group, in SIMD and on the scalar path: of powers of two the fastest. */
const GROUP_ROWS = { simd: 64, scalar: 8 } as const;

/** Whether rows of the unit are answered in groups, and not one by one. */
export function answersTogether(unit: DotProductUnit): boolean {
  return twinOf(unit) !== 'none' && !isStochastic(unit.accumulator.rounding);
}

export function rowAnswers(engine: ArithmeticEngine, { unit, scale }: DotSetting): AnswerRows {
  const twin = twinOf(unit);
  const stream: Stream = {
    unit,
    scale,
    engine,
    groupRows: GROUP_ROWS[twin === 'none' ? 'scalar' : twin],
    a: resolveFloatFormat(unit.aFormat, 'a'),
    b: resolveFloatFormat(unit.bFormat, 'b'),
    c: resolveFloatFormat(resultFormat(unit), 'c'),
  };
  return answersTogether(unit) ? (rows) => answersInGroups(stream, rows) : (rows) => answersAlone(stream, rows);
}

function answersAlone(stream: Stream, rows: DotRows): Uint32Array {
  const scaleStarts = scaleStartsOf(stream.unit, rows);
  return Uint32Array.from({ length: rows.rows }, (_, row) => plainAnswer(stream, rows, scaleStarts, row));
}

function answersInGroups(stream: Stream, rows: DotRows): Uint32Array {
  const answers = new Uint32Array(rows.rows);
  const scaleStarts = scaleStartsOf(stream.unit, rows);
  const byLength = new Map<number, number[]>();
  for (let row = 0; row < rows.rows; row++) {
    const length = lengthOf(rows, row);
    if (length === 0 || hasInfinity(stream, rows, row)) answers[row] = plainAnswer(stream, rows, scaleStarts, row);
    else if (byLength.get(length)?.push(row) === undefined) byLength.set(length, [row]);
  }
  for (const [length, alike] of byLength) {
    for (let first = 0; first < alike.length; first += stream.groupRows) {
      answerGroup(stream, rows, scaleStarts, length, alike.slice(first, first + stream.groupRows), answers);
    }
  }
  return answers;
}

function lengthOf({ starts }: DotRows, row: number): number {
  return (starts[row + 1] as number) - (starts[row] as number);
}

function blocksOf({ blockScale }: DotProductUnit, length: number): number {
  return blockScale === undefined ? 0 : Math.ceil(length / blockScale.block);
}

/** Where each row's scales begin. */
function scaleStartsOf(unit: DotProductUnit, rows: DotRows): Uint32Array {
  const starts = new Uint32Array(rows.rows + 1);
  for (let row = 0; row < rows.rows; row++) {
    starts[row + 1] = (starts[row] as number) + blocksOf(unit, lengthOf(rows, row));
  }
  return starts;
}

/** The kernels leave rows with infinities to the reference, each with every column: here it is each with its own. */
function hasInfinity({ unit, a, b }: Stream, { starts, ...rows }: DotRows, row: number): boolean {
  if (unit.accumulator.overflow === 'nan') return false;
  const [from, to] = [starts[row] as number, starts[row + 1] as number];
  return holdsInfinity(a, rows.a, from, to) || holdsInfinity(b, rows.b, from, to);
}

function holdsInfinity(format: FloatFormat, codes: Codes, from: number, to: number): boolean {
  const infinity = infinityCode(format);
  if (infinity === undefined) return false;
  const magnitude = 2 ** magnitudeBits(format) - 1;
  for (let at = from; at < to; at++) if (((codes[at] as number) & magnitude) === infinity) return true;
  return false;
}

function plainAnswer({ unit, scale }: Stream, rows: DotRows, scaleStarts: Uint32Array, row: number): number {
  const { starts, a, b, c } = rows;
  const [from, to] = [starts[row], starts[row + 1]];
  const words = rows.random?.[row];
  const bits = unit.accumulator.randomBits;
  const random = words === undefined ? NO_RANDOM : (step: number) => ({ bits, value: words[step] ?? 0 });
  const scales = scalesOfRow(unit, rows, scaleStarts, row);
  return dot(unit, a.subarray(from, to), b.subarray(from, to), c[row] as number, scale, random, scales);
}

function scalesOfRow(
  { blockScale }: DotProductUnit,
  { scales }: DotRows,
  scaleStarts: Uint32Array,
  row: number,
): BlockScales | undefined {
  if (scales === undefined || blockScale === undefined) return undefined;
  const [from, to] = [scaleStarts[row], scaleStarts[row + 1]];
  return { a: scales.a.subarray(from, to), b: scales.b.subarray(from, to), block: blockScale.block };
}

/** The sums of rows of one length, each with itself. */
function answerGroup(
  { engine, unit, scale, c: result }: Stream,
  rows: DotRows,
  scaleStarts: Uint32Array,
  k: number,
  group: readonly number[],
  answers: Uint32Array,
): void {
  const size = group.length;
  const initial = emptyCodes(bitsOf(result), size * size);
  group.forEach((row, i) => {
    initial[i * size + i] = rows.c[row] as number;
  });
  const blocks = blocksOf(unit, k);
  const scales = rows.scales;
  const { codes } = engine.gemm({
    unit,
    m: size,
    n: size,
    k,
    a: gathered(rows.a, rows.starts, group, k),
    b: gathered(rows.b, rows.starts, group, k),
    bLayout: 'column-major',
    scaleSum: scale,
    initial,
    ...(scales === undefined
      ? {}
      : {
          blockScales: {
            a: gathered(scales.a, scaleStarts, group, blocks),
            b: gathered(scales.b, scaleStarts, group, blocks),
          },
        }),
  });
  group.forEach((row, i) => {
    answers[row] = codes[i * size + i] as number;
  });
}

/** Codes of rows, as many each, one row after the other. */
function gathered(codes: Codes, starts: Uint32Array, rows: readonly number[], each: number): Codes {
  const together = codes.slice(0, rows.length * each);
  rows.forEach((row, i) => {
    const start = starts[row] as number;
    together.set(codes.subarray(start, start + each), i * each);
  });
  return together;
}
