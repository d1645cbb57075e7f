/** How many rows of level 2 it takes to tell each mutant of a unit apart, and how many of the first rows do. */
import type { DotProductUnit } from '../../models/units/unit.js';
import type { ArithmeticEngine } from '../arithmetic/kernels/engine.js';
import { type Mutant, mutantAnswers } from './mutants/mutant.js';
import { mutantsOf } from './mutants/mutants.js';
import type { AnsweredRow } from './row.js';
import { answerer, vectorRows } from './vectors.js';

export interface Kill {
  readonly mutant: Mutant;
  /** The first row that the mutant answers otherwise, counted from 1; undefined where none does. */
  readonly firstRow: number | undefined;
  /** Of the first rows (those of the block that kills it first), how many do. */
  readonly kills: number;
  /** Rows that were tried. */
  readonly rows: number;
}

/** One after the other; a mutant is not run further when a block of rows has killed it. */
export function* killsOf(
  engine: ArithmeticEngine,
  unit: DotProductUnit,
  setting: { readonly rows: number; readonly seed: number },
): Generator<Kill> {
  const blocks = answeredBlocks(engine, unit, setting);
  for (const mutant of mutantsOf(unit)) yield killOf(engine, unit, mutant, blocks);
}

/** Blocks of rows, answered when they are first asked for. */
function answeredBlocks(
  engine: ArithmeticEngine,
  unit: DotProductUnit,
  { rows, seed }: { readonly rows: number; readonly seed: number },
): (at: number) => readonly AnsweredRow[] | undefined {
  const source = vectorRows(unit, { level: 2, seed, count: rows });
  const answers = answerer(engine, unit);
  const known: (readonly AnsweredRow[])[] = [];
  return (at) => {
    while (known.length <= at) {
      const next = source.next();
      if (next.done === true) return undefined;
      known.push(answers(next.value));
    }
    return known[at];
  };
}

function killOf(
  engine: ArithmeticEngine,
  unit: DotProductUnit,
  mutant: Mutant,
  blocks: (at: number) => readonly AnsweredRow[] | undefined,
): Kill {
  const answersOf = mutantAnswers(engine, unit, mutant);
  let rows = 0;
  for (let at = 0; ; at++) {
    const block = blocks(at);
    if (block === undefined) return { mutant, firstRow: undefined, kills: 0, rows };
    const answers = answersOf(block);
    const different = block.flatMap(({ d }, i) => (answers[i] === d ? [] : [i]));
    rows += block.length;
    const [first] = different;
    if (first !== undefined) {
      return { mutant, firstRow: rows - block.length + first + 1, kills: different.length, rows };
    }
  }
}
