/**
 * Damage to what is read. Of a record: values that its fields seldom have, fields that are gone or exchanged, lists
 * that are longer, shorter or reversed. Of its text: cuts, flipped characters, fields twice. Of a command line: words
 * that are gone, doubled or of another option.
 */
import type { Json } from '../../records/json.js';
import type { Choices } from './draw.js';

type Tree = { [key: string]: Json | undefined };

const DEEP = 70;
const deep = (): Json => JSON.parse(`${'['.repeat(DEEP)}${']'.repeat(DEEP)}`);

/** Texts that terminals, shells and parsers obey. */
const TEXTS = [
  '',
  'x',
  'a\u001b[31m\nb',
  '\u202ex\u009b',
  '\u0000',
  '../..',
  '/dev/null',
  '__proto__',
  'x'.repeat(300),
];
const NUMBERS = [-1, 0, 1, 2, 0.5, -0.5, 63, 4096, 1e9, 2 ** 40, 2 ** 53 - 1, 2 ** 53, 1e308, 5e-324, -1e-9];

function unusual({ oneOf, below }: Choices): Json | undefined {
  const values: (() => Json | undefined)[] = [
    () => undefined,
    () => null,
    () => true,
    () => [],
    () => ({}),
    () => ({ toString: 1 }),
    deep,
    () => oneOf(TEXTS),
    () => oneOf(NUMBERS),
    () => 2 ** below(50),
  ];
  return oneOf(values)();
}

/** A value of a document, by the list or object that holds it. */
interface Place {
  readonly parent: Tree;
  readonly key: string;
}

function placesIn(value: Json): Place[] {
  if (value === null || typeof value !== 'object') return [];
  const parent = value as Tree;
  return Object.keys(parent).flatMap((key) => [{ parent, key }, ...placesIn(parent[key] as Json)]);
}

/** A copy with one to three changes. */
export function mutatedRecord(record: Json, choices: Choices): Json {
  const copy = structuredClone(record);
  for (let change = 0; change <= choices.below(3); change++) {
    const places = placesIn(copy);
    if (places.length === 0) break;
    changeAt(choices.oneOf(places), places, choices);
  }
  return copy;
}

function changeAt({ parent, key }: Place, places: readonly Place[], choices: Choices): void {
  const value = parent[key];
  const other = choices.oneOf(places);
  const changes = [
    () => set(parent, key, unusual(choices)),
    () => set(parent, key, changedAlike(value, choices)),
    () => set(parent, key, structuredClone(other.parent[other.key])),
    () => set(parent, `${key}${choices.oneOf(['x', '\n', ''])}`, structuredClone(value)),
  ];
  choices.oneOf(changes)();
}

function set(parent: Tree, key: string, value: Json | undefined): void {
  if (value === undefined && Array.isArray(parent)) parent.splice(Number(key), 1);
  else if (value === undefined) delete parent[key];
  else Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Of the same type, and near. */
function changedAlike(value: Json | undefined, { oneOf, below }: Choices): Json | undefined {
  if (typeof value === 'number') return oneOf([value + 1, value - 1, value * 2, value / 2, -value, value * 1e9]);
  if (typeof value === 'string') return oneOf([`${value}x`, value.slice(1), value.toUpperCase(), value + value]);
  if (Array.isArray(value)) {
    return oneOf([value.toReversed(), [...value, ...value.slice(0, 1)], value.slice(1), value.slice(0, below(3))]);
  }
  return value === null ? 0 : value;
}

/** A text with one change of its characters. */
export function mutatedText(text: string, { below, oneOf }: Choices): string {
  const at = below(text.length + 1);
  const inserted = oneOf([
    '"a":1,"a":2,',
    '[',
    '{',
    '"',
    ',',
    '\\',
    '\n',
    '\u0000',
    '\u2028',
    '&a ',
    '*a ',
    '!x ',
    '\t',
    '9',
  ]);
  return oneOf([
    text.slice(0, at),
    text.slice(at),
    `\ufeff${text}`,
    text.slice(0, at) + inserted + text.slice(at),
    text.slice(0, at) + text.slice(at + 1 + below(4)),
    text + text,
    text.replaceAll('\n', '\r\n'),
  ]);
}

/** Words with one to three changes. @param pool words of all command lines */
export function mutatedWords(words: readonly string[], pool: readonly string[], choices: Choices): string[] {
  const { below, oneOf } = choices;
  let changed = [...words];
  for (let change = 0; change <= below(3); change++) {
    const at = below(changed.length + 1);
    const word = oneOf([oneOf(pool), oneOf(TEXTS), String(oneOf(NUMBERS)), mutatedText(oneOf(pool), choices)]);
    changed = oneOf([
      changed.toSpliced(at, 1),
      changed.toSpliced(at, 0, word),
      changed.toSpliced(at, 1, word),
      [...changed, ...changed.slice(at)],
    ]);
  }
  return changed;
}
