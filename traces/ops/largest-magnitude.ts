/** The largest magnitude of a tensor as one op: what a loss scaling reads of a gradient. */
import { emit, type Place, type StepContext } from './emit.js';
import { float32Of } from './stored.js';
import { matrixDims, type Tensor } from './tensor.js';

/** One float32: max|x|, the tensor's scale applied; NaN where an element is no finite number. */
export function largestMagnitude(context: StepContext, place: Place, name: string, input: Tensor): Tensor {
  const dims = matrixDims(input.shape);
  return emit(context, place, {
    kind: 'amax',
    inputs: [input],
    output: { name, role: 'state', shape: [1], format: 'float32' },
    dims: { ...dims, matrices: 1, groupRows: dims.rows, groupColumns: dims.columns },
    attributes: { gives: { kind: 'amax-or-nan' } },
    compute: (arithmetic) => ({ codes: Float32Array.of(largest(float32Of(arithmetic, input))) }),
  });
}

function largest(values: Float32Array<ArrayBufferLike>): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    const magnitude = Math.abs(values[i] as number);
    if (!(magnitude < Number.POSITIVE_INFINITY)) return Number.NaN;
    if (magnitude > most) most = magnitude;
  }
  return most;
}
