/** Codes of a tensor in row-major order, as files hold them: what is column-major is turned. */
import { codesOf, type Elements, type Tensor } from '../ops/tensor.js';

export function rowMajorCodes(tensor: Tensor): Elements {
  const codes = codesOf(tensor);
  if (tensor.layout === 'row-major') return codes;
  const [rows, columns] = tensor.shape.slice(-2) as [number, number];
  const result = codes.slice();
  for (let at = 0; at < codes.length; at++) {
    const [matrix, place] = [Math.floor(at / (rows * columns)), at % (rows * columns)];
    const [row, column] = [Math.floor(place / columns), place % columns];
    result[at] = codes[matrix * rows * columns + column * rows + row] as number;
  }
  return result;
}
