/** Transposes: ops of the trace; in memory they only change the order in which codes are read. */
import { emit, type Place, type StepContext } from './emit.js';
import { codesOf, type Encoding, encodingOf, type Tensor } from './tensor.js';

/** The matrix, or each of a batch of them, with rows and columns exchanged. */
export function transpose(context: StepContext, place: Place, name: string, input: Tensor): Tensor {
  const [rows, columns] = input.shape.slice(-2) as [number, number];
  const batch = input.shape.length === 3 ? [input.shape[0] as number] : [];
  const { role } = input;
  const layout = input.layout === 'row-major' ? 'column-major' : 'row-major';
  return emit(context, place, {
    kind: 'transpose',
    inputs: [input],
    output: { name, role, shape: [...batch, columns, rows], ...turnedEncoding(input), layout },
    dims: { batch: batch[0] ?? 1, rows, columns },
    attributes: {},
    compute: () => ({ codes: codesOf(input) }),
  });
}

/** Scales keep the order in which they were found. */
function turnedEncoding({ scales, ...tensor }: Encoding): Encoding {
  if (scales === undefined) return encodingOf(tensor);
  return { ...encodingOf(tensor), scales: { ...scales, order: scales.order === 'rows' ? 'columns' : 'rows' } };
}
