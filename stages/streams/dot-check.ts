/**
 * Rows of `octile dot` that say what answer is expected (`d`) or who they are (`id`): answers with the id in front, and
 * a tally of those that differ. Two NaN are equal, whatever their bits.
 */
import type { FloatFormat } from '../../models/formats/format.js';
import { decode } from '../../sim/arithmetic/reference/convert.js';
import { hexDigits, toHex } from './hex.js';

/** What a row says beside its operands. */
export interface RowCheck {
  readonly id: string | number | undefined;
  /** A code of the result format. */
  readonly expected: number | undefined;
}

/** Longest id that is repeated in an answer. */
export const MOST_ID_LENGTH = 200;

export function isId(id: unknown): id is string | number {
  return typeof id === 'number' || (typeof id === 'string' && id.length <= MOST_ID_LENGTH);
}

/** An answer that was not the expected one. */
export interface Difference {
  readonly line: number;
  readonly id: RowCheck['id'];
  readonly expected: string;
  readonly got: string;
}

/** Over a whole stream. */
export interface DotTally {
  compared: number;
  different: number;
  first: Difference | undefined;
}

export function createTally(): DotTally {
  return { compared: 0, different: 0, first: undefined };
}

/** `{"d"}` with the row's id, and with what was expected where it differs; counted. */
export function checkedAnswer(
  { id, expected }: RowCheck,
  { code, line, format }: { readonly code: number; readonly line: number; readonly format: FloatFormat },
  tally: DotTally,
): string {
  const text = (of: number) => toHex(of, hexDigits(format));
  const answer = { ...(id === undefined ? {} : { id }), d: text(code) };
  if (expected === undefined) return JSON.stringify(answer);
  tally.compared += 1;
  if (isSame(expected, code, format)) return JSON.stringify(answer);
  tally.different += 1;
  tally.first ??= { line, id, expected: text(expected), got: answer.d };
  return JSON.stringify({ ...answer, expected: text(expected) });
}

function isSame(expected: number, code: number, format: FloatFormat): boolean {
  return expected === code || (Number.isNaN(decode(format, expected)) && Number.isNaN(decode(format, code)));
}
