/**
 * Operands of a product: a [m × k] and b [k × n] of a safetensors file, whatever else it holds. A tensor whose type is
 * the product's format, or says no format (U8, U16, U32), gives its codes; values of another type are cast with a
 * power-of-two scale from their largest magnitude.
 */

import { distinct } from '../models/distinct.js';
import { bitsOf, type FloatFormat, nanCode } from '../models/formats/format.js';
import { resolveFloatFormat } from '../models/formats/resolve.js';
import type { Where } from '../models/input-checks.js';
import { InputError, shown } from '../models/input-error.js';
import { type DotProductUnit, resultFormat } from '../models/units/unit.js';
import { readBytes } from '../records/folder.js';
import {
  type Dtype,
  decodeSafetensors,
  dtypeOf,
  elementBytes,
  FLOAT_DTYPES,
  formatOf,
  type StoredTensor,
} from '../records/safetensors.js';
import { unitNamed } from '../records/unit-named.js';
import type { Codes } from '../sim/arithmetic/codes.js';
import { twinOf } from '../sim/arithmetic/kernels/dispatch.js';
import { type ArithmeticEngine, createEngine } from '../sim/arithmetic/kernels/engine.js';
import {
  batchScaleExponent,
  castOperand,
  type ErrorOperand,
  errorAgainstK,
  type ProductError,
  splitScale,
  sumLengths,
} from '../sim/arithmetic/product-error.js';
import { decode } from '../sim/arithmetic/reference/convert.js';
import { type CodeMatrix, codesOfBytes } from '../sim/array/activity.js';

