/**
 * Wrong use or bad input: the one error that the command line prints as a single sentence with exit
 * code 2. Every other error is a fault of the program. It stands here because models/ is the only
 * folder that all others may import.
 */
import { escaped, shortened } from './plain-text.js';

/** Longest part of a sentence, so that no input fills a terminal; a list of all fields of a machine is shorter. */
const MOST_PART = 6000;
/** Longest value that is shown, quotes apart. */
const MOST_SHOWN = 60;

export class InputError extends Error {
  override readonly name = 'InputError';

  /**
   * @param where file and line, or option: `ops.jsonl line 12`, `--format`
   * @param expected what was expected there
   * @param got what stood there
   * @param remedy what to do, where the first two do not already say it
   */
  constructor(
    readonly where: string,
    readonly expected: string,
    readonly got: string,
    readonly remedy?: string,
  ) {
    const [place, wanted, found, help] = [where, expected, got, remedy ?? ''].map(part);
    super(`${place}: expected ${wanted}, got ${found}${help === '' ? '' : `; ${help}`}`);
  }
}

/** On one line, whatever the input put into it. */
function part(text: string): string {
  return escaped(shortened(text, MOST_PART));
}

/** A value as it is shown in an error: a text quoted, on one line, not long; of lists and objects only the size. */
export function shown(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return quoted(value);
    case 'object':
      return value === null ? 'null' : sizeOf(value);
    case 'undefined':
      return 'nothing';
    case 'symbol':
    case 'function':
      return `a ${typeof value}`;
    default:
      return String(value);
  }
}

function quoted(text: string): string {
  const inside = escaped(shortened(text, MOST_SHOWN).replace(/["\\]/g, '\\$&'));
  return `"${inside}"`;
}

function sizeOf(value: object): string {
  const [count, noun] = Array.isArray(value)
    ? ([value.length, value.length === 1 ? 'value' : 'values'] as const)
    : ([Object.keys(value).length, Object.keys(value).length === 1 ? 'field' : 'fields'] as const);
  return `${Array.isArray(value) ? 'a list' : 'an object'} of ${count} ${noun}`;
}
