/**
 * Canonical JSON: keys in alphabetical order, numbers finite, one trailing newline, so that equal
 * records are equal bytes. Left out: what a record means (one file a record beside this one).
 */
import { createHash } from 'node:crypto';
import { InputError, shown } from '../models/input-error.js';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/** One line, no spaces. @throws RangeError for NaN and infinities: a record holds neither */
export function canonicalLine(value: unknown): string {
  return JSON.stringify(sorted(value));
}

/** Indented by two, with a newline at the end. */
export function canonicalText(value: unknown): string {
  return `${JSON.stringify(sorted(value), null, 2)}\n`;
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

function sorted(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError(`a record cannot hold ${value}`);
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries.map(([key, entry]) => [key, sorted(entry)]));
}
