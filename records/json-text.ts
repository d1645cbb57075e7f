/**
 * JSON as text, looked at before it is parsed: how deep it nests, and fields that stand twice in one object, of which
 * a parser keeps the last without a word. Left out: whether it is well formed (the parser says so).
 */
import { InputError, shown } from '../models/input-error.js';

/** Deepest nesting of lists and objects; records reach 9. */
export const MOST_DEPTH = 64;

const [QUOTE, BACKSLASH, COLON] = [0x22, 0x5c, 0x3a];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** @throws InputError for a text nested too deep, or with a field twice in one object */
export function checkJsonText(text: string, where: string): void {
  /** Fields of each object that is open; undefined for a list. */
  const open: (Set<string> | undefined)[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === QUOTE) {
      const end = endOfString(text, at);
      if (isField(text, end)) addField(open.at(-1), text.slice(at, end + 1), where);
      at = end;
    } else if (character === OPEN_LIST || character === OPEN_OBJECT) {
      open.push(character === OPEN_OBJECT ? new Set() : undefined);
      if (open.length > MOST_DEPTH) throw tooDeep(where, 'JSON');
    } else if (character === CLOSE_LIST || character === CLOSE_OBJECT) open.pop();
  }
}

export function tooDeep(where: string, what: string): InputError {
  return new InputError(where, `${what} nested at most ${MOST_DEPTH} deep`, 'more');
}

export function twice(where: string, field: string): InputError {
  return new InputError(where, 'every name once', `${shown(field)} twice`);
}

/** The place of the quote that ends the string; the end of the text where none does. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return end;
  }
  return text.length;
}

function isField(text: string, end: number): boolean {
  let after = end + 1;
  while (/\s/.test(text.charAt(after))) after++;
  return text.charCodeAt(after) === COLON;
}

function addField(fields: Set<string> | undefined, written: string, where: string): void {
  const field = written.includes('\\') ? unescaped(written) : written.slice(1, -1);
  if (fields?.has(field)) throw twice(where, field);
  fields?.add(field);
}

/** As it stands where it is no JSON, which the parser refuses. */
function unescaped(written: string): string {
  try {
    return JSON.parse(written);
  } catch {
    return written;
  }
}
