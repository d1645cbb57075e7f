/**
 * The fast way of `octile dot`: a block of lines that each hold just the fields a, b and perhaps c, d, id is read at once
 * (dot-text.ts). Rows of one length, a group, become the rows of A and the columns of B of one product; its
 * diagonal is the answer: as many times too much is computed as a group has rows, and still most of the time goes
 * into reading.
 * Left to the plain way (dot-lines.ts), line by line: every block with anything else in it, units without fast twin,
 * stochastic rounding.
 */

import { bitsOf, type FloatFormat, infinityCode, magnitudeBits } from '../../models/formats/format.js';
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import { isStochastic } from '../../models/rounding.js';
import { type DotProductUnit, resultFormat } from '../../models/units/unit.js';
import type { Codes } from '../../sim/arithmetic/codes.js';
import { twinOf } from '../../sim/arithmetic/kernels/dispatch.js';
import { type ArithmeticEngine, createEngine } from '../../sim/arithmetic/kernels/engine.js';
import { dot } from '../../sim/arithmetic/reference/dot.js';
import { checkedAnswer, type DotTally, type RowCheck } from './dot-check.js';
import { codesArray, type DotFields, type DotText, parseDotRows } from './dot-text.js';
import { hexDigits, packedDigits, printHex } from './hex.js';
import { type AnswerBlock, linesOf, NEVER_AT_ONCE } from './line-block.js';

/** A unit with the sum of the operands' power-of-two scales. */
export interface DotSetting {
  readonly unit: DotProductUnit;
  readonly scale: number;
}

/** What every block of a stream shares. */
interface Stream extends DotSetting {
  readonly engine: ArithmeticEngine;
  readonly groupRows: number;
  readonly a: FloatFormat;
  readonly b: FloatFormat;
  readonly c: FloatFormat;
}

/** Rows a group, in SIMD and on the scalar path: of powers of two the fastest. */
const GROUP_ROWS = { simd: 64, scalar: 8 } as const;

/** Answers a block, or undefined where a line of it is not for the fast way. */
export function dotBlocks(setting: DotSetting, tally: DotTally): AnswerBlock {
  const { unit } = setting;
  const twin = twinOf(unit);
  if (twin === 'none' || isStochastic(unit.accumulator.rounding)) return NEVER_AT_ONCE;
  const stream: Stream = {
    ...setting,
    engine: createEngine({ threads: 1 }),
    groupRows: GROUP_ROWS[twin],
    a: resolveFloatFormat(unit.aFormat, 'a'),
    b: resolveFloatFormat(unit.bFormat, 'b'),
    c: resolveFloatFormat(resultFormat(unit), 'c'),
  };
  const fields = dotFields(stream);
  return (block) => {
    const text = parseDotRows(linesOf(block), fields);
    if (text === undefined) return undefined;
    const answers = answersOf(stream, text);
    if (text.checks === undefined) return printAnswers(answers, fields.c.digits);
    return checkedAnswers(text.checks, answers, { firstLine: block.firstLine, format: stream.c }, tally);
  };
}

/** How the fields of a stream's rows are written. */
function dotFields({ a, b, c }: Stream): DotFields {
  return {
    a: { digits: packedDigits(a), bits: bitsOf(a) },
    b: { digits: packedDigits(b), bits: bitsOf(b) },
    c: { digits: hexDigits(c), bits: bitsOf(c) },
  };
}

function answersOf(stream: Stream, text: DotText): Uint32Array {
  const answers = new Uint32Array(text.rows);
  const byLength = new Map<number, number[]>();
  for (let row = 0; row < text.rows; row++) {
    const length = lengthOf(text, row);
    if (length === 0 || hasInfinity(stream, text, row)) answers[row] = plainAnswer(stream, text, row);
    else if (byLength.get(length)?.push(row) === undefined) byLength.set(length, [row]);
  }
  for (const [length, rows] of byLength) {
    for (let first = 0; first < rows.length; first += stream.groupRows) {
      answerGroup(stream, text, length, rows.slice(first, first + stream.groupRows), answers);
    }
  }
  return answers;
}

function lengthOf({ starts }: DotText, row: number): number {
  return (starts[row + 1] as number) - (starts[row] as number);
}

/** The kernels leave rows with infinities to the reference, each with every column: here it is each with its own. */
function hasInfinity({ unit, a, b }: Stream, { starts, ...text }: DotText, row: number): boolean {
  if (unit.accumulator.overflow === 'nan') return false;
  const [from, to] = [starts[row] as number, starts[row + 1] as number];
  return holdsInfinity(a, text.a, from, to) || holdsInfinity(b, text.b, from, to);
}

function holdsInfinity(format: FloatFormat, codes: Codes, from: number, to: number): boolean {
  const infinity = infinityCode(format);
  if (infinity === undefined) return false;
  const magnitude = 2 ** magnitudeBits(format) - 1;
  for (let at = from; at < to; at++) if (((codes[at] as number) & magnitude) === infinity) return true;
  return false;
}

function plainAnswer({ unit, scale }: Stream, { starts, a, b, c }: DotText, row: number): number {
  const [from, to] = [starts[row], starts[row + 1]];
  return dot(unit, a.subarray(from, to), b.subarray(from, to), c[row] as number, scale);
}

/** The sums of rows of one length, each with itself. */
function answerGroup(
  { engine, unit, scale, c: result }: Stream,
  text: DotText,
  k: number,
  rows: readonly number[],
  answers: Uint32Array,
): void {
  const size = rows.length;
  const initial = codesArray(bitsOf(result), size * size);
  rows.forEach((row, i) => {
    initial[i * size + i] = text.c[row] as number;
  });
  const { codes } = engine.gemm({
    unit,
    m: size,
    n: size,
    k,
    a: gathered(text.a, text.starts, rows, k),
    b: gathered(text.b, text.starts, rows, k),
    bLayout: 'column-major',
    scaleSum: scale,
    initial,
  });
  rows.forEach((row, i) => {
    answers[row] = codes[i * size + i] as number;
  });
}

/** Rows of codes one after the other. */
function gathered(codes: Codes, starts: Uint32Array, rows: readonly number[], k: number): Codes {
  const together = codes.slice(0, rows.length * k);
  rows.forEach((row, i) => {
    const start = starts[row] as number;
    together.set(codes.subarray(start, start + k), i * k);
  });
  return together;
}

function checkedAnswers(
  checks: readonly RowCheck[],
  answers: Uint32Array,
  { firstLine, format }: { readonly firstLine: number; readonly format: FloatFormat },
  tally: DotTally,
): Buffer {
  const lines = checks.map((check, i) =>
    checkedAnswer(check, { code: answers[i] as number, line: firstLine + i, format }, tally),
  );
  return Buffer.from(lines.map((line) => `${line}\n`).join(''));
}

const [BEFORE, AFTER] = ['{"d":"', '"}\n'].map((text) => Buffer.from(text)) as [Buffer, Buffer];

/** `{"d":"…"}` a line. */
function printAnswers(answers: Uint32Array, digits: number): Buffer {
  const text = Buffer.allocUnsafe(answers.length * (BEFORE.length + digits + AFTER.length));
  let at = 0;
  for (const answer of answers) {
    text.set(BEFORE, at);
    at = printHex(answer, digits, text, at + BEFORE.length);
    text.set(AFTER, at);
    at += AFTER.length;
  }
  return text;
}
