/**
 * Conversion of a stream of float32 bits (8 hex digits a line; with a stochastic rule a second field, the random bits)
 * to codes of a format, or of codes to float32 bits: the plain way, a line at a time through the reference. The fast
 * way for blocks of lines is convert-blocks.ts.
 */
import type { NumberFormat } from '../../models/formats/format.js';
import { resolveFormat } from '../../models/formats/resolve.js';
import { InputError, shown } from '../../models/input-error.js';
import { isStochastic } from '../../models/rounding.js';
import { decode, type EncodeRule, encode, NoCodeError } from '../../sim/arithmetic/reference/convert.js';
import { decodeBlocks, encodeBlocks } from './convert-blocks.js';
import { bitsOfFloat32, float32OfBits, hexDigits, parseCode, parseRandomBits, toHex } from './hex.js';
import { type AnswerLine, lineName, type StreamAnswers } from './line-block.js';

const FLOAT32 = resolveFormat('float32', 'float32');

/** Codes to float32 bits. */
export function decodeStream(format: NumberFormat): StreamAnswers {
  return { block: decodeBlocks(format), line: decodeLine(format) };
}

/** float32 bits to codes. @param bits random bits of a stochastic rule */
export function encodeStream(format: NumberFormat, rule: EncodeRule, bits: number): StreamAnswers {
  return { block: encodeBlocks(format, rule, bits), line: encodeLine(format, rule, bits) };
}

function decodeLine(format: NumberFormat): AnswerLine {
  const digits = hexDigits(format);
  return (line, lineNumber) => {
    const code = parseCode(line.trim(), format, digits, lineName(lineNumber));
    return toHex(bitsOfFloat32(decode(format, code)), 8);
  };
}

function encodeLine(format: NumberFormat, rule: EncodeRule, bits: number): AnswerLine {
  const parse = encodeParser(rule, bits);
  const digits = hexDigits(format);
  return (line, lineNumber) => {
    const where = lineName(lineNumber);
    const { pattern, random } = parse(line, where);
    try {
      const isNegative = pattern >= 0x80000000;
      return toHex(encode(format, float32OfBits(pattern), rule, { bits, value: random }, isNegative), digits);
    } catch (error) {
      if (!(error instanceof NoCodeError)) throw error;
      throw new InputError(
        where,
        `a value that ${format.name} can hold`,
        shown(line.trim()),
        'it has no code for NaN or overflow; --overflow saturate clips overflow',
      );
    }
  };
}

interface EncodeFields {
  readonly pattern: number;
  readonly random: number;
}

function encodeParser({ rounding }: EncodeRule, bits: number): (line: string, where: string) => EncodeFields {
  const expected = isStochastic(rounding) ? 'float32 bits and random bits, in hex' : 'float32 bits in hex';
  const fields = isStochastic(rounding) ? 2 : 1;
  return (line, where) => {
    const parts = line.trim().split(/\s+/);
    if (parts.length !== fields) throw new InputError(where, expected, shown(line));
    const [pattern = '', random = ''] = parts;
    return {
      pattern: parseCode(pattern, FLOAT32, 8, where),
      random: fields === 2 ? parseRandomBits(random, bits, where) : 0,
    };
  };
}
