/** Codes of a tensor in row-major order, as files hold them: what is column-major is turned. */
import type { ElementArithmetic } from '../../sim/arithmetic/elements.js';
import { plainElements } from '../../sim/arithmetic/reference/elements/plain.js';
import { codesOf, type Elements, type Tensor } from '../ops/tensor.js';

export function rowMajorCodes(tensor: Tensor, { turn }: Pick<ElementArithmetic, 'turn'> = plainElements()): Elements {
  const codes = codesOf(tensor);
  if (tensor.layout === 'row-major') return codes;
  const [rows, columns] = tensor.shape.slice(-2) as [number, number];
  return turn({ codes, rows, columns });
}
