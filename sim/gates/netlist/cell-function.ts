/**
 * What a cell computes, read once from Liberty's text into an expression.
 * Source: Liberty reference manual, boolean expressions: ! and ' bind most, then ^, then * or &, then + or |.
 * Left out: three-state outputs, a space as the sign of a product.
 */
import { InputError, shown } from '../../../models/input-error.js';

export type Expression =
  /** A pin, by its place among the cell's inputs. */
  | { readonly kind: 'pin'; readonly index: number }
  | { readonly kind: 'constant'; readonly value: 0 | 1 }
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'and' | 'or' | 'xor'; readonly left: Expression; readonly right: Expression };

/** Operators of two sides, those that bind least first. */
const LEVELS = [
  { kind: 'or', signs: ['+', '|'] },
  { kind: 'and', signs: ['*', '&'] },
  { kind: 'xor', signs: ['^'] },
] as const;

interface Reader {
  readonly tokens: readonly string[];
  readonly pins: readonly string[];
  readonly where: string;
  next: number;
}

/**
 * @param pins names of the inputs, in the cell's order; of a flip-flop `IQ`, the state
 * @throws InputError where it is no expression of these pins
 */
export function parseCellFunction(text: string, pins: readonly string[], where: string): Expression {
  const reader: Reader = { tokens: text.match(/[A-Za-z_]\w*|\S/g) ?? [], pins, where, next: 0 };
  const expression = readLevel(reader, 0);
  if (reader.next < reader.tokens.length) throw unexpected(reader, 'an operator');
  return expression;
}

/** Value for the pins' bits: pin i is bit i of `inputs`. */
export function evaluate(expression: Expression, inputs: number): 0 | 1 {
  switch (expression.kind) {
    case 'pin':
      return ((inputs >> expression.index) & 1) as 0 | 1;
    case 'constant':
      return expression.value;
    case 'not':
      return evaluate(expression.of, inputs) === 0 ? 1 : 0;
    case 'and':
      return (evaluate(expression.left, inputs) & evaluate(expression.right, inputs)) as 0 | 1;
    case 'or':
      return (evaluate(expression.left, inputs) | evaluate(expression.right, inputs)) as 0 | 1;
    case 'xor':
      return (evaluate(expression.left, inputs) ^ evaluate(expression.right, inputs)) as 0 | 1;
  }
}

/** Values for all inputs from 0 to 2^pins − 1, a digit each: equal for equal functions. */
export function truthTable(expression: Expression, pins: number): string {
  return Array.from({ length: 2 ** pins }, (_, inputs) => evaluate(expression, inputs)).join('');
}

function readLevel(reader: Reader, level: number): Expression {
  const operator = LEVELS[level];
  if (operator === undefined) return readFactor(reader);
  let left = readLevel(reader, level + 1);
  while (operator.signs.some((sign) => sign === reader.tokens[reader.next])) {
    reader.next++;
    left = { kind: operator.kind, left, right: readLevel(reader, level + 1) };
  }
  return left;
}

function readFactor(reader: Reader): Expression {
  const token = reader.tokens[reader.next];
  if (token === '!') {
    reader.next++;
    return { kind: 'not', of: readFactor(reader) };
  }
  let factor = readOperand(reader);
  for (; reader.tokens[reader.next] === "'"; reader.next++) factor = { kind: 'not', of: factor };
  return factor;
}

function readOperand(reader: Reader): Expression {
  const token = reader.tokens[reader.next] ?? '';
  const index = reader.pins.indexOf(token);
  if (token !== '(' && token !== '0' && token !== '1' && index < 0) throw unexpected(reader, 'a pin');
  reader.next++;
  if (token !== '(') return index < 0 ? { kind: 'constant', value: token === '0' ? 0 : 1 } : { kind: 'pin', index };
  const inner = readLevel(reader, 0);
  if (reader.tokens[reader.next] !== ')') throw unexpected(reader, 'a closing parenthesis');
  reader.next++;
  return inner;
}

function unexpected(reader: Reader, wanted: string): InputError {
  const token = reader.tokens[reader.next];
  const got = token === undefined ? 'its end' : shown(token);
  return new InputError(reader.where, `${wanted} (pins: ${reader.pins.join(', ')})`, got);
}
