/**
 * The fast way of `octile dot`: a block of lines that each hold just the fields a, b and perhaps c, d, id is read at once
 * (dot-text.ts) and answered in groups (sim/arithmetic/kernels/dot-rows.ts); most of the time goes into reading.
 * Left to the plain way (dot-lines.ts), line by line: every block with anything else in it, units without fast twin,
 * stochastic rounding.
 */

import { bitsOf, type FloatFormat } from '../../models/formats/format.js';
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import { resultFormat } from '../../models/units/unit.js';
import { answersTogether, type DotSetting, rowAnswers } from '../../sim/arithmetic/kernels/dot-rows.js';
import { createEngine } from '../../sim/arithmetic/kernels/engine.js';
import { checkedAnswer, type DotTally, type RowCheck } from './dot-check.js';
import { type DotFields, parseDotRows } from './dot-text.js';
import { hexDigits, packedDigits, printHex } from './hex.js';
import { type AnswerBlock, linesOf, NEVER_AT_ONCE } from './line-block.js';

/** Answers a block, or undefined where a line of it is not for the fast way. */
export function dotBlocks(setting: DotSetting, tally: DotTally): AnswerBlock {
  const { unit } = setting;
  if (!answersTogether(unit)) return NEVER_AT_ONCE;
  const answersOf = rowAnswers(createEngine({ threads: 1 }), setting);
  const [a, b] = [resolveFloatFormat(unit.aFormat, 'a'), resolveFloatFormat(unit.bFormat, 'b')];
  const result = resolveFloatFormat(resultFormat(unit), 'c');
  const fields = dotFields(a, b, result);
  return (block) => {
    const text = parseDotRows(linesOf(block), fields);
    if (text === undefined) return undefined;
    const answers = answersOf(text);
    if (text.checks === undefined) return printAnswers(answers, fields.c.digits);
    return checkedAnswers(text.checks, answers, { firstLine: block.firstLine, format: result }, tally);
  };
}

/** How the fields of a stream's rows are written. */
function dotFields(a: FloatFormat, b: FloatFormat, c: FloatFormat): DotFields {
  return {
    a: { digits: packedDigits(a), bits: bitsOf(a) },
    b: { digits: packedDigits(b), bits: bitsOf(b) },
    c: { digits: hexDigits(c), bits: bitsOf(c) },
  };
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
