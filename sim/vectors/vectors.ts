/** Rows of vectors for a unit, with its answers, some hundreds at a time. */
import type { DotProductUnit } from '../../models/units/unit.js';
import { rowAnswers } from '../arithmetic/kernels/dot-rows.js';
import type { ArithmeticEngine } from '../arithmetic/kernels/engine.js';
import { levelOneRows } from './level-one.js';
import { levelTwoRows, type RowSetting } from './level-two.js';
import { type AnsweredRow, dotRows, type VectorRow } from './row.js';

/** 1: every class of input at every place. 2: hard sums, as many as are wanted. */
export const VECTOR_LEVELS = [1, 2] as const;
export type VectorLevel = (typeof VECTOR_LEVELS)[number];

export interface VectorSetting extends RowSetting {
  readonly level: VectorLevel;
  /** Rows; of level 1, where fewer, some of them, spread over all. Level 1 is whole unless said. */
  readonly count: number | undefined;
}

/** Rows that are answered together. */
const BLOCK_ROWS = 512;

/** Of level 2 without a count. */
export const DEFAULT_COUNT = 10_000;

/** Blocks of rows, their answers still to come. */
export function* vectorRows(unit: DotProductUnit, setting: VectorSetting): Generator<readonly VectorRow[]> {
  const rows = setting.level === 1 ? spread(unit, setting) : taken(levelTwoRows(unit, setting), setting.count);
  let block: VectorRow[] = [];
  for (const row of rows) {
    block.push(row);
    if (block.length < BLOCK_ROWS) continue;
    yield block;
    block = [];
  }
  if (block.length > 0) yield block;
}

/** The answers of a unit to rows. */
export function answerer(
  engine: ArithmeticEngine,
  unit: DotProductUnit,
): (rows: readonly VectorRow[]) => readonly AnsweredRow[] {
  const answersOf = rowAnswers(engine, { unit, scale: 0 });
  return (rows) => {
    const answers = answersOf(dotRows(unit, rows));
    return rows.map((row, i) => ({ ...row, d: answers[i] as number }));
  };
}

function* taken(rows: Generator<VectorRow>, count = DEFAULT_COUNT): Generator<VectorRow> {
  for (let at = 0; at < count; at++) yield rows.next().value as VectorRow;
}

function* spread(unit: DotProductUnit, setting: VectorSetting): Generator<VectorRow> {
  const { count } = setting;
  if (count === undefined) return yield* levelOneRows(unit, setting);
  let total = 0;
  for (const _ of levelOneRows(unit, setting)) total++;
  let at = 0;
  for (const row of levelOneRows(unit, setting)) {
    if (Math.floor(((at + 1) * count) / total) > Math.floor((at * count) / total) || count >= total) yield row;
    at++;
  }
}
