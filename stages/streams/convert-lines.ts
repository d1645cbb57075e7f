/**
 * Conversion of a stream of float32 bits (8 hex digits a line; with a stochastic rule a second field, the random bits)
 * to codes of a format, or of codes to float32 bits: the plain way, a line at a time through the reference; other
 * sources are rounded once too. The fast way for blocks of lines of float32 is convert-blocks.ts.
 */
import { bitsOf, type FloatFormat, maxFiniteCode, type NumberFormat } from '../../models/formats/format.js';
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import { InputError, shown } from '../../models/input-error.js';
import { isStochastic } from '../../models/rounding.js';
import { decode, type EncodeRule, encode, NoCodeError } from '../../sim/arithmetic/reference/convert.js';
import { decodeBlocks, encodeBlocks } from './convert-blocks.js';
import { bitsOfFloat32, float32OfBits, float64OfBits, hexDigits, parseCode, parseRandomBits, toHex } from './hex.js';
import { type AnswerLine, lineName, NEVER_AT_ONCE, type StreamAnswers } from './line-block.js';

const FLOAT32 = resolveFloatFormat('float32', 'float32');

/** Codes to float32 bits. */
export function decodeStream(format: NumberFormat): StreamAnswers {
  return { block: decodeBlocks(format), line: decodeLine(format) };
}

/** What a line's number may be a code of, beside float32. */
export const SOURCES = ['float32', 'float64', 'float16', 'bfloat16'] as const;
export type Source = (typeof SOURCES)[number];

/** What a NaN becomes in a format without one: vendors differ. `largest` is the largest value above zero. */
export const MISSING_NANS = ['refuse', 'zero', 'largest'] as const;
export type MissingNan = (typeof MISSING_NANS)[number];

export interface EncodeSetting {
  readonly rule: EncodeRule;
  /** Random bits of a stochastic rule. */
  readonly bits: number;
  readonly nan: MissingNan;
  readonly source: Source;
}

/** Numbers to codes. */
export function encodeStream(format: NumberFormat, setting: EncodeSetting): StreamAnswers {
  const { source, rule, bits } = setting;
  const block = source === 'float32' ? encodeBlocks(format, rule, bits) : NEVER_AT_ONCE;
  return { block, line: encodeLine(format, setting) };
}

function decodeLine(format: NumberFormat): AnswerLine {
  const digits = hexDigits(format);
  return (line, lineNumber) => {
    const code = parseCode(line.trim(), format, digits, lineName(lineNumber));
    return toHex(bitsOfFloat32(decode(format, code)), 8);
  };
}

function encodeLine(format: NumberFormat, setting: EncodeSetting): AnswerLine {
  const { rule, bits, nan } = setting;
  const parse = encodeParser(setting);
  const digits = hexDigits(format);
  return (line, lineNumber) => {
    const where = lineName(lineNumber);
    const { value, isNegative, random } = parse(line, where);
    if (Number.isNaN(value) && nan !== 'refuse') return toHex(nan === 'zero' ? 0 : largestCode(format), digits);
    try {
      return toHex(encode(format, value, rule, { bits, value: random }, isNegative), digits);
    } catch (error) {
      if (!(error instanceof NoCodeError)) throw error;
      throw new InputError(where, `a value that ${format.name} can hold`, shown(line.trim()), remedy(value));
    }
  };
}

function remedy(value: number): string {
  return Number.isNaN(value)
    ? 'it has no code for NaN; --nan zero or largest gives one'
    : 'it has no code for NaN or overflow; --overflow saturate clips overflow';
}

function largestCode(format: NumberFormat): number {
  return format.kind === 'float' ? maxFiniteCode(format) : 2 ** (format.bits - 1) - 1;
}

interface EncodeFields {
  readonly value: number;
  /** Of the number's sign bit, NaN's too. */
  readonly isNegative: boolean;
  readonly random: number;
}

function encodeParser({ rule, bits, source }: EncodeSetting): (line: string, where: string) => EncodeFields {
  const isRandom = isStochastic(rule.rounding);
  const expected = isRandom ? `${source} bits and random bits, in hex` : `${source} bits in hex`;
  const number = numberParser(source);
  return (line, where) => {
    const parts = line.trim().split(/\s+/);
    if (parts.length !== (isRandom ? 2 : 1)) throw new InputError(where, expected, shown(line));
    const [pattern = '', random = ''] = parts;
    return { ...number(pattern, where), random: isRandom ? parseRandomBits(random, bits, where) : 0 };
  };
}

function numberParser(source: Source): (text: string, where: string) => Omit<EncodeFields, 'random'> {
  if (source === 'float64') return float64OfHex;
  const format = resolveFloatFormat(source, source);
  const digits = hexDigits(format);
  return (text, where) => {
    const code = parseCode(text, format, digits, where);
    return { value: valueOfCode(format, code), isNegative: code >= 2 ** (bitsOf(format) - 1) };
  };
}

function valueOfCode(format: FloatFormat, code: number): number {
  return format === FLOAT32 ? float32OfBits(code) : decode(format, code);
}

const FLOAT64_DIGITS = 16;

/** In two halves of eight digits. */
function float64OfHex(text: string, where: string): Omit<EncodeFields, 'random'> {
  if (text.length !== FLOAT64_DIGITS) throw new InputError(where, `${FLOAT64_DIGITS} hex digits`, shown(text));
  const [high, low] = [text.slice(0, 8), text.slice(8)].map((half) => parseCode(half, FLOAT32, 8, where)) as [
    number,
    number,
  ];
  return { value: float64OfBits(high, low), isNegative: high >= 0x80000000 };
}
