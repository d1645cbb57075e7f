/** A device's answers beside a unit's: wrong ones by kind, the first of each looked into, and one fault that explains all. */
import type { DotProductUnit } from '../../models/units/unit.js';
import { createEngine } from '../../sim/arithmetic/kernels/engine.js';
import { decode } from '../../sim/arithmetic/reference/convert.js';
import { type ComparedRow, type Hypothesis, hypothesesOf } from '../../sim/vectors/check/hypotheses.js';
import { DIFFERENCE_KINDS, type DifferenceKind, differenceKind, differingBit } from '../../sim/vectors/check/kinds.js';
import { suspectTerm } from '../../sim/vectors/check/terms.js';
import { type AnsweredRow, answerFormat } from '../../sim/vectors/row.js';
import { answerer } from '../../sim/vectors/vectors.js';
import { hexDigits, toHex } from '../streams/hex.js';

/** `bits`: NaN of other bits differ. `class`: NaN equals NaN. */
export const NAN_RULES = ['bits', 'class'] as const;
export type NanRule = (typeof NAN_RULES)[number];

/** Wrong answers of one kind. */
export interface DifferenceGroup {
  readonly kind: DifferenceKind;
  readonly rows: number;
  readonly first: {
    /** Counted from 1. */
    readonly row: number;
    readonly id: string;
    readonly expected: string;
    readonly got: string;
    readonly bit: string;
    readonly term: string | undefined;
  };
}

export interface CheckedAnswers {
  readonly rows: number;
  readonly different: number;
  readonly groups: readonly DifferenceGroup[];
  readonly hypotheses: readonly Hypothesis[];
}

/** Rows that are answered together. */
const BLOCK_ROWS = 512;

/** @param device rows with the device's answers */
export function checkAnswers(unit: DotProductUnit, device: readonly AnsweredRow[], nan: NanRule): CheckedAnswers {
  const engine = createEngine({ threads: 1 });
  try {
    const isNan = (code: number) => Number.isNaN(decode(answerFormat(unit), code));
    const isSame = (one: number, other: number) => one === other || (nan === 'class' && isNan(one) && isNan(other));
    const rows = comparedRows(answerer(engine, unit), device);
    const groups = groupsOf(unit, rows, isSame);
    const different = groups.reduce((total, group) => total + group.rows, 0);
    const hypotheses = different === 0 ? [] : hypothesesOf(engine, unit, rows, isSame);
    return { rows: rows.length, different, groups, hypotheses };
  } finally {
    engine.close();
  }
}

function comparedRows(answersOf: ReturnType<typeof answerer>, device: readonly AnsweredRow[]): ComparedRow[] {
  const rows: ComparedRow[] = [];
  for (let first = 0; first < device.length; first += BLOCK_ROWS) {
    const block = device.slice(first, first + BLOCK_ROWS);
    answersOf(block).forEach((row, i) => {
      rows.push({ ...row, got: (block[i] as AnsweredRow).d });
    });
  }
  return rows;
}

/** The kinds that there are, the most frequent first. */
function groupsOf(
  unit: DotProductUnit,
  rows: readonly ComparedRow[],
  isSame: (one: number, other: number) => boolean,
): DifferenceGroup[] {
  const byKind = new Map<DifferenceKind, number[]>();
  rows.forEach(({ d, got }, at) => {
    if (isSame(d, got)) return;
    const kind = differenceKind(unit, d, got);
    byKind.set(kind, [...(byKind.get(kind) ?? []), at]);
  });
  return DIFFERENCE_KINDS.flatMap((kind) => {
    const places = byKind.get(kind);
    return places === undefined ? [] : [groupOf(unit, kind, places, rows)];
  }).sort((one, other) => other.rows - one.rows);
}

function groupOf(
  unit: DotProductUnit,
  kind: DifferenceKind,
  places: readonly number[],
  rows: readonly ComparedRow[],
): DifferenceGroup {
  const at = places[0] as number;
  const row = rows[at] as ComparedRow;
  const text = (code: number) => toHex(code, hexDigits(answerFormat(unit)));
  return {
    kind,
    rows: places.length,
    first: {
      row: at + 1,
      id: row.id,
      expected: text(row.d),
      got: text(row.got),
      bit: differingBit(unit, row.d, row.got),
      term: suspectTerm(unit, row, row.got),
    },
  };
}
