/**
 * Canonical JSON: keys in the order of their UTF-16 units, numbers and strings as ECMAScript writes them, so that
 * equal records are equal bytes. Source: RFC 8785 (JSON Canonicalization Scheme), 3.2. Files that people open are
 * the same indented by two. Left out: what a record means (one file a record beside this one).
 */
import { createHash } from 'node:crypto';
import { InputError, shown } from '../models/input-error.js';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

const INDENT = '  ';

/** One line, no spaces: RFC 8785. @throws RangeError for NaN and infinities: a record holds neither */
export function canonicalLine(value: unknown): string {
  return written(value, undefined);
}

/** Indented by two, with a newline at the end. */
export function canonicalText(value: unknown): string {
  return `${written(value, '\n')}\n`;
}

/** SHA-256 in lower-case hex. */
export function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** @param where what an error names: a file, or a file and line */
export function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InputError(where, 'JSON', shown(text.slice(0, 40)), error instanceof Error ? error.message : '');
  }
}

/** Members of objects and arrays stand each on a line of their own behind `indent`, or all on one line. */
function written(value: unknown, indent: string | undefined): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError(`a record cannot hold ${value}`);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const deeper = indent === undefined ? undefined : `${indent}${INDENT}`;
  if (Array.isArray(value)) {
    return enclosed(
      value.map((entry) => written(entry, deeper)),
      ['[', ']'],
      indent,
    );
  }
  const colon = indent === undefined ? ':' : ': ';
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  const members = entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, entry]) => `${JSON.stringify(key)}${colon}${written(entry, deeper)}`);
  return enclosed(members, ['{', '}'], indent);
}

function enclosed(members: readonly string[], [open, close]: readonly [string, string], indent: string | undefined) {
  if (indent === undefined || members.length === 0) return `${open}${members.join(',')}${close}`;
  const inside = `${indent}${INDENT}`;
  return `${open}${inside}${members.join(`,${inside}`)}${indent}${close}`;
}

/** A string of JSON, quotes included; for texts that have been parsed. */
export const JSON_STRING = /"(?:[^"\\]|\\.)*"/g;
const JSON_PART = /"(?:[^"\\]|\\.)*"|[{}[\]:]/g;

/**
 * A name that an object of the text holds twice, of which JSON.parse keeps the last; undefined where there is none.
 * @param text that JSON.parse takes
 */
export function keyTwice(text: string): string | undefined {
  const open: (Set<string> | undefined)[] = [];
  let last = '';
  for (const [part] of text.matchAll(JSON_PART)) {
    if (part === '{' || part === '[') open.push(part === '{' ? new Set() : undefined);
    else if (part === '}' || part === ']') open.pop();
    else if (part === ':') {
      const keys = open.at(-1);
      const key = JSON.parse(last) as string;
      if (keys?.has(key)) return key;
      keys?.add(key);
    } else last = part;
  }
  return undefined;
}
