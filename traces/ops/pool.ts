/**
 * Pooling over windows of images [batch, height, width, channels], and its gradients. Of the largest NaN wins its window,
 * and the first of equals; places beyond the edge never win. Means count them as zeros.
 */
import type { OpOf, PoolFunction } from '../../records/trace/op.js';
import type { Arithmetic } from './arithmetic.js';
import { emit, type Place, type StepContext } from './emit.js';
import { emptyLike, stored, valuesOf } from './stored.js';
import { codesOf, type Elements, type Tensor } from './tensor.js';
import { forEachTap, sidesOf } from './windows.js';

export type PoolDims = OpOf<'pool'>['dims'];

interface Request {
  readonly inputs: readonly Tensor[];
  readonly dims: PoolDims;
  /** Rounds float32 values into the output's format. */
  readonly store: (values: Float32Array) => Elements;
}

const FUNCTIONS: Readonly<Record<PoolFunction, (request: Request) => Elements>> = {
  max: ({ inputs: [x], dims }) => {
    const codes = codesOf(x as Tensor);
    const indices = winners(valuesOf(x as Tensor), dims);
    const results = emptyLike(codes, indices.length);
    for (let i = 0; i < indices.length; i++) results[i] = codes[indices[i] as number] as number;
    return results;
  },
  'max-backward': ({ inputs: [x, dy], dims, store }) => {
    const indices = winners(valuesOf(x as Tensor), dims);
    if (dims.kernel > dims.stride) return store(summedAt(indices, valuesOf(dy as Tensor), elementsIn(dims)));
    const gradients = codesOf(dy as Tensor);
    const results = emptyLike(gradients, elementsIn(dims));
    for (let i = 0; i < indices.length; i++) results[indices[i] as number] = gradients[i] as number;
    return results;
  },
  average: ({ inputs: [x], dims, store }) => {
    const [values, { channels, kernel }] = [valuesOf(x as Tensor), dims];
    const sums = new Float32Array(elementsOut(dims));
    forEachTap(dims, (window, _tap, pixel) => {
      for (let c = 0; c < channels; c++) {
        const to = window * channels + c;
        sums[to] = (sums[to] as number) + (values[pixel * channels + c] as number);
      }
    });
    return store(sums.map((sum) => sum / (kernel * kernel)));
  },
  'average-backward': ({ inputs: [dy], dims, store }) => {
    const [gradients, { channels, kernel }] = [valuesOf(dy as Tensor), dims];
    const sums = new Float32Array(elementsIn(dims));
    forEachTap(dims, (window, _tap, pixel) => {
      for (let c = 0; c < channels; c++) {
        const to = pixel * channels + c;
        sums[to] = (sums[to] as number) + (gradients[window * channels + c] as number) / (kernel * kernel);
      }
    });
    return store(sums);
  },
};

/** Output in the storage format: an image of windows, or of the input's size where it is a gradient. */
export function pool(
  context: StepContext,
  place: Place,
  {
    name,
    function: applied,
    dims,
  }: { readonly name: string; readonly function: PoolFunction; readonly dims: PoolDims },
  inputs: readonly [Tensor, ...Tensor[]],
): Tensor {
  const { storage } = context.recipe;
  const { images, height, width, channels } = dims;
  const isGradient = applied === 'max-backward' || applied === 'average-backward';
  const [role, sides] = isGradient ? (['dx', [height, width]] as const) : (['activation', sidesOf(dims)] as const);
  return emit(context, place, {
    kind: 'pool',
    inputs,
    output: { name, role, shape: [images, ...sides, channels], format: storage },
    dims,
    attributes: { function: applied },
    compute: (arithmetic: Arithmetic) => {
      const store = (values: Float32Array) => stored(arithmetic, values, storage, 'special');
      return { codes: FUNCTIONS[applied]({ inputs, dims, store }) };
    },
  });
}

function elementsIn({ images, height, width, channels }: PoolDims): number {
  return images * height * width * channels;
}

function elementsOut(dims: PoolDims): number {
  const [rows, columns] = sidesOf(dims);
  return dims.images * rows * columns * dims.channels;
}

/** Index in x of the winner of each window, in output order. */
function winners(x: Float32Array, dims: PoolDims): Uint32Array {
  const { channels } = dims;
  const result = new Uint32Array(elementsOut(dims));
  const found = new Uint8Array(result.length);
  forEachTap(dims, (window, _tap, pixel) => {
    for (let c = 0; c < channels; c++) {
      const [to, index] = [window * channels + c, pixel * channels + c];
      if (found[to] === 1 && !beats(x[index] as number, x[result[to] as number] as number)) continue;
      result[to] = index;
      found[to] = 1;
    }
  });
  return result;
}

/** Gradients added up where several windows have one winner. */
function summedAt(indices: Uint32Array, gradients: Float32Array, length: number): Float32Array {
  const sums = new Float32Array(length);
  for (let i = 0; i < indices.length; i++) {
    const to = indices[i] as number;
    sums[to] = (sums[to] as number) + (gradients[i] as number);
  }
  return sums;
}

function beats(value: number, best: number): boolean {
  return value > best || (Number.isNaN(value) && !Number.isNaN(best));
}
