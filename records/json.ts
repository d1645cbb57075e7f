/**
 * Canonical JSON: keys in the order of their UTF-16 units, numbers and strings as ECMAScript writes them, so that
 * equal records are equal bytes. Source: RFC 8785 (JSON Canonicalization Scheme), 3.2. Files that people open are
 * the same indented by two. Left out: what a record means (one file a record beside this one).
 */
import { createHash } from 'node:crypto';
import { InputError, shown } from '../models/input-error.js';
import { jsonFault } from './json-fault.js';
import { checkJsonText } from './json-text.js';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

const INDENT = '  ';

/** One line, no spaces: RFC 8785. @throws RangeError for NaN and infinities, naming the field: a record holds neither */
export function canonicalLine(value: unknown): string {
  return written(value, undefined, []);
}

/** Indented by two, with a newline at the end. */
export function canonicalText(value: unknown): string {
  return `${written(value, '\n', [])}\n`;
}

/** SHA-256 of what stands one after the other, in lower-case hex. */
export function sha256(...pieces: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}

const BYTE_ORDER_MARK = '\ufeff';

/** The text without a byte-order mark, which some editors put before it. */
export function withoutMark(text: string): string {
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}

/** @param where what an error names: a file, or a file and line */
export function parseJson(marked: string, where: string): unknown {
  const text = withoutMark(marked);
  checkJsonText(text, where);
  try {
    return JSON.parse(text);
  } catch {
    throw noJson(text, where);
  }
}

function noJson(text: string, where: string): InputError {
  if (text.trim() === '') return new InputError(where, 'JSON', 'nothing');
  const place = jsonFault(text);
  const lines = text.slice(0, place).split('\n');
  const line = text.trimEnd().includes('\n') ? ` line ${lines.length}` : '';
  const column = (lines.at(-1)?.length ?? 0) + 1;
  const rest = text.slice(place).trim();
  return new InputError(`${where}${line} column ${column}`, 'JSON', rest === '' ? 'its end, too early' : shown(rest));
}

/**
 * Members of objects and arrays stand each on a line of their own behind `indent`, or all on one line.
 * @param path keys from the record to the value
 */
function written(value: unknown, indent: string | undefined, path: readonly (string | number)[]): string {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new RangeError(`a record cannot hold ${value}: ${path.join('.')}`);
  }
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const deeper = indent === undefined ? undefined : `${indent}${INDENT}`;
  if (Array.isArray(value)) {
    const entries = value.map((entry, i) => written(entry, deeper, [...path, i]));
    return enclosed(entries, ['[', ']'], indent);
  }
  const colon = indent === undefined ? ':' : ': ';
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  const members = entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, entry]) => `${JSON.stringify(key)}${colon}${written(entry, deeper, [...path, key])}`);
  return enclosed(members, ['{', '}'], indent);
}

function enclosed(members: readonly string[], [open, close]: readonly [string, string], indent: string | undefined) {
  if (indent === undefined || members.length === 0) return `${open}${members.join(',')}${close}`;
  const inside = `${indent}${INDENT}`;
  return `${open}${inside}${members.join(`,${inside}`)}${indent}${close}`;
}
