/**
 * One fault that explains a device's answers: the mutants of the unit (../mutants) that answer every row as the device
 * did, wrong rows and right ones. Where none does, the one that explains most of the wrong rows.
 */
import type { DotProductUnit } from '../../../models/units/unit.js';
import type { ArithmeticEngine } from '../../arithmetic/kernels/engine.js';
import { type Mutant, mutantAnswers } from '../mutants/mutant.js';
import { mutantsOf } from '../mutants/mutants.js';
import type { AnsweredRow } from '../row.js';

/** A row with the unit's answer (d) and the device's. */
export interface ComparedRow extends AnsweredRow {
  readonly got: number;
}

export interface Hypothesis {
  /** What stands behind "as if". */
  readonly name: string;
  readonly kind: Mutant['kind'];
  /** Wrong rows that were tried, and how many of them it answers as the device did. */
  readonly tried: number;
  readonly explained: number;
  /** Whether it answers every row as the device did. */
  readonly isWhole: boolean;
}

/** Wrong rows that every mutant is tried on. */
const MOST_WRONG = 256;
/** Rows that a mutant is tried on together. */
const BLOCK_ROWS = 512;
/** Whole explanations that are given. */
const MOST_NAMED = 4;

/** @param isSame whether two answers count as the same */
export function hypothesesOf(
  engine: ArithmeticEngine,
  unit: DotProductUnit,
  rows: readonly ComparedRow[],
  isSame: (one: number, other: number) => boolean,
): readonly Hypothesis[] {
  const wrong = rows.filter(({ d, got }) => !isSame(d, got)).slice(0, MOST_WRONG);
  const whole: Hypothesis[] = [];
  let best: Hypothesis | undefined;
  for (const mutant of mutantsOf(unit)) {
    const answersOf = mutantAnswers(engine, unit, mutant);
    const answers = answersOf(wrong);
    const explained = wrong.filter(({ got }, i) => isSame(answers[i] as number, got)).length;
    const isWhole = explained === wrong.length && explainsAll(answersOf, rows, isSame);
    const { name, kind } = mutant;
    const hypothesis = { name, kind, tried: wrong.length, explained, isWhole };
    if (isWhole) whole.push(hypothesis);
    if (whole.length === MOST_NAMED) return whole;
    if (explained > (best?.explained ?? wrong.length / 4)) best = hypothesis;
  }
  return whole.length > 0 || best === undefined ? whole : [best];
}

function explainsAll(
  answersOf: ReturnType<typeof mutantAnswers>,
  rows: readonly ComparedRow[],
  isSame: (one: number, other: number) => boolean,
): boolean {
  for (let first = 0; first < rows.length; first += BLOCK_ROWS) {
    const block = rows.slice(first, first + BLOCK_ROWS);
    const answers = answersOf(block);
    if (!block.every(({ got }, i) => isSame(answers[i] as number, got))) return false;
  }
  return true;
}
