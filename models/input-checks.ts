/**
 * Checks of values that come from outside: numbers within limits, one of a closed set. Each names where the value
 * stood, in the words of its reader: an option, a field of a line, a key of a file.
 */
import { InputError, shown } from './input-error.js';

/** What an error names for a field: `--format` on a command line, `line 3 format` in a stream. */
export type Where = (field: string) => string;

/** A whole number within limits. @throws InputError naming `where` */
export function wholeNumber(where: string, value: unknown, least: number, most: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw new InputError(where, `a whole number from ${least} to ${most}`, shown(value));
}

/** A finite number within limits. @throws InputError naming `where` */
export function realNumber(where: string, value: unknown, least: number, most: number): number {
  if (typeof value === 'number' && value >= least && value <= most) return value;
  throw new InputError(where, `a number from ${least} to ${most}`, shown(value));
}

/** One of a closed set. @throws InputError naming `where` */
export function oneOf<T extends string>(where: string, allowed: readonly T[], value: unknown): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  throw new InputError(where, `one of ${allowed.join(', ')}`, shown(value));
}

/** The number that a text is, else the text: for the checks above, which then show it as it was written. */
export function numberOf(text: string): unknown {
  return /^-?\d+(\.\d+)?(e\d+)?$/.test(text) ? Number(text) : text;
}
