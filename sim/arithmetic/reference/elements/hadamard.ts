/**
 * The Hadamard transform of runs of rows: H · diag(signs) ÷ √size, H Sylvester's matrix of ±1. As it is orthogonal it
 * cancels in a product whose operands both went through it along k.
 */
import type { HadamardRequest } from '../../elements.js';
import { valuesOfCodes } from './values.js';

/** float32 values; every sum and difference is rounded, in steps of 1, 2, 4, … rows. */
export function hadamardOf({ input, columns, signs }: HadamardRequest): Float32Array {
  const values = valuesOfCodes(input.codes, input.format).slice();
  const [size, run] = [signs.length, signs.length * columns];
  const factor = Math.fround(1 / Math.sqrt(size));
  for (let first = 0; first < values.length; first += run) {
    const rows = values.subarray(first, first + run);
    for (let row = 0; row < size; row++) if (signs[row] === '-') negate(rows, row * columns, columns);
    for (let apart = 1; apart < size; apart *= 2) addApart(rows, columns, apart);
    for (let i = 0; i < run; i++) rows[i] = (rows[i] as number) * factor;
  }
  return values;
}

function negate(values: Float32Array, from: number, count: number): void {
  for (let i = from; i < from + count; i++) values[i] = -(values[i] as number);
}

/** a, b → a + b, a − b of rows that are so many apart. */
function addApart(rows: Float32Array, columns: number, apart: number): void {
  const distance = apart * columns;
  for (let first = 0; first < rows.length; first += 2 * distance) {
    for (let i = first; i < first + distance; i++) {
      const [a, b] = [rows[i] as number, rows[i + distance] as number];
      rows[i] = a + b;
      rows[i + distance] = a - b;
    }
  }
}
