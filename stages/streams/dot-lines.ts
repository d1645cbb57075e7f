/**
 * Rows of `octile dot` the plain way: a JSON object a line through the reference, and what is wrong with a line.
 * The fast way for blocks of lines is dot-blocks.ts.
 */

import type { FloatFormat } from '../../models/formats/format.js';
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import { InputError, shown } from '../../models/input-error.js';
import { isStochastic } from '../../models/rounding.js';
import { type DotProductUnit, resultFormat } from '../../models/units/unit.js';
import { parseJson } from '../../records/json.js';
import type { DotSetting } from '../../sim/arithmetic/kernels/dot-rows.js';
import { type BlockScales, dot } from '../../sim/arithmetic/reference/dot.js';
import type { RandomBits } from '../../sim/arithmetic/reference/round.js';
import { dotBlocks } from './dot-blocks.js';
import { checkedAnswer, type DotTally, isId, MOST_ID_LENGTH, type RowCheck } from './dot-check.js';
import { hexDigits, parseCode, parseCodes, parseRandomBits } from './hex.js';
import { type AnswerLine, lineName, type StreamAnswers } from './line-block.js';

interface Row {
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly c: number;
  readonly scales: BlockScales | undefined;
  readonly r: unknown;
  readonly check: RowCheck;
}

const FIELDS = ['a', 'b', 'c', 'sa', 'sb', 'r', 'd', 'id'];

/** Dot products through a unit, a row each. @param tally of the rows that say what they expect */
export function dotStream(setting: DotSetting, tally: DotTally): StreamAnswers {
  return { block: dotBlocks(setting, tally), line: dotLine(setting, tally) };
}

/** From `{"a","b","c"?,"sa"?,"sb"?,"r"?,"d"?,"id"?}` to `{"id"?,"d","expected"?}`. */
export function dotLine({ unit, scale }: DotSetting, tally: DotTally): AnswerLine {
  const parse = rowParser(unit);
  const format = resolveFloatFormat(resultFormat(unit), 'd');
  return (line, lineNumber) => {
    const where = lineName(lineNumber);
    const { a, b, c, scales, r, check } = parse(line, where);
    const code = dot(unit, a, b, c, scale, randomSource(unit, r, where), scales);
    return checkedAnswer(check, { code, line: lineNumber, format }, tally);
  };
}

function rowParser(unit: DotProductUnit): (line: string, where: string) => Row {
  const fieldsOf = rowOfFields(unit);
  return (line, where) => {
    const row = parseJson(line, where);
    if (row === null || typeof row !== 'object' || Array.isArray(row)) {
      throw new InputError(where, 'an object with a and b', shown(line));
    }
    return fieldsOf(row as Record<string, unknown>, where);
  };
}

/** A row from its fields. */
export function rowOfFields(unit: DotProductUnit): (fields: Readonly<Record<string, unknown>>, where: string) => Row {
  const [aFormat, bFormat, cFormat] = [
    resolveFloatFormat(unit.aFormat, 'a'),
    resolveFloatFormat(unit.bFormat, 'b'),
    resolveFloatFormat(resultFormat(unit), 'c'),
  ];
  return (row, where) => {
    const unknown = Object.keys(row).find((field) => !FIELDS.includes(field));
    if (unknown !== undefined) throw new InputError(where, `the fields ${FIELDS.join(', ')}`, shown(unknown));
    const { a: aText, b: bText, c: cText, sa, sb, r, d, id } = row;
    const a = parseCodes(aText, aFormat, `${where} a`);
    const b = parseCodes(bText, bFormat, `${where} b`);
    if (a.length !== b.length) {
      throw new InputError(`${where} b`, `${a.length} codes, as many as in a`, String(b.length));
    }
    const scales = blockScales(unit, a.length, sa, sb, where);
    const codeAt = (text: unknown, field: string) => accumulatorCode(text, cFormat, `${where} ${field}`);
    const expected = d === undefined ? undefined : codeAt(d, 'd');
    const check = { id: checkedId(id, `${where} id`), expected };
    return { a, b, scales, c: cText === undefined ? 0 : codeAt(cText, 'c'), r, check };
  };
}

/** The scales of blocks, where the unit reads them: one for every block of its length, the last may be short. */
function blockScales(
  { family, blockScale }: DotProductUnit,
  depth: number,
  sa: unknown,
  sb: unknown,
  where: string,
): BlockScales | undefined {
  if (sa === undefined && sb === undefined) return undefined;
  if (blockScale === undefined) throw new InputError(where, `no sa and sb: ${family} has no block scales`, 'some');
  const { format: name, block } = blockScale;
  const format = resolveFloatFormat(name, 'scale');
  const [a, b] = [parseCodes(sa, format, `${where} sa`), parseCodes(sb, format, `${where} sb`)];
  const blocks = Math.ceil(depth / block);
  for (const [field, codes] of Object.entries({ sa: a, sb: b })) {
    if (codes.length === blocks) continue;
    const expected = `${blocks} scales of ${name}, one for every ${block} of ${depth} codes`;
    throw new InputError(`${where} ${field}`, expected, String(codes.length));
  }
  return { a, b, block };
}

function accumulatorCode(text: unknown, format: FloatFormat, where: string): number {
  if (typeof text === 'string') return parseCode(text, format, hexDigits(format), where);
  throw new InputError(where, `a string of ${hexDigits(format)} hex digits`, shown(text));
}

function checkedId(id: unknown, where: string): RowCheck['id'] {
  if (id === undefined || isId(id)) return id;
  throw new InputError(where, `a number, or a string of at most ${MOST_ID_LENGTH} characters`, shown(id));
}

/** `r` holds the random bits of each rounding in turn: a hex string, or a list of them. */
export function randomSource(unit: DotProductUnit, given: unknown, where: string): (step: number) => RandomBits {
  const bits = unit.accumulator.randomBits;
  if (!isStochastic(unit.accumulator.rounding)) {
    if (given === undefined) return () => ({ bits: 0, value: 0 });
    throw new InputError(`${where} r`, `no random bits: ${unit.family} rounds without them here`, shown(given));
  }
  const words = Array.isArray(given) ? given : [given];
  return (step) => {
    const word: unknown = words[step];
    if (typeof word !== 'string') {
      throw new InputError(`${where} r`, `random bits in hex for rounding ${step + 1}`, shown(word));
    }
    return { bits, value: parseRandomBits(word, bits, `${where} r`) };
  };
}
