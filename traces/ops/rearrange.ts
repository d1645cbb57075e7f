/** Elements in another order, some of them, with zeros between, or of several tensors: moved in whole pieces. */
import { elementsOf } from '../../models/shape.js';
import type { Rearrangement } from '../../records/trace/op.js';
import type { Role } from '../../records/trace/tensor.js';
import { emit, type Place, type StepContext } from './emit.js';
import { codesOf, encodingOf, type Tensor } from './tensor.js';

export interface RearrangeParts {
  readonly name: string;
  readonly role: Role;
  readonly function: Rearrangement;
  readonly shape: readonly number[];
  /** Elements that stay side by side. */
  readonly piece: number;
  /** Elements that `source` counts by: a piece unless said. */
  readonly unit?: number;
  /** The unit of the inputs, one after another, that stands at a place of the output; −1 for zeros. */
  readonly source: (place: number) => number;
}

/** Output in the inputs' format. */
export function rearrange(
  context: StepContext,
  place: Place,
  { name, role, function: applied, shape, piece, unit = piece, source }: RearrangeParts,
  inputs: readonly [Tensor, ...Tensor[]],
): Tensor {
  const read = inputs.reduce((sum, input) => sum + elementsOf(input.shape), 0);
  const made = elementsOf(shape);
  return emit(context, place, {
    kind: 'rearrange',
    inputs,
    output: { name, role, shape, ...encodingOf(inputs[0]) },
    dims: { read, made, piece },
    attributes: { function: applied },
    compute: ({ elements }) => {
      const piece = greatestDivisor(made, unit);
      const places = placesOf(source, made / piece, unit / piece);
      return { codes: elements.move({ inputs: inputs.map(codesOf), places, piece }) };
    },
  });
}

/** Where pieces come from, so many of them a unit: the last unit of an output may be cut off. */
function placesOf(source: (place: number) => number, pieces: number, perUnit: number): Int32Array {
  const places = new Int32Array(pieces);
  for (let i = 0; i < pieces; i += perUnit) {
    const at = source(i / perUnit);
    const last = Math.min(i + perUnit, pieces);
    for (let j = i; j < last; j++) places[j] = at < 0 ? -1 : at * perUnit + j - i;
  }
  return places;
}

/** Of two whole numbers. */
export function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}
