/**
 * A mutant: a unit with one fault. Some are other units (one field of the parameter record), some a unit whose operands
 * or results a fault changes, some have it between the multipliers and the adders. Left out: faults of two places.
 */
import type { DotProductUnit } from '../../../models/units/unit.js';
import { rowAnswers } from '../../arithmetic/kernels/dot-rows.js';
import type { ArithmeticEngine } from '../../arithmetic/kernels/engine.js';
import { dot } from '../../arithmetic/reference/dot.js';
import type { TermFault } from '../../arithmetic/reference/term.js';
import { type AnsweredRow, dotRows } from '../row.js';

export const MUTANT_KINDS = [
  'cut',
  'sum',
  'rounding',
  'order',
  'accumulator',
  'special values',
  'subnormals',
  'operand bit',
  'place',
  'scale',
  'shifter',
  'result',
] as const;
export type MutantKind = (typeof MUTANT_KINDS)[number];

export type Fault =
  | { readonly at: 'unit'; readonly unit: DotProductUnit }
  /** Exponents of all products off by so many. */
  | { readonly at: 'exponents'; readonly scale: number }
  | { readonly at: 'operands'; readonly change: (row: AnsweredRow) => AnsweredRow }
  | { readonly at: 'terms'; readonly change: TermFault }
  /** From the right answer, `row.d`. */
  | { readonly at: 'result'; readonly change: (row: AnsweredRow) => number };

export interface Mutant {
  readonly kind: MutantKind;
  /** What stands behind "as if". */
  readonly name: string;
  readonly fault: Fault;
}

/** A mutant's answers to rows that have the unit's own. */
export type MutantAnswers = (rows: readonly AnsweredRow[]) => ArrayLike<number>;

export function mutantAnswers(engine: ArithmeticEngine, unit: DotProductUnit, { fault }: Mutant): MutantAnswers {
  switch (fault.at) {
    case 'unit': {
      const answers = rowAnswers(engine, { unit: fault.unit, scale: 0 });
      return (rows) => answers(dotRows(fault.unit, rows));
    }
    case 'exponents': {
      const answers = rowAnswers(engine, { unit, scale: fault.scale });
      return (rows) => answers(dotRows(unit, rows));
    }
    case 'operands': {
      const answers = rowAnswers(engine, { unit, scale: 0 });
      return (rows) => answers(dotRows(unit, rows.map(fault.change)));
    }
    case 'terms':
      return (rows) => rows.map((row) => faultyDot(unit, row, fault.change));
    case 'result':
      return (rows) => rows.map(fault.change);
  }
}

function faultyDot(unit: DotProductUnit, { a, b, c, scales, random }: AnsweredRow, fault: TermFault): number {
  const bits = unit.accumulator.randomBits;
  const words = (step: number) => ({ bits, value: random?.[step] ?? 0 });
  const blocks = scales === undefined ? undefined : { ...scales, block: unit.blockScale?.block ?? 1 };
  return dot(unit, a, b, c, 0, words, blocks, fault);
}
