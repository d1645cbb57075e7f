/**
 * Where a text stops being JSON, for the sentence that refuses it: parsers say so in words of their own, or not at all.
 * Source: RFC 8259.
 */

const SPACE = /[ \t\n\r]*/y;
/** Inside a text: neither quote, backslash nor control character. */
const PLAIN = '[^"\\\\\\u0000-\\u001f]*';
const ESCAPE = '\\\\(?:["\\\\/bfnrt]|u[\\da-fA-F]{4})';
const NUMBER = '-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][+-]?\\d+)?';
const TOKEN = new RegExp(`[{}[\\],:]|"${PLAIN}(?:${ESCAPE}${PLAIN})*"|${NUMBER}|true|false|null`, 'y');

/** What may come next: at the beginning of a list or an object it may also end. */
type Next = 'value' | 'first value' | 'field' | 'first field' | 'colon' | 'more' | 'end';

interface Reader {
  /** What is open, from the outside. */
  readonly open: string[];
  next: Next;
}

/** Index of the first token that cannot stand where it stands; the length of the text where it ends too early. */
export function jsonFault(text: string): number {
  const reader: Reader = { open: [], next: 'value' };
  for (let at = after(SPACE, text, 0) as number; at < text.length; ) {
    const end = after(TOKEN, text, at);
    if (end === undefined || !takes(reader, text.slice(at, end))) return at;
    at = after(SPACE, text, end) as number;
  }
  return text.length;
}

function after(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

/** Whether a token may stand there; the reader goes on behind it. */
function takes(reader: Reader, token: string): boolean {
  switch (token) {
    case '{':
    case '[':
      return opens(reader, token);
    case '}':
      return closes(reader, '{', 'first field');
    case ']':
      return closes(reader, '[', 'first value');
    case ',':
      return follows(reader, ['more'], reader.open.at(-1) === '{' ? 'field' : 'value');
    case ':':
      return follows(reader, ['colon'], 'value');
    default:
      if (token.startsWith('"') && follows(reader, ['field', 'first field'], 'colon')) return true;
      return follows(reader, ['value', 'first value'], afterValue(reader));
  }
}

function follows(reader: Reader, allowed: readonly Next[], next: Next): boolean {
  const fits = allowed.includes(reader.next);
  if (fits) reader.next = next;
  return fits;
}

function opens(reader: Reader, token: string): boolean {
  const fits = follows(reader, ['value', 'first value'], token === '{' ? 'first field' : 'first value');
  if (fits) reader.open.push(token);
  return fits;
}

function closes(reader: Reader, open: string, empty: Next): boolean {
  if (reader.open.at(-1) !== open || ![empty, 'more'].includes(reader.next)) return false;
  reader.open.pop();
  reader.next = afterValue(reader);
  return true;
}

function afterValue({ open }: Reader): Next {
  return open.length === 0 ? 'end' : 'more';
}
