/**
 * Lines of `octile dot` read together: objects with the strings a, b and perhaps c, d and an id, their codes one after
 * the other in typed arrays. Whatever else a line says, rightly or wrongly, is left to the plain way (dot-lines.ts).
 */
import { type Codes, emptyCodes } from '../../sim/arithmetic/codes.js';
import type { DotRows } from '../../sim/arithmetic/kernels/dot-rows.js';
import { isId, type RowCheck } from './dot-check.js';
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

/** The rows of a block. */
export interface DotText extends DotRows {
  /** What rows say beside their operands; undefined where none says anything. */
  readonly checks: readonly RowCheck[] | undefined;
}

interface RowText {
  readonly a: string;
  readonly b: string;
  /** Empty where the line has none. */
  readonly c: string;
  readonly d: string;
  readonly id: RowCheck['id'];
}

/** Undefined where any line is otherwise. */
export function parseDotRows(lines: readonly string[], fields: DotFields): DotText | undefined {
  const rows: RowText[] = [];
  for (const line of lines) {
    const row = parseRow(line);
    if (row === undefined) return undefined;
    rows.push(row);
  }
  const starts = rowStarts(rows, fields);
  const c = new Uint32Array(rows.length);
  const a = emptyCodes(fields.a.bits, starts?.at(-1) ?? 0);
  const b = emptyCodes(fields.b.bits, starts?.at(-1) ?? 0);
  const isWhole = rows.every((row, i) => {
    const start = starts?.[i] as number;
    const isC = row.c === '' || (row.c.length === fields.c.digits && readCodes(row.c, fields.c, c, i));
    return isC && readCodes(row.a, fields.a, a, start) && readCodes(row.b, fields.b, b, start);
  });
  const checks = rowChecks(rows, fields);
  return starts === undefined || !isWhole || checks === 'unclear'
    ? undefined
    : { rows: rows.length, starts, a, b, c, checks };
}

/** `unclear` where an expected answer is no code. */
function rowChecks(rows: readonly RowText[], { c: field }: DotFields): readonly RowCheck[] | undefined | 'unclear' {
  if (rows.every(({ d, id }) => d === '' && id === undefined)) return undefined;
  const expected = new Uint32Array(rows.length);
  const isWhole = rows.every(({ d }, i) => d === '' || (d.length === field.digits && readCodes(d, field, expected, i)));
  if (!isWhole) return 'unclear';
  return rows.map(({ d, id }, i) => ({ id, expected: d === '' ? undefined : (expected[i] as number) }));
}

function parseRow(line: string): RowText | undefined {
  let row: unknown;
  try {
    row = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (row === null || typeof row !== 'object' || !hasQuotesOf(row, line)) return undefined;
  const { a, b, c, d, id, ...others } = row as Record<string, unknown>;
  if (typeof a !== 'string' || typeof b !== 'string' || !isCodeText(c) || !isCodeText(d)) return undefined;
  if ((id !== undefined && !isId(id)) || Object.keys(others).length > 0) return undefined;
  return { a, b, c: c ?? '', d: d ?? '', id };
}

/** Two for each name and each text: more where a name stands twice, of which the parser keeps the last. */
function hasQuotesOf(row: object, line: string): boolean {
  let quotes = 0;
  for (const value of Object.values(row)) quotes += typeof value === 'string' ? 4 : 2;
  for (let at = line.indexOf('"'); at !== -1; at = line.indexOf('"', at + 1)) quotes--;
  return quotes === 0;
}

function isCodeText(text: unknown): text is string | undefined {
  return text === undefined || (typeof text === 'string' && text !== '');
}

/** Where each row's codes begin; undefined where a and b are not equally many whole codes. */
function rowStarts(rows: readonly RowText[], { a, b }: DotFields): Uint32Array | undefined {
  const starts = new Uint32Array(rows.length + 1);
  for (const [i, row] of rows.entries()) {
    const length = row.a.length / a.digits;
    if (!Number.isInteger(length) || row.b.length !== length * b.digits) return undefined;
    starts[i + 1] = (starts[i] as number) + length;
  }
  return starts;
}

/** Writes the codes that a text of hex digits says; false where it says anything else. */
function readCodes(text: string, { digits, bits }: HexField, codes: Codes, start: number): boolean {
  let faults = 0;
  for (let at = 0, place = start; at < text.length; place++) {
    let value = 0;
    for (const end = at + digits; at < end; at++) {
      const digit = DIGIT_VALUES[text.charCodeAt(at)] ?? -1;
      faults |= digit;
      value = (value << 4) | digit;
    }
    if (bits < 32) faults |= ((1 << bits) - 1 - value) | 0;
    codes[place] = value;
  }
  return faults >= 0;
}
