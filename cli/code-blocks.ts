/**
 * The fast way of `octile convert`: a block of lines that each hold one code of a fixed number of hex
 * digits, answered at once through the fast engine or a table of the reference's answers. Every block with
 * anything unusual in it is left to the plain way, line by line, which also words the errors.
 */
import { bitsOf, type FloatFormat, type NumberFormat } from '../models/formats/format.js';
import { isStochastic } from '../models/rounding.js';
import { createEngine } from '../sim/arithmetic/kernels/engine.js';
import { decode, type EncodeRule, NoCodeError } from '../sim/arithmetic/reference/convert.js';
import { bitsOfFloat32, DIGIT_VALUES, hexDigits, printHex } from './hex.js';
import type { LineBlock } from './streams.js';

/** Undefined where a block is not for the fast way. */
export type BlockAnswer = (block: LineBlock) => Buffer | undefined;

const NEVER: BlockAnswer = () => undefined;
const NEWLINE = 10;
const RETURN = 13;
const FLOAT32_DIGITS = 8;

/** float32 bits to codes: float formats of up to 16 bits, and rules that take no random bits. */
export function encodeBlocks(format: NumberFormat, rule: EncodeRule): BlockAnswer {
  if (format.kind !== 'float' || bitsOf(format) > 16 || isStochastic(rule.rounding)) return NEVER;
  const engine = createEngine({ threads: 1 });
  const digits = hexDigits(format);
  return ({ bytes }) => {
    const patterns = parseColumn(bytes, FLOAT32_DIGITS);
    if (patterns === undefined) return undefined;
    const codes = codesOf(patterns, format, rule, engine);
    return codes === undefined ? undefined : printColumn(codes, digits);
  };
}

/** Codes to float32 bits: formats of up to 16 bits, by a table of the reference's answers. */
export function decodeBlocks(format: NumberFormat): BlockAnswer {
  if (bitsOf(format) > 16) return NEVER;
  const digits = hexDigits(format);
  const table = Uint32Array.from({ length: 2 ** bitsOf(format) }, (_, code) => bitsOfFloat32(decode(format, code)));
  return ({ bytes }) => {
    const codes = parseColumn(bytes, digits);
    if (codes === undefined || codes.some((code) => code >= table.length)) return undefined;
    return printColumn(
      codes.map((code) => table[code] as number),
      FLOAT32_DIGITS,
    );
  };
}

/** Undefined where a value has no code. */
function codesOf(
  patterns: Uint32Array,
  format: FloatFormat,
  rule: EncodeRule,
  engine: ReturnType<typeof createEngine>,
): Uint8Array | Uint16Array | undefined {
  try {
    const values = new Float32Array(patterns.buffer, patterns.byteOffset, patterns.length);
    return engine.encode({ format, values, scaleExponent: 0, ...rule }).codes;
  } catch (error) {
    if (error instanceof NoCodeError) return undefined;
    throw error;
  }
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

function printColumn(codes: Uint8Array | Uint16Array | Uint32Array, digits: number): Buffer {
  const text = Buffer.allocUnsafe(codes.length * (digits + 1));
  let at = 0;
  for (let line = 0; line < codes.length; line++) {
    at = printHex(codes[line] as number, digits, text, at);
    text[at++] = NEWLINE;
  }
  return text;
}
