/**
 * Operands of a product: a [m × k] and b [k × n] of a safetensors file, either codes of the
 * format or float32 values, which are cast with a power-of-two scale from their largest magnitude.
 */

import { bitsOf, type FloatFormat } from '../models/formats/format.js';
import type { Where } from '../models/input-checks.js';
import { InputError } from '../models/input-error.js';
import { elementsOf } from '../models/shape.js';
import { type DotProductUnit, resultFormat } from '../models/units/unit.js';
import { readBytes } from '../records/folder.js';
import { decodeSafetensors, type StoredTensor } from '../records/safetensors.js';
import { unitNamed } from '../records/unit-named.js';
import { twinOf } from '../sim/arithmetic/kernels/dispatch.js';
import { type ArithmeticEngine, createEngine } from '../sim/arithmetic/kernels/engine.js';
import {
  batchScaleExponent,
  castOperand,
  type ErrorOperand,
  errorAgainstK,
  type ProductError,
} from '../sim/arithmetic/product-error.js';
import { decode } from '../sim/arithmetic/reference/convert.js';
import { type CodeMatrix, checkOperand, codesOfBytes } from '../sim/array/activity.js';

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

/** The error of one unit, for sums of its first 1, 2, 4, … terms and whole. */
export interface UnitError {
  /** As it was named. */
  readonly unit: string;
  readonly accumulator: string;
  readonly byK: readonly ProductError[];
}

/** @throws InputError for a missing tensor, another shape, or codes of another width */
export function loadOperands(path: string, format: FloatFormat, { m, n, k }: Shape): LoadedOperands {
  const tensors = decodeSafetensors(readBytes(path), path);
  const load = (name: string, rows: number, columns: number) => {
    const stored = tensors.get(name);
    if (stored === undefined) throw new InputError(path, `a tensor ${name}`, [...tensors.keys()].join(', ') || 'none');
    const loaded = operandOf(stored, format, `${path} ${name}`);
    checkOperand(loaded.matrix, rows, columns, `${path} ${name}`);
    return loaded;
  };
  const [a, b] = [load('a', m, k), load('b', k, n)];
  return { matrices: [a.matrix, b.matrix], operands: [a.operand, b.operand] };
}

/** @param units names, with their choices, separated by commas */
export function operandErrors(loaded: LoadedOperands, units: string, shape: Shape, where: Where): UnitError[] {
  const engine = createEngine({ threads: 1 });
  try {
    return units.split(',').map((text) => unitError(loaded, unitOf(loaded, text.trim(), where), shape, engine, where));
  } finally {
    engine.close();
  }
}

interface SpelledUnit {
  readonly text: string;
  readonly unit: DotProductUnit;
}

function unitOf({ operands: [left, right] }: LoadedOperands, text: string, where: Where): SpelledUnit {
  const named = { text, where: where('unit'), a: left.format.name, b: right.format.name };
  return { text, unit: unitNamed(named, {}, (choice) => `${where('unit')} ${choice}`) };
}

function unitError(
  { operands: [left, right] }: LoadedOperands,
  { text, unit }: SpelledUnit,
  { m, n, k }: Shape,
  engine: ArithmeticEngine,
  where: Where,
): UnitError {
  const most = twinOf(unit) !== 'none' ? MOST_ERROR_MACS : MOST_REFERENCE_MACS;
  if (m * n * k > most) {
    const expected = `a product of at most ${most} multiply-accumulates for ${text}`;
    throw new InputError(where('operands'), expected, String(m * n * k));
  }
  const byK = errorAgainstK({ unit, m, n, k, left, right }, engine);
  return { unit: text, accumulator: resultFormat(unit), byK };
}

function operandOf(stored: StoredTensor, format: FloatFormat, where: string) {
  const columns = stored.shape.at(-1) ?? 0;
  if (stored.dtype === 'F32') {
    const values = new Float32Array(new Uint8Array(stored.bytes).buffer);
    const operand: ErrorOperand = { values, format, scaleExponent: batchScaleExponent(values, format) };
    return { matrix: { codes: castOperand(operand).codes, columns, format: format.name }, operand };
  }
  const elements = elementsOf(stored.shape);
  if (stored.bytes.length !== elements * Math.ceil(bitsOf(format) / 8)) {
    throw new InputError(where, `float32 values, or codes of ${bitsOf(format)} bits`, stored.dtype);
  }
  const codes = codesOfBytes(stored.bytes, format.name);
  const values = Float64Array.from(codes, (code) => decode(format, code));
  return { matrix: { codes, columns, format: format.name }, operand: { values, format, scaleExponent: 0 } };
}
