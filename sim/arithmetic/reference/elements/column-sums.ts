/** Sums over the rows of each group, formed in float32 in the order of rows. */
import type { ColumnSumRequest } from '../../elements.js';
import { valuesOfCodes } from './values.js';

export function columnSumsOf({ input, columns, groups }: ColumnSumRequest): Float32Array {
  const values = valuesOfCodes(input.codes, input.format);
  const sums = new Float32Array(groups * columns);
  const perGroup = values.length / groups;
  for (let row = 0; row < values.length; row += columns) {
    const first = Math.floor(row / perGroup) * columns;
    for (let c = 0; c < columns; c++) sums[first + c] = (sums[first + c] as number) + (values[row + c] as number);
  }
  return sums;
}
