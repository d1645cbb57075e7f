/** Sums over rows, the gradient of a bias: formed in float32 in the order of rows. */
import type { Role } from '../../records/trace/tensor.js';
import { emit, type Place, type StepContext } from './emit.js';
import { storedElements } from './stored.js';
import { matrixDims, type Tensor } from './tensor.js';

/** y[g, c] = Σ_r x[r, c] over the rows of each group, one of all rows unless said; float32. */
export function columnSum(context: StepContext, place: Place, name: string, role: Role, x: Tensor, groups = 1): Tensor {
  const dims = matrixDims(x.shape);
  return emit(context, place, {
    kind: 'column-sum',
    inputs: [x],
    output: { name, role, shape: groups === 1 ? [dims.columns] : [groups, dims.columns], format: 'float32' },
    dims: { ...dims, groups },
    attributes: {},
    compute: ({ elements }) => ({
      codes: elements.columnSums({ input: storedElements(x), columns: dims.columns, groups }),
    }),
  });
}
