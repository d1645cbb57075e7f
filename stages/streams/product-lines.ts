/** Products asked for by a JSON object a line, with the names of the options; answered as JSON. */
import { InputError, shown } from '../../models/input-error.js';
import { parseJson } from '../../records/json.js';
import { type ProductOptions, productStage } from '../product.js';
import { type AnswerLine, lineName } from './line-block.js';

/** @param options what a line does not say */
export function productLine(options: ProductOptions): AnswerLine {
  return (line, lineNumber) => {
    const where = lineName(lineNumber);
    const fields = checkedFields(line, where);
    try {
      return JSON.stringify(productStage({ ...options, ...fields }, (field) => field));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      throw new InputError(`${where} ${error.where}`, error.expected, error.got, error.remedy);
    }
  };
}

/** Fields of a line, which go before the options of the whole stream. */
function checkedFields(line: string, where: string): object {
  const row = parseJson(line, where);
  if (row === null || typeof row !== 'object' || Array.isArray(row)) {
    throw new InputError(where, 'an object', shown(line));
  }
  for (const [field, value] of Object.entries(row)) checkField(field, value, `${where} ${field}`);
  return row;
}

const NUMBER = 'a number';
const TEXT = 'a string';
const TEXTS = 'a list of strings';
const FIELDS: Readonly<Record<keyof ProductOptions, string>> = {
  m: NUMBER,
  k: NUMBER,
  n: NUMBER,
  tiles: NUMBER,
  machine: TEXT,
  format: TEXT,
  partials: TEXT,
  output: TEXT,
  coefficients: TEXT,
  engine: TEXT,
  technology: TEXT,
  operands: TEXT,
  unit: TEXT,
  set: TEXTS,
};

function checkField(field: string, value: unknown, where: string): void {
  const expected = Object.hasOwn(FIELDS, field) ? FIELDS[field as keyof ProductOptions] : undefined;
  if (expected === undefined) throw new InputError(where, `one of ${Object.keys(FIELDS).join(', ')}`, 'another field');
  const isTexts = Array.isArray(value) && value.every((entry) => typeof entry === 'string');
  const got = typeof value === 'number' ? NUMBER : typeof value === 'string' ? TEXT : isTexts ? TEXTS : 'another';
  if (got !== expected) throw new InputError(where, expected, shown(value));
}
