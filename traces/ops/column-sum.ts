/** Sums over rows, the gradient of a bias: formed in float32 in the order of rows. */
import type { Role } from '../../records/trace/tensor.js';
import { matrixDims } from './cast.js';
import { emit, type Place, type StepContext } from './emit.js';
import { valuesOf } from './stored.js';
import type { Tensor } from './tensor.js';

/** y[c] = Σ_r x[r, c], float32. */
export function columnSum(context: StepContext, place: Place, name: string, role: Role, x: Tensor): Tensor {
  const dims = matrixDims(x.shape);
  return emit(context, place, {
    kind: 'column-sum',
    inputs: [x],
    output: { name, role, shape: [dims.columns], format: 'float32' },
    dims: { ...dims, groups: 1 },
    attributes: {},
    compute: () => ({ codes: sumsOverRows(valuesOf(x), dims.columns) }),
  });
}

function sumsOverRows(values: Float32Array, columns: number): Float32Array {
  const sums = new Float32Array(columns);
  for (let row = 0; row < values.length; row += columns) {
    for (let c = 0; c < columns; c++) sums[c] = (sums[c] as number) + (values[row + c] as number);
  }
  return sums;
}
