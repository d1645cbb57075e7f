/**
 * Rows that a device answered: lines of JSON objects or of hex digits, as row-text.ts writes them, with `d` as the device
 * said; or answers alone beside the rows that were asked, in their order: as `octile dot` writes them, or digits alone.
 */
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import { InputError, shown } from '../../models/input-error.js';
import { type DotProductUnit, resultFormat } from '../../models/units/unit.js';
import { parseJson } from '../../records/json.js';
import { roundingsOf } from '../../sim/vectors/bench.js';
import type { AnsweredRow, VectorRow } from '../../sim/vectors/row.js';
import { randomSource, rowOfFields } from '../streams/dot-lines.js';
import { hexDigits, parseCode } from '../streams/hex.js';
import { wordDigits } from './row-text.js';

/** Lines with the name that errors have for their source. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
}

/** Rows with the device's answer each. @throws InputError with the line */
export function answeredRows(unit: DotProductUnit, source: NamedText): AnsweredRow[] {
  const rowOf = rowReader(unit);
  return linesOf(source).map(({ line, where, number }) => {
    const { row, d } = rowOf(line, where, number);
    if (d === undefined)
      throw new InputError(where, 'd, the device’s answer', 'none', 'or answers apart, beside --rows');
    return { ...row, d };
  });
}

/** Rows of one source with the answers of another, one a line. @throws InputError with the line */
export function rowsWithAnswers(unit: DotProductUnit, asked: NamedText, answers: NamedText): AnsweredRow[] {
  const rowOf = rowReader(unit);
  const rows = linesOf(asked).map(({ line, where, number }) => rowOf(line, where, number).row);
  const said = linesOf(answers);
  if (said.length !== rows.length) {
    throw new InputError(
      answers.name,
      `${rows.length} answers, one for each row of ${asked.name}`,
      String(said.length),
    );
  }
  return said.map(({ line, where }, i) => ({
    ...(rows[i] as VectorRow),
    d: answerOf(unit, line, rows[i] as VectorRow, where),
  }));
}

function linesOf({ name, text }: NamedText) {
  const lines = text.split('\n').map((line) => line.trim());
  const numbered = lines.map((line, i) => ({ line, number: i + 1, where: `${name} line ${i + 1}` }));
  const rows = numbered.filter(({ line }) => line !== '');
  if (rows.length === 0) throw new InputError(name, 'rows, one a line', 'none');
  return rows;
}

/** `id`, `d` and what `octile dot` adds where a row has an answer already. */
const ANSWER_FIELDS: readonly string[] = ['id', 'd', 'expected'];

function answerOf(unit: DotProductUnit, line: string, { id }: VectorRow, where: string): number {
  const format = resolveFloatFormat(resultFormat(unit), 'd');
  if (!line.startsWith('{')) return parseCode(line, format, hexDigits(format), where);
  const fields = parseJson(line, where) as Record<string, unknown>;
  const unknown = Object.keys(fields).find((field) => !ANSWER_FIELDS.includes(field));
  if (unknown !== undefined) throw new InputError(where, `the fields ${ANSWER_FIELDS.join(', ')}`, shown(unknown));
  if (fields.id !== undefined && fields.id !== id)
    throw new InputError(`${where} id`, `the row’s own, ${shown(id)}`, shown(fields.id));
  if (typeof fields.d !== 'string') throw new InputError(`${where} d`, 'a string of hex digits', shown(fields.d));
  return parseCode(fields.d, format, hexDigits(format), `${where} d`);
}

/** A row and its answer, where it has one. Rows without an id are called by their line. */
function rowReader(unit: DotProductUnit) {
  const parse = rowOfFields(unit);
  return (line: string, where: string, number: number): { readonly row: VectorRow; readonly d: number | undefined } => {
    const fields = line.startsWith('{') ? parseJson(line, where) : hexFields(unit, line, where);
    const { a, b, c, scales, r, check } = parse(fields as Record<string, unknown>, where);
    const words = randomWords(unit, r, a.length, where);
    const row = {
      id: String(check.id ?? `line ${number}`),
      a,
      b,
      c,
      ...(scales === undefined ? {} : { scales: { a: Array.from(scales.a), b: Array.from(scales.b) } }),
      ...words,
    };
    return { row, d: check.expected };
  };
}

function randomWords(unit: DotProductUnit, r: unknown, k: number, where: string): { readonly random?: number[] } {
  const source = randomSource(unit, r, where);
  if (unit.accumulator.randomBits === 0) return {};
  return { random: Array.from({ length: roundingsOf(unit, k) }, (_, step) => source(step).value) };
}

/** The fields of a line of digits, by their order. */
function hexFields(unit: DotProductUnit, line: string, where: string): Record<string, unknown> {
  const { blockScale, accumulator } = unit;
  const names = [
    'a',
    'b',
    ...(blockScale === undefined ? [] : ['sa', 'sb']),
    'c',
    ...(accumulator.randomBits === 0 ? [] : ['r']),
    'd',
  ];
  const fields = line.split(/\s+/);
  if (fields.length !== names.length) {
    throw new InputError(
      where,
      `an object of JSON, or ${names.length} fields of digits (${names.join(', ')})`,
      shown(line),
    );
  }
  const named = Object.fromEntries(names.map((name, i) => [name, fields[i] as string]));
  const digits = wordDigits(unit);
  return named.r === undefined ? named : { ...named, r: named.r.match(new RegExp(`.{1,${digits}}`, 'g')) ?? [] };
}
