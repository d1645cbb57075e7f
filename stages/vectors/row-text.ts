/**
 * Rows of vectors as lines: JSON objects as `octile dot` reads them, or fields of hex digits for a test bench's own
 * reader, in the order a, b, sa and sb (of units with block scales), c, r (of stochastic units), d, apart by spaces.
 * Lines of hex have no id: their number says which row they are.
 */
import { bitsOf } from '../../models/formats/format.js';
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import { InputError, shown } from '../../models/input-error.js';
import type { DotProductUnit } from '../../models/units/unit.js';
import { type AnsweredRow, answerFormat } from '../../sim/vectors/row.js';
import { hexDigits, packedDigits, toHex } from '../streams/hex.js';

export const ROW_FORMATS = ['json', 'hex'] as const;
export type RowFormat = (typeof ROW_FORMATS)[number];

/** A row's line, without its end. */
export function rowPrinter(unit: DotProductUnit, format: RowFormat): (row: AnsweredRow) => string {
  const fields = fieldsPrinter(unit);
  if (format === 'hex')
    return (row) =>
      fields(row)
        .map(([, text]) => text)
        .join(' ');
  return (row) => JSON.stringify({ id: row.id, ...Object.fromEntries(fields(row)), ...wordsOf(unit, row) });
}

/** `r` as `octile dot` reads it: a list, one text for each rounding. */
function wordsOf(unit: DotProductUnit, { random }: AnsweredRow): { readonly r?: readonly string[] } {
  return random === undefined ? {} : { r: random.map((word) => toHex(word, wordDigits(unit))) };
}

function fieldsPrinter(unit: DotProductUnit): (row: AnsweredRow) => [string, string][] {
  const [a, b] = [digitsOf(unit.aFormat), digitsOf(unit.bFormat)];
  const scale = unit.blockScale === undefined ? 0 : digitsOf(unit.blockScale.format);
  const result = hexDigits(answerFormat(unit));
  const run = (codes: readonly number[], digits: number) => codes.map((code) => toHex(code, digits)).join('');
  return (row) => [
    ['a', run(row.a, a)],
    ['b', run(row.b, b)],
    ...(row.scales === undefined
      ? []
      : ([
          ['sa', run(row.scales.a, scale)],
          ['sb', run(row.scales.b, scale)],
        ] as [string, string][])),
    ['c', toHex(row.c, result)],
    ...(row.random === undefined ? [] : ([['r', run(row.random, wordDigits(unit))]] as [string, string][])),
    ['d', toHex(row.d, result)],
  ];
}

function digitsOf(format: string): number {
  return packedDigits(resolveFloatFormat(format, 'vectors'));
}

/** Digits of one word of random bits. */
export function wordDigits({ accumulator }: DotProductUnit): number {
  return Math.ceil(accumulator.randomBits / 4);
}

/**
 * That another unit reads the same rows and writes answers of the same format.
 * @param where what an error names
 */
export function checkSameRows(unit: DotProductUnit, other: DotProductUnit, where: string): void {
  const rowsOf = (of: DotProductUnit) =>
    [
      of.aFormat,
      of.bFormat,
      `into ${answerFormat(of).name}`,
      scaleText(of),
      `${of.accumulator.randomBits} random bits`,
    ].join(', ');
  if (rowsOf(unit) === rowsOf(other)) return;
  throw new InputError(where, `a unit of the same rows (${rowsOf(unit)})`, shown(rowsOf(other)));
}

function scaleText({ blockScale }: DotProductUnit): string {
  if (blockScale === undefined) return 'no scales';
  const { format, block } = blockScale;
  return `${format} (${bitsOf(resolveFloatFormat(format, 'scale'))} bits) per ${block}`;
}
