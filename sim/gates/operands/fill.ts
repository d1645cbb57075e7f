/**
 * A matrix of codes, filled as a record says. Numbers are a pure function of seed and side; normal ones are sums
 * of twelve uniforms (runtime/random.ts): no value beyond six deviations.
 */
import { bitsOf, type OperandFormat } from '../../../models/formats/format.js';
import type { OperandFill } from '../../../models/hardware/operand-fill.js';
import { randomNormal, randomUnit, streamOf } from '../../../runtime/random.js';
import type { Codes } from '../../arithmetic/codes.js';
import type { ArithmeticEngine } from '../../arithmetic/kernels/engine.js';
import { codesFor } from './operand-lines.js';

/** Where a matrix's numbers come from: kept once drawn, so that several fills of one matrix draw once. */
export interface FillSource {
  readonly rows: number;
  readonly columns: number;
  readonly seed: number;
  /** Which matrix it is: another name, other numbers. */
  readonly side: string;
  /** Of unit spread, around 0. */
  readonly units: (distribution: OperandFill['distribution']) => Float32Array;
}

export function fillSource(matrix: Omit<FillSource, 'units'>): FillSource {
  const drawn = new Map<OperandFill['distribution'], Float32Array>();
  const units = (distribution: OperandFill['distribution']) => {
    const known = drawn.get(distribution) ?? drawnUnits(matrix, distribution);
    drawn.set(distribution, known);
    return known;
  };
  return { ...matrix, units };
}

function drawnUnits(
  { rows, columns, seed, side }: Omit<FillSource, 'units'>,
  distribution: OperandFill['distribution'],
) {
  const stream = streamOf('operand-fill', side);
  const units = new Float32Array(rows * columns);
  for (let index = 0; index < units.length; index++) {
    units[index] =
      distribution === 'normal' ? randomNormal(seed, stream, index) : 2 * randomUnit(seed, stream, index) - 1;
  }
  return units;
}

const CAST_RULE = { rounding: 'nearest-even', overflow: 'saturate', scaleExponent: 0 } as const;

/** Row-major. Integers are scaled so that the largest magnitude takes all their bits. */
export function filledMatrix(
  source: FillSource,
  fill: OperandFill,
  format: OperandFormat,
  engine: ArithmeticEngine,
): Codes {
  const values = orderedValues(scaledValues(source, fill), fill, source.columns);
  cutValues(values, fill, source);
  const codes = format.kind === 'integer' ? integersOf(values, bitsOf(format)) : floatsOf(values, format, engine);
  const kept = keptBits(fill, bitsOf(format));
  return kept === 2 ** bitsOf(format) - 1 ? codes : codes.map((code) => (code & kept) >>> 0);
}

function scaledValues(source: FillSource, { distribution, mean, spread, values }: OperandFill): Float32Array {
  const units = source.units(distribution);
  if (values === 'one') return new Float32Array(units.length).fill(mean + spread * units[0]);
  return units.map((unit) => mean + spread * unit);
}

function orderedValues(values: Float32Array, { order }: OperandFill, columns: number): Float32Array {
  if (order === 'drawn') return values;
  if (order === 'in-rows') {
    for (let start = 0; start < values.length; start += columns) values.subarray(start, start + columns).sort();
    return values;
  }
  const sorted = values.sort();
  return order === 'rows' ? sorted : transposed(sorted, values.length / columns);
}

/** @param lines rows of the result */
function transposed(values: Float32Array, lines: number): Float32Array {
  const length = values.length / lines;
  return values.map((_, at) => values[(at % length) * lines + Math.floor(at / length)]);
}

function cutValues(values: Float32Array, fill: OperandFill, { seed, side }: FillSource): void {
  const stream = streamOf('operand-fill', side, 'zeros');
  for (let index = 0; index < values.length; index++) {
    if (fill.negatives === 'zeroed' && values[index] < 0) values[index] = 0;
    if (fill.zeroShare > 0 && randomUnit(seed, stream, index) < fill.zeroShare) values[index] = 0;
  }
}

function floatsOf(values: Float32Array, format: Extract<OperandFormat, { kind: 'float' }>, engine: ArithmeticEngine) {
  if (format.name === 'float32') return new Uint32Array(values.buffer);
  return engine.encode({ format, values, ...CAST_RULE }).codes;
}

/** Two's complement, ties to even; the power of two that scales them is not kept. */
function integersOf(values: Float32Array, bits: number): Codes {
  const most = 2 ** (bits - 1) - 1;
  let amax = 0;
  for (const value of values) amax = Math.max(amax, Math.abs(value));
  let scale = 1;
  if (amax > 0) {
    while (amax * scale > most) scale /= 2;
    while (amax * scale * 2 <= most) scale *= 2;
  }
  const codes = codesFor({ kind: 'integer', name: '', bits, stepExponent: 0 }, values.length);
  for (let index = 0; index < codes.length; index++)
    codes[index] = roundedToEven(values[index] * scale) & (2 ** bits - 1);
  return codes;
}

function roundedToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest === 0.5) return floor % 2 === 0 ? floor : floor + 1;
  return rest < 0.5 ? floor : floor + 1;
}

function keptBits({ lowBitsZeroed, highBitsZeroed }: OperandFill, bits: number): number {
  const high = 2 ** Math.max(0, bits - highBitsZeroed) - 1;
  return high - (high % 2 ** lowBitsZeroed);
}
