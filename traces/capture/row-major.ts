/** Codes of a tensor in row-major order, as files hold them: what is column-major is turned. */
import { elementsOf } from '../../models/shape.js';
import { emptyLike } from '../../sim/arithmetic/elements.js';
import { codesOf, type Elements, type Tensor } from '../ops/tensor.js';

export function rowMajorCodes(tensor: Tensor): Elements {
  const codes = codesOf(tensor);
  if (tensor.layout === 'row-major') return codes;
  const [rows, columns] = tensor.shape.slice(-2) as [number, number];
  const turned = emptyLike(codes, codes.length);
  for (let first = 0; first < elementsOf(tensor.shape); first += rows * columns) {
    turnMatrix(codes.subarray(first), turned.subarray(first), rows, columns);
  }
  return turned;
}

function turnMatrix(from: Elements, to: Elements, rows: number, columns: number): void {
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      to[row * columns + column] = from[column * rows + row] as number;
    }
  }
}
