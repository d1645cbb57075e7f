/**
 * Max-pooling over squares that do not overlap, and its gradient. Images are [batch, height, width, channels].
 * NaN wins its square, and the first of equals.
 */
import { elementsOf } from '../../models/shape.js';
import type { OpOf } from '../../records/trace/op.js';
import { emit, type Place, type StepContext } from './emit.js';
import { emptyLike, valuesOf } from './stored.js';
import { codesOf, type Tensor } from './tensor.js';

/** The largest value of each size × size square. */
export function maxPool(context: StepContext, place: Place, name: string, x: Tensor, size: number): Tensor {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  return emit(context, place, {
    kind: 'pool',
    inputs: [x],
    output: { name, role: 'activation', shape: [batch, height / size, width / size, channels], format: x.format },
    dims: squares(x.shape, size),
    attributes: { function: 'max' },
    compute: () => {
      const codes = codesOf(x);
      const indices = winners(valuesOf(x), x.shape, size);
      const results = emptyLike(codes, indices.length);
      for (let i = 0; i < indices.length; i++) results[i] = codes[indices[i] as number] as number;
      return { codes: results };
    },
  });
}

/** Each gradient goes to the element that won its square; all others are +0. */
export function maxPoolBackward(
  context: StepContext,
  place: Place,
  name: string,
  [x, dy]: readonly [Tensor, Tensor],
  size: number,
): Tensor {
  return emit(context, place, {
    kind: 'pool',
    inputs: [x, dy],
    output: { name, role: 'dx', shape: x.shape, format: dy.format },
    dims: squares(x.shape, size),
    attributes: { function: 'max-backward' },
    compute: () => {
      const gradients = codesOf(dy);
      const results = emptyLike(gradients, elementsOf(x.shape));
      const indices = winners(valuesOf(x), x.shape, size);
      for (let i = 0; i < indices.length; i++) results[indices[i] as number] = gradients[i] as number;
      return { codes: results };
    },
  });
}

/** Windows that do not overlap. */
function squares(shape: readonly number[], size: number): OpOf<'pool'>['dims'] {
  const [images, height, width, channels] = shape as [number, number, number, number];
  return { images, height, width, channels, kernel: size, stride: size, padding: 0 };
}

/** Index in x of the winner of each square, in output order. */
function winners(x: Float32Array, shape: readonly number[], size: number): Uint32Array {
  const [batch, height, width, channels] = shape as [number, number, number, number];
  const [rows, columns] = [height / size, width / size];
  const result = new Uint32Array(batch * rows * columns * channels);
  let at = 0;
  for (let row = 0; row < batch * rows; row++) {
    for (let column = 0; column < columns; column++) {
      for (let c = 0; c < channels; c++) {
        const first = (row * size * width + column * size) * channels + c;
        result[at++] = squareWinner(x, first, channels, width, size);
      }
    }
  }
  return result;
}

function squareWinner(x: Float32Array, first: number, channels: number, width: number, size: number): number {
  let best = first;
  for (let i = 1; i < size * size; i++) {
    const index = first + (Math.floor(i / size) * width + (i % size)) * channels;
    if (beats(x[index] as number, x[best] as number)) best = index;
  }
  return best;
}

function beats(value: number, best: number): boolean {
  return value > best || (Number.isNaN(value) && !Number.isNaN(best));
}
