/**
 * Boolean functions as Liberty writes them: `!` before and `'` behind negate, `*` `&` and a blank are and, `^` is
 * exclusive or, `+` `|` are or; `0` and `1`. Binding as listed, tightest first.
 * Source: Liberty User Guide, volume 1, table "Valid Boolean operators".
 */
import { InputError, shown } from '../../../models/input-error.js';

export type BooleanFunction =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'pin'; readonly pin: string }
  | { readonly kind: 'not'; readonly of: BooleanFunction }
  | { readonly kind: 'and' | 'or' | 'xor'; readonly left: BooleanFunction; readonly right: BooleanFunction };

/** @throws InputError where the text is no such function */
export function parseFunction(text: string, where: string): BooleanFunction {
  const parser: Parser = { tokens: text.match(/[A-Za-z_][\w[\]]*|[01]|\S/g) ?? [], next: 0, text, where };
  const parsed = parseOr(parser);
  if (parser.next < parser.tokens.length) throw fault(parser);
  return parsed;
}

/** Its value where `pins` says which pins are 1. */
export function evaluate(node: BooleanFunction, pins: ReadonlySet<string>): boolean {
  switch (node.kind) {
    case 'constant':
      return node.value;
    case 'pin':
      return pins.has(node.pin);
    case 'not':
      return !evaluate(node.of, pins);
    case 'and':
      return evaluate(node.left, pins) && evaluate(node.right, pins);
    case 'or':
      return evaluate(node.left, pins) || evaluate(node.right, pins);
    case 'xor':
      return evaluate(node.left, pins) !== evaluate(node.right, pins);
  }
}

/** Its pins, each once, in the order of the text. */
export function pinsOf(node: BooleanFunction): string[] {
  switch (node.kind) {
    case 'constant':
      return [];
    case 'pin':
      return [node.pin];
    case 'not':
      return pinsOf(node.of);
    default:
      return [...new Set([...pinsOf(node.left), ...pinsOf(node.right)])];
  }
}

/** Every set of pins that may be 1. */
export function statesOf(pins: readonly string[]): ReadonlySet<string>[] {
  return Array.from({ length: 2 ** pins.length }, (_, bits) => new Set(pins.filter((_pin, i) => (bits >> i) & 1)));
}

interface Parser {
  readonly tokens: readonly string[];
  next: number;
  readonly text: string;
  readonly where: string;
}

function parseOr(parser: Parser): BooleanFunction {
  let left = parseXor(parser);
  while (take(parser, '+', '|')) left = { kind: 'or', left, right: parseXor(parser) };
  return left;
}

function parseXor(parser: Parser): BooleanFunction {
  let left = parseAnd(parser);
  while (take(parser, '^')) left = { kind: 'xor', left, right: parseAnd(parser) };
  return left;
}

function parseAnd(parser: Parser): BooleanFunction {
  let left = parseNot(parser);
  while (take(parser, '*', '&') || startsOperand(parser)) left = { kind: 'and', left, right: parseNot(parser) };
  return left;
}

function parseNot(parser: Parser): BooleanFunction {
  if (take(parser, '!')) return { kind: 'not', of: parseNot(parser) };
  let node = parseOperand(parser);
  while (take(parser, "'")) node = { kind: 'not', of: node };
  return node;
}

function parseOperand(parser: Parser): BooleanFunction {
  if (take(parser, '(')) {
    const inner = parseOr(parser);
    if (!take(parser, ')')) throw fault(parser);
    return inner;
  }
  if (!startsOperand(parser)) throw fault(parser);
  const word = parser.tokens[parser.next++] ?? '';
  return word === '0' || word === '1' ? { kind: 'constant', value: word === '1' } : { kind: 'pin', pin: word };
}

function startsOperand({ tokens, next }: Parser): boolean {
  return /^[\w(!]/.test(tokens[next] ?? '');
}

function take(parser: Parser, ...marks: readonly string[]): boolean {
  const isThere = marks.includes(parser.tokens[parser.next] ?? '');
  if (isThere) parser.next++;
  return isThere;
}

function fault({ tokens, next, text, where }: Parser): InputError {
  return new InputError(where, 'a function of pins with ! * + ^ and parentheses', `${tokens[next] ?? 'its end'} in ${shown(text)}`);
}
