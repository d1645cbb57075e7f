/**
 * Liberty as text: groups `kind (names) { … }`, attributes `name : value;` and `name (values);`.
 * Left out: what groups mean (verify/cells takes facts from them), expressions and variables.
 * Source: Liberty User Guide, Synopsys (open source licence), volume 1, chapter "Library group".
 */
import { InputError, shown } from '../../../models/input-error.js';

export interface LibertyGroup {
  readonly kind: string;
  readonly names: readonly string[];
  /** Values of the last attribute of a name. */
  readonly attributes: ReadonlyMap<string, readonly string[]>;
  readonly groups: readonly LibertyGroup[];
}

/** The group that a file holds. @throws InputError naming the line of what is no Liberty */
export function readLiberty(text: string, where: string): LibertyGroup {
  const reader: Reader = { tokens: tokensOf(text), next: 0, where };
  const statement = readStatement(reader);
  if (!('kind' in statement)) throw fault(reader, 'a group');
  return statement;
}

/** Groups of a kind. */
export function groupsOf(group: LibertyGroup, kind: string): LibertyGroup[] {
  return group.groups.filter((inner) => inner.kind === kind);
}

/** An attribute's only value, undefined where it is not there. */
export function attributeOf(group: LibertyGroup, name: string): string | undefined {
  return group.attributes.get(name)?.[0];
}

interface Token {
  readonly text: string;
  readonly kind: 'word' | 'mark';
  readonly line: number;
}

interface Reader {
  readonly tokens: readonly Token[];
  next: number;
  readonly where: string;
}

const TOKEN = /\/\*[\s\S]*?\*\/|\\\r?\n|\s+|"((?:[^"\\]|\\[\s\S])*)"|[{}();:,]|[^\s{}();:,"]+/gy;

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  for (const match of text.matchAll(TOKEN)) {
    const [whole, quoted] = match;
    const isBlank = /^(\/\*|\\\r?\n|\s)/.test(whole);
    if (quoted !== undefined) tokens.push({ text: quoted.replaceAll(/\\\r?\n/g, ' '), kind: 'word', line });
    else if (!isBlank) tokens.push({ text: whole, kind: /^[{}();:,]$/.test(whole) ? 'mark' : 'word', line });
    line += whole.split('\n').length - 1;
  }
  return tokens;
}

type Statement = LibertyGroup | { readonly attribute: string; readonly values: readonly string[] };

function readStatement(reader: Reader): Statement {
  const name = takeWord(reader);
  if (take(reader, ':')) {
    const value = takeWord(reader);
    take(reader, ';');
    return { attribute: name, values: [value] };
  }
  const values = readValues(reader);
  if (take(reader, '{')) return readGroup(reader, name, values);
  take(reader, ';');
  return { attribute: name, values };
}

function readValues(reader: Reader): string[] {
  if (!take(reader, '(')) throw fault(reader, '":" or "("');
  const values: string[] = [];
  while (!take(reader, ')')) {
    values.push(takeWord(reader));
    take(reader, ',');
  }
  return values;
}

function readGroup(reader: Reader, kind: string, names: readonly string[]): LibertyGroup {
  const attributes = new Map<string, readonly string[]>();
  const groups: LibertyGroup[] = [];
  while (!take(reader, '}')) {
    const statement = readStatement(reader);
    if ('kind' in statement) groups.push(statement);
    else attributes.set(statement.attribute, statement.values);
    while (take(reader, ';'));
  }
  return { kind, names, attributes, groups };
}

function take(reader: Reader, mark: string): boolean {
  const token = reader.tokens[reader.next];
  const isThere = token?.kind === 'mark' && token.text === mark;
  if (isThere) reader.next++;
  return isThere;
}

/** A word; words that follow each other on a line are one (`value : 1 ps;`). */
function takeWord(reader: Reader): string {
  const first = reader.tokens[reader.next];
  if (first?.kind !== 'word') throw fault(reader, 'a name or a value');
  let text = first.text;
  for (reader.next++; ; reader.next++) {
    const token = reader.tokens[reader.next];
    if (token?.kind !== 'word' || token.line !== first.line) return text;
    text += ` ${token.text}`;
  }
}

function fault(reader: Reader, expected: string): InputError {
  const token = reader.tokens[reader.next];
  const line = token?.line ?? reader.tokens.at(-1)?.line ?? 1;
  return new InputError(`${reader.where} line ${line}`, expected, token === undefined ? 'its end' : shown(token.text));
}