interface Shape {
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

export interface LoadedOperands {
  readonly matrices: readonly [CodeMatrix, CodeMatrix];
  readonly operands: readonly [ErrorOperand, ErrorOperand];
}

/** Most multiply-accumulates of a product whose error is computed: in the kernels, and in the reference. */
const MOST_ERROR_MACS = 2 ** 30;
const MOST_REFERENCE_MACS = 2 ** 22;

/** Types that hold codes of whatever format is asked for. */
const CODE_DTYPES: readonly Dtype[] = ['U8', 'U16', 'U32'];
const MOST_NAMES = 8;

/** The error of one unit, for sums of its first 1, 2, 4, … terms and whole. */
export interface UnitError {
  /** As it was named. */
  readonly unit: string;
  readonly accumulator: string;
  /** The part of the operands' scales that is beyond the unit's range, as a power of two: applied to its results. */
  readonly scaleAfter: number;
  readonly byK: readonly ProductError[];
}

/** @throws InputError for a missing tensor, another shape, or codes of another width */
export function loadOperands(path: string, format: FloatFormat, { m, n, k }: Shape): LoadedOperands {
  const tensors = decodeSafetensors(readBytes(path), path);
  return withEngine((engine) => {
    const load = (name: string, rows: number, columns: number) => {
      const stored = tensors.get(name);
      if (stored === undefined) throw new InputError(path, `a tensor ${name}`, namesOf(tensors));
      return operandOf(stored, format, { rows, columns, where: `${path} ${name}` }, engine);
    };
    const [a, b] = [load('a', m, k), load('b', k, n)];
    return { matrices: [a.matrix, b.matrix], operands: [a.operand, b.operand] };
  });
}

/** A few of a file's names, as a refusal shows them. */
function namesOf(tensors: ReadonlyMap<string, StoredTensor>): string {
  const names = [...tensors.keys()].slice(0, MOST_NAMES).map(shown).join(', ');
  return tensors.size > MOST_NAMES ? `${names} and ${tensors.size - MOST_NAMES} more` : names || 'none';
}

/** A unit with the text that named it. */
export interface SpelledUnit {
  readonly text: string;
  readonly unit: DotProductUnit;
}

/**
 * Units that a product's error is to be computed for, before anything is.
 * @param units names, with their choices, separated by commas
 * @throws InputError for a unit that does not take the format, or a product too long for it
 */
export function errorUnits(units: string, { name }: FloatFormat, { m, n, k }: Shape, where: Where): SpelledUnit[] {
  const texts = units.split(',').map((text) => text.trim());
  return distinct(where('unit'), texts).map((text) => {
    const named = { text, where: where('unit'), a: name, b: name };
    const unit = unitNamed(named, {}, (choice) => `${where('unit')} ${choice}`);
    const most = twinOf(unit) !== 'none' ? MOST_ERROR_MACS : MOST_REFERENCE_MACS;
    if (m * n * k <= most) return { text: named.text, unit };
    const expected = `a product of at most ${most} multiply-accumulates for ${named.text}`;
    throw new InputError(where('operands'), expected, String(m * n * k));
  });
}

/** @param progress is told how many multiply-accumulates of how many have been judged */
export function operandErrors(
  { operands: [left, right] }: LoadedOperands,
  units: readonly SpelledUnit[],
  { m, n, k }: Shape,
  progress: (done: number, total: number) => void = () => {},
): UnitError[] {
  const total = units.length * sumLengths(k).reduce((sum, length) => sum + m * n * length, 0);
  let done = 0;
  return withEngine((engine) =>
    units.map(({ text, unit }) => {
      const request = { unit, m, n, k, left, right };
      const byK = errorAgainstK(request, engine, (length) => {
        done += m * n * length;
        progress(done, total);
      });
      return { unit: text, accumulator: resultFormat(unit), scaleAfter: splitScale(request).after, byK };
    }),
  );
}

function withEngine<T>(use: (engine: ArithmeticEngine) => T): T {
  const engine = createEngine({ threads: 1 });
  try {
    return use(engine);
  } finally {
    engine.close();
  }
}

interface Expected {
  readonly rows: number;
  readonly columns: number;
  readonly where: string;
}

function operandOf(stored: StoredTensor, format: FloatFormat, expected: Expected, engine: ArithmeticEngine) {
  const { rows, columns, where } = expected;
  const [storedRows, storedColumns] = stored.shape;
  if (stored.shape.length !== 2 || storedRows !== rows || storedColumns !== columns)
    throw new InputError(where, `shape ${rows} × ${columns}`, stored.shape.join(' × ') || 'a single value');
  const own = formatOf(stored.dtype);
  if (own === undefined || own === format.name) {
    const codes = storedCodes(stored, format, where);
    const values = Float64Array.from(codes, (code) => decode(format, code));
    return { matrix: { codes, columns, format: format.name }, operand: { values, format, scaleExponent: 0 } };
  }
  const values = storedValues(stored, resolveFloatFormat(own, where));
  if (nanCode(format, false) === undefined && values.some(Number.isNaN))
    throw new InputError(where, `values that ${format.name} has a code for`, 'NaN');
  const operand: ErrorOperand = { values, format, scaleExponent: batchScaleExponent(values, format) };
  return { matrix: { codes: castOperand(operand, engine).codes, columns, format: format.name }, operand };
}

/** Codes of the format, as wide as they are stored. */
function storedCodes(stored: StoredTensor, format: FloatFormat, where: string): Codes {
  const isCodes = CODE_DTYPES.includes(stored.dtype) && elementBytes(stored) === Math.ceil(bitsOf(format) / 8);
  if (!isCodes && formatOf(stored.dtype) !== format.name) {
    const types = [...FLOAT_DTYPES, dtypeOf('', bitsOf(format))].join(', ');
    throw new InputError(where, `a type of ${types} for ${format.name}`, stored.dtype);
  }
  const codes = codesOfBytes(stored.bytes, format.name);
  const beyond = codes.find((code) => code >= 2 ** bitsOf(format));
  if (beyond === undefined) return codes;
  throw new InputError(where, `codes of ${bitsOf(format)} bits`, `0x${beyond.toString(16)}`);
}

/** float32 holds every value of the formats that have a type. */
function storedValues({ bytes }: StoredTensor, own: FloatFormat): Float32Array {
  const codes = codesOfBytes(bytes, own.name);
  if (codes instanceof Uint32Array) return new Float32Array(codes.buffer);
  return Float32Array.from(codes, (code) => decode(own, code));
}
