/**
 * Lines of `octile dot` read from their bytes: objects with the fields a, b and perhaps c, strings of hex digits, in
 * any order and with any spacing. Whatever else JSON allows is left to the plain way.
 */
import type { Codes } from '../../sim/arithmetic/kernels/operand.js';
import { DIGIT_VALUES } from './hex.js';

/** How a field is written: hex digits a code, of which `bits` bits may be set. */
export interface HexField {
  readonly digits: number;
  readonly bits: number;
}

export interface DotFields {
  readonly a: HexField;
  readonly b: HexField;
  readonly c: HexField;
}

/** The rows of a block: row r has the codes from starts[r] up to starts[r + 1] of a and of b, and c[r]. */
export interface DotText {
  readonly rows: number;
  readonly starts: Uint32Array;
  readonly a: Codes;
  readonly b: Codes;
  readonly c: Uint32Array;
}

const SPACE = 32;
const TAB = 9;
const NEWLINE = 10;
const RETURN = 13;
const [OPEN, CLOSE, QUOTE, COLON, COMMA] = [...'{}":,'].map((sign) => sign.charCodeAt(0)) as [
  number,
  number,
  number,
  number,
  number,
];
const [A, B, C] = [...'abc'].map((letter) => letter.charCodeAt(0)) as [number, number, number];
/** Codes of a field that has not been read, or cannot be. */
const ABSENT = -1;
const REFUSED = -2;
/** `{"a":"","b":""}` and its end. */
const SHORTEST_LINE = 16;

/** Undefined where any line is otherwise. */
export function parseDotRows(bytes: Uint8Array, fields: DotFields): DotText | undefined {
  const mostRows = Math.ceil(bytes.length / SHORTEST_LINE) + 1;
  const starts = new Uint32Array(mostRows + 1);
  const c = new Uint32Array(mostRows);
  const columns = {
    a: { field: fields.a, codes: codesArray(fields.a.bits, Math.ceil(bytes.length / fields.a.digits)) },
    b: { field: fields.b, codes: codesArray(fields.b.bits, Math.ceil(bytes.length / fields.b.digits)) },
  };
  const reader = { bytes, at: 0 };
  let rows = 0;
  while (reader.at < bytes.length) {
    const start = starts[rows] as number;
    const row = readRow(reader, columns, fields.c, start);
    if (row === undefined) return undefined;
    c[rows++] = row.c;
    starts[rows] = start + row.length;
  }
  return { rows, starts, a: columns.a.codes, b: columns.b.codes, c };
}

/** An array for codes of so many bits. */
export function codesArray(bits: number, length: number): Codes {
  if (bits <= 8) return new Uint8Array(length);
  return bits <= 16 ? new Uint16Array(length) : new Uint32Array(length);
}

interface Reader {
  readonly bytes: Uint8Array;
  at: number;
}

interface Column {
  readonly field: HexField;
  readonly codes: Codes;
}

interface RowText {
  /** Codes of a, and of b. */
  readonly length: number;
  readonly c: number;
}

const accumulator = new Uint32Array(1);

/** One line with its end; its codes go to `start` on. */
function readRow(
  reader: Reader,
  columns: { readonly a: Column; readonly b: Column },
  cField: HexField,
  start: number,
): RowText | undefined {
  let a = ABSENT;
  let b = ABSENT;
  let c = ABSENT;
  accumulator[0] = 0;
  if (!skip(reader, OPEN)) return undefined;
  do {
    const name = readName(reader);
    if (name === A && a === ABSENT) a = readCodes(reader, columns.a, start);
    else if (name === B && b === ABSENT) b = readCodes(reader, columns.b, start);
    else if (name === C && c === ABSENT) c = readCodes(reader, { field: cField, codes: accumulator }, 0);
    else return undefined;
  } while (skip(reader, COMMA));
  const isWhole = skip(reader, CLOSE) && skipEnd(reader);
  if (!isWhole || a < 0 || a !== b || (c !== ABSENT && c !== 1)) return undefined;
  return { length: a, c: accumulator[0] };
}

/** Steps over a sign and the spaces before it, if it is there. */
function skip(reader: Reader, sign: number): boolean {
  skipSpaces(reader);
  if (reader.bytes[reader.at] !== sign) return false;
  reader.at++;
  return true;
}

function skipSpaces(reader: Reader): void {
  const { bytes } = reader;
  while (bytes[reader.at] === SPACE || bytes[reader.at] === TAB) reader.at++;
}

/** Newline, with a return before it or not, or the end of the input. */
function skipEnd(reader: Reader): boolean {
  skipSpaces(reader);
  if (reader.bytes[reader.at] === RETURN) reader.at++;
  if (reader.at >= reader.bytes.length) return true;
  return reader.bytes[reader.at++] === NEWLINE;
}

/** The one letter of `"a":`, or 0 for anything else. */
function readName(reader: Reader): number {
  if (!skip(reader, QUOTE)) return 0;
  const name = reader.bytes[reader.at++] ?? 0;
  return reader.bytes[reader.at++] === QUOTE && skip(reader, COLON) ? name : 0;
}

/** How many codes the string holds; REFUSED where it is none of whole codes within their bits. */
function readCodes(reader: Reader, { field, codes }: Column, start: number): number {
  if (!skip(reader, QUOTE)) return REFUSED;
  const { bytes } = reader;
  const { digits, bits } = field;
  let at = reader.at;
  let place = start;
  let faults = 0;
  while (bytes[at] !== QUOTE && at < bytes.length) {
    let value = 0;
    for (const end = at + digits; at < end; at++) {
      const digit = DIGIT_VALUES[bytes[at] as number] ?? -1;
      faults |= digit;
      value = (value << 4) | digit;
    }
    if (bits < 32) faults |= ((1 << bits) - 1 - value) | 0;
    codes[place++] = value;
  }
  reader.at = at + 1;
  return faults < 0 ? REFUSED : place - start;
}
