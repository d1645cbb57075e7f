/**
 * The fast way of `octile convert`: a block of lines that each hold one code of a fixed number of hex digits, or float32
 * bits with random bits, answered at once. Every block with anything unusual in it is left to the plain way, line by
 * line, which also words the errors.
 */

import { bitsOf, type NumberFormat } from '../../models/formats/format.js';
import { isStochastic } from '../../models/rounding.js';
import { numberEncoder } from '../../sim/arithmetic/kernels/conversion/encode-number.js';
import { createEngine } from '../../sim/arithmetic/kernels/engine.js';
import { decode, type EncodeRule, NoCodeError } from '../../sim/arithmetic/reference/convert.js';
import { bitsOfFloat32, DIGIT_VALUES, hexDigits, printHex } from './hex.js';
import { type AnswerBlock, NEVER_AT_ONCE } from './line-block.js';

const NEWLINE = 10;
const RETURN = 13;
const SPACE = 32;
const FLOAT32_DIGITS = 8;
/** Eight digits, a space, a digit, a newline. */
const SHORTEST_PAIR = 11;

/**
 * float32 bits to codes: through the engine for float formats of up to 16 bits and rules without random bits, else
 * value by value in float64. @param bits random bits of a stochastic rule, in a second column
 */
export function encodeBlocks(format: NumberFormat, rule: EncodeRule, bits: number): AnswerBlock {
  const digits = hexDigits(format);
  const codesOf = blockEncoder(format, rule, bits);
  const columns = isStochastic(rule.rounding) ? parsePairs : parsePatterns;
  return ({ bytes }) => {
    const lines = columns(bytes);
    if (lines === undefined || lines.random.some((value) => value >= 2 ** bits)) return undefined;
    try {
      return printColumn(codesOf(lines), digits);
    } catch (error) {
      if (error instanceof NoCodeError) return undefined;
      throw error;
    }
  };
}

/** What the lines of a block hold; `random` is empty where they hold no random bits. */
interface EncodeLines {
  readonly patterns: Uint32Array;
  readonly random: Uint32Array;
}

type BlockEncoder = (lines: EncodeLines) => Uint8Array | Uint16Array | Uint32Array;

/** @throws NoCodeError (when called) where a value has no code */
function blockEncoder(format: NumberFormat, rule: EncodeRule, bits: number): BlockEncoder {
  if (format.kind === 'float' && bitsOf(format) <= 16 && !isStochastic(rule.rounding)) {
    const engine = createEngine({ threads: 1 });
    return ({ patterns }) => engine.encode({ format, values: valuesOf(patterns), scaleExponent: 0, ...rule }).codes;
  }
  const encodeNumber = numberEncoder(format, rule);
  return ({ patterns, random }) => {
    const values = valuesOf(patterns);
    return patterns.map((pattern, i) =>
      encodeNumber(values[i] as number, { bits, value: random[i] ?? 0 }, pattern >= 0x80000000),
    );
  };
}

function valuesOf(patterns: Uint32Array): Float32Array {
  return new Float32Array(patterns.buffer, patterns.byteOffset, patterns.length);
}

/** Codes to float32 bits: formats of up to 16 bits, by a table of the reference's answers. */
export function decodeBlocks(format: NumberFormat): AnswerBlock {
  if (bitsOf(format) > 16) return NEVER_AT_ONCE;
  const digits = hexDigits(format);
  const table = Uint32Array.from({ length: 2 ** bitsOf(format) }, (_, code) => bitsOfFloat32(decode(format, code)));
  return ({ bytes }) => {
    const codes = parseColumn(bytes, digits);
    if (codes === undefined) return undefined;
    for (let line = 0; line < codes.length; line++) {
      const pattern = table[codes[line] as number];
      if (pattern === undefined) return undefined;
      codes[line] = pattern;
    }
    return printColumn(codes, FLOAT32_DIGITS);
  };
}

/** One number a line, of exactly `digits` hex digits (at most 8); undefined where any line is otherwise. */
function parseColumn(bytes: Buffer, digits: number): Uint32Array | undefined {
  const column = new Uint32Array(Math.ceil(bytes.length / (digits + 1)));
  let lines = 0;
  for (let at = 0; at < bytes.length; ) {
    let value = 0;
    let faults = 0;
    for (const end = at + digits; at < end; at++) {
      const digit = DIGIT_VALUES[bytes[at] ?? NEWLINE] as number;
      faults |= digit;
      value = (value << 4) | digit;
    }
    if (bytes[at] === RETURN) at++;
    if (faults < 0 || (at < bytes.length && bytes[at] !== NEWLINE)) return undefined;
    at++;
    column[lines++] = value;
  }
  return column.subarray(0, lines);
}

function parsePatterns(bytes: Buffer): EncodeLines | undefined {
  const patterns = parseColumn(bytes, FLOAT32_DIGITS);
  return patterns === undefined ? undefined : { patterns, random: new Uint32Array(0) };
}

/** Eight digits, one space, 1 to 8 digits of random bits a line; undefined where any line is otherwise. */
function parsePairs(bytes: Buffer): EncodeLines | undefined {
  const most = Math.ceil(bytes.length / SHORTEST_PAIR) + 1;
  const [patterns, random] = [new Uint32Array(most), new Uint32Array(most)];
  let lines = 0;
  for (let at = 0; at < bytes.length; lines++) {
    const space = at + FLOAT32_DIGITS;
    const end = endOfDigits(bytes, space + 1);
    const [pattern, bits] = [hexOf(bytes, at, space), hexOf(bytes, space + 1, end)];
    if (bytes[space] !== SPACE || pattern < 0 || bits < 0) return undefined;
    at = bytes[end] === RETURN ? end + 1 : end;
    if (at < bytes.length && bytes[at++] !== NEWLINE) return undefined;
    patterns[lines] = pattern;
    random[lines] = bits;
  }
  return { patterns: patterns.subarray(0, lines), random: random.subarray(0, lines) };
}

function endOfDigits(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && (DIGIT_VALUES[bytes[at] as number] as number) >= 0) at++;
  return at;
}

/** The number that 1 to 8 hex digits say; −1 for anything else. */
function hexOf(bytes: Buffer, from: number, to: number): number {
  if (to <= from || to - from > FLOAT32_DIGITS || to > bytes.length) return -1;
  let value = 0;
  let faults = 0;
  for (let at = from; at < to; at++) {
    const digit = DIGIT_VALUES[bytes[at] as number] as number;
    faults |= digit;
    value = value * 16 + digit;
  }
  return faults < 0 ? -1 : value;
}

function printColumn(codes: Uint8Array | Uint16Array | Uint32Array, digits: number): Buffer {
  const text = Buffer.allocUnsafe(codes.length * (digits + 1));
  let at = 0;
  for (let line = 0; line < codes.length; line++) {
    at = printHex(codes[line] as number, digits, text, at);
    text[at++] = NEWLINE;
  }
  return text;
}
