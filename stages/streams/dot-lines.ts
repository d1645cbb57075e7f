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
import { type BlockScales, dot } from '../../sim/arithmetic/reference/dot.js';
import type { RandomBits } from '../../sim/arithmetic/reference/round.js';
import { type DotSetting, dotBlocks } from './dot-blocks.js';
import { hexDigits, parseCode, parseCodes, parseRandomBits, toHex } from './hex.js';
import { type AnswerLine, lineName, type StreamAnswers } from './line-block.js';

interface Row {
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly c: number;
  readonly scales: BlockScales | undefined;
  readonly r: unknown;
}

const FIELDS = ['a', 'b', 'c', 'sa', 'sb', 'r'];

/** Dot products through a unit, a row each. */
export function dotStream(setting: DotSetting): StreamAnswers {
  return { block: dotBlocks(setting), line: dotLine(setting) };
}

/** From `{"a","b","c"?,"sa"?,"sb"?,"r"?}` to `{"d"}`. */
export function dotLine({ unit, scale }: DotSetting): AnswerLine {
  const parse = rowParser(unit);
  const print = rowPrinter(unit);
  return (line, lineNumber) => {
    const where = lineName(lineNumber);
    const { a, b, c, scales, r } = parse(line, where);
    return print(dot(unit, a, b, c, scale, randomSource(unit, r, where), scales));
  };
}

function rowParser(unit: DotProductUnit): (line: string, where: string) => Row {
  const [aFormat, bFormat, cFormat] = [
    resolveFloatFormat(unit.aFormat, 'a'),
    resolveFloatFormat(unit.bFormat, 'b'),
    resolveFloatFormat(resultFormat(unit), 'c'),
  ];
  return (line, where) => {
    const row = parseJson(line, where);
    if (row === null || typeof row !== 'object' || Array.isArray(row)) {
      throw new InputError(where, 'an object with a and b', shown(line));
    }
    const unknown = Object.keys(row).find((field) => !FIELDS.includes(field));
    if (unknown !== undefined) throw new InputError(where, `the fields ${FIELDS.join(', ')}`, shown(unknown));
    const { a: aText, b: bText, c: cText, sa, sb, r } = row as Record<string, unknown>;
    const a = parseCodes(aText, aFormat, `${where} a`);
    const b = parseCodes(bText, bFormat, `${where} b`);
    if (a.length !== b.length) {
      throw new InputError(`${where} b`, `${a.length} codes, as many as in a`, String(b.length));
    }
    const scales = blockScales(unit, a.length, sa, sb, where);
    return { a, b, scales, c: cText === undefined ? 0 : accumulatorCode(cText, cFormat, `${where} c`), r };
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

function rowPrinter(unit: DotProductUnit): (code: number) => string {
  const digits = hexDigits(resolveFloatFormat(resultFormat(unit), 'd'));
  return (code) => `{"d":"${toHex(code, digits)}"}`;
}

/** `r` holds the random bits of each rounding in turn: a hex string, or a list of them. */
function randomSource(unit: DotProductUnit, given: unknown, where: string): (step: number) => RandomBits {
  const bits = unit.accumulator.randomBits;
  if (!isStochastic(unit.accumulator.rounding)) return () => ({ bits: 0, value: 0 });
  const words = Array.isArray(given) ? given : [given];
  return (step) => {
    const word: unknown = words[step];
    if (typeof word !== 'string') {
      throw new InputError(`${where} r`, `random bits in hex for rounding ${step + 1}`, shown(word));
    }
    return { bits, value: parseRandomBits(word, bits, `${where} r`) };
  };
}
