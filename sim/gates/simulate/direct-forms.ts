/**
 * Shorter expressions for what Liberty writes at length: Liberty's text of an inverted majority has five operations
 * more than the function needs. A cell of a common function gets its form from here, any other keeps its own text.
 */
import { type Expression, parseCellFunction, truthTable } from '../netlist/cell-function.js';

const PINS = ['A', 'B', 'C', 'D'] as const;

/** Of pins A to D, in any order of them; each also inverted. */
const FORMS = [
  'A',
  'A*B',
  'A+B',
  'A^B',
  'A*!B',
  'A*B*C',
  'A+B+C',
  'A^B^C',
  'A*B+C*(A+B)',
  'A*B+C',
  '(A+B)*C',
  'B^(C*(A^B))',
  'A*B*C*D',
  'A+B+C+D',
  'A*B+C*D',
  '(A+B)*(C+D)',
  'A*B+C+D',
  '(A+B)*C*D',
  'A*B*C+D',
  '(A+B+C)*D',
] as const;

/** Truth table → expression. */
const directForms = new Map<string, Expression>();
for (const form of [...FORMS].reverse()) {
  const pins = [...new Set(form.match(/[A-D]/g))].sort();
  for (const order of permutations(PINS.slice(0, pins.length))) {
    const expression = parseCellFunction(form, order, 'direct form');
    directForms.set(truthTable({ kind: 'not', of: expression }, order.length), { kind: 'not', of: expression });
    directForms.set(truthTable(expression, order.length), expression);
  }
}

/** An equal expression, with as few operations as we know. */
export function directForm(expression: Expression, pins: number): Expression {
  return directForms.get(truthTable(expression, pins)) ?? expression;
}

function permutations(items: readonly string[]): string[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
}
