/**
 * A row of vectors: one dot product with who it is. The id says level, kind and number: `2/cut-off/17`.
 */
import { bitsOf, type FloatFormat } from '../../models/formats/format.js';
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import { type DotProductUnit, resultFormat } from '../../models/units/unit.js';
import { type Codes, emptyCodes } from '../arithmetic/codes.js';
import type { DotRows } from '../arithmetic/kernels/dot-rows.js';
import { encode } from '../arithmetic/reference/convert.js';

export interface VectorRow {
  readonly id: string;
  /** Codes of the unit's formats, in the order of K; as many in b. */
  readonly a: readonly number[];
  readonly b: readonly number[];
  /** A code of the result format. */
  readonly c: number;
  /** Codes of the scales of blocks, for units that read them. */
  readonly scales?: { readonly a: readonly number[]; readonly b: readonly number[] };
  /** Random bits of each rounding in turn, for stochastic units. */
  readonly random?: readonly number[];
}

/** A row with an answer: of the unit, or of a device. */
export interface AnsweredRow extends VectorRow {
  readonly d: number;
}

/** Rows as the arithmetic takes them together; scales that a row does not have are 1. */
export function dotRows(unit: DotProductUnit, rows: readonly VectorRow[]): DotRows {
  const starts = new Uint32Array(rows.length + 1);
  rows.forEach((row, i) => {
    starts[i + 1] = (starts[i] as number) + row.a.length;
  });
  const packed = {
    rows: rows.length,
    starts,
    a: codesOf(unit.aFormat, rows, ({ a }) => a),
    b: codesOf(unit.bFormat, rows, ({ b }) => b),
    c: Uint32Array.from(rows, ({ c }) => c),
    ...(unit.accumulator.randomBits === 0 ? {} : { random: rows.map(({ random }) => random ?? []) }),
  };
  const { blockScale } = unit;
  if (blockScale === undefined) return packed;
  const one = oneCode(resolveFloatFormat(blockScale.format, 'scale'));
  const ones = ({ a }: VectorRow) => new Array<number>(Math.ceil(a.length / blockScale.block)).fill(one);
  return {
    ...packed,
    scales: {
      a: codesOf(blockScale.format, rows, (row) => row.scales?.a ?? ones(row)),
      b: codesOf(blockScale.format, rows, (row) => row.scales?.b ?? ones(row)),
    },
  };
}

/** The code of 1, or of the value next to it. */
export function oneCode(format: FloatFormat): number {
  return encode(format, 1, { rounding: 'nearest-even', overflow: 'saturate' });
}

function codesOf(format: string, rows: readonly VectorRow[], side: (row: VectorRow) => readonly number[]): Codes {
  const lists = rows.map(side);
  const codes = emptyCodes(
    bitsOf(resolveFloatFormat(format, 'vectors')),
    lists.reduce((total, list) => total + list.length, 0),
  );
  let at = 0;
  for (const list of lists) {
    codes.set(list, at);
    at += list.length;
  }
  return codes;
}

/** Format of answers and accumulators. */
export function answerFormat(unit: DotProductUnit): FloatFormat {
  return resolveFloatFormat(resultFormat(unit), 'd');
}
