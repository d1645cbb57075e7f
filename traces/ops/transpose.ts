/** Transposes: ops of the trace; in memory they only change the order in which codes are read. */
import { emit, type Place, type StepContext } from './emit.js';
import { codesOf, type Tensor } from './tensor.js';

/** The matrix with rows and columns exchanged. */
export function transpose(context: StepContext, place: Place, name: string, input: Tensor): Tensor {
  const [rows, columns] = input.shape as [number, number];
  const { role, format, scaleExponent } = input;
  const layout = input.layout === 'row-major' ? 'column-major' : 'row-major';
  return emit(context, place, {
    kind: 'transpose',
    inputs: [input],
    output: { name, role, shape: [columns, rows], format, scaleExponent, layout },
    dims: { batch: 1, rows, columns },
    attributes: {},
    compute: () => ({ codes: codesOf(input) }),
  });
}
