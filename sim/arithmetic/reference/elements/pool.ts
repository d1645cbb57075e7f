/** Pooling over windows, place by place, and its gradients. */
import type { PoolFunction } from '../../../../records/trace/op.js';
import { type Elements, emptyLike, type PoolRequest, type StoredElements, windowsIn } from '../../elements.js';
import { valuesOfCodes } from './values.js';
import { forEachTap } from './windows.js';

type PoolDims = PoolRequest['dims'];

/** Results as values, or as codes where a function passes codes on. */
type Results = { readonly values: Float32Array } | { readonly codes: Elements };

const FUNCTIONS: Readonly<
  Record<PoolFunction, (inputs: readonly [StoredElements, StoredElements], dims: PoolDims) => Results>
> = {
  max: ([x], dims) => {
    const { codes } = x;
    const indices = winners(valuesOf(x), dims);
    const results = emptyLike(codes, indices.length);
    for (let i = 0; i < indices.length; i++) results[i] = codes[indices[i] as number] as number;
    return { codes: results };
  },
  'max-backward': ([x, dy], dims) => {
    const indices = winners(valuesOf(x), dims);
    if (dims.kernel > dims.stride) return { values: summedAt(indices, valuesOf(dy), elementsIn(dims)) };
    const { codes: gradients } = dy;
    const results = emptyLike(gradients, elementsIn(dims));
    for (let i = 0; i < indices.length; i++) results[indices[i] as number] = gradients[i] as number;
    return { codes: results };
  },
  average: ([x], dims) => {
    const [values, { channels, kernel }] = [valuesOf(x), dims];
    const sums = new Float32Array(elementsOut(dims));
    forEachTap(dims, (window, _tap, pixel) => {
      for (let c = 0; c < channels; c++) {
        const to = window * channels + c;
        sums[to] = (sums[to] as number) + (values[pixel * channels + c] as number);
      }
    });
    return { values: sums.map((sum) => sum / (kernel * kernel)) };
  },
  'average-backward': ([dy], dims) => {
    const [gradients, { channels, kernel }] = [valuesOf(dy), dims];
    const sums = new Float32Array(elementsIn(dims));
    forEachTap(dims, (window, _tap, pixel) => {
      for (let c = 0; c < channels; c++) {
        const to = pixel * channels + c;
        sums[to] = (sums[to] as number) + (gradients[window * channels + c] as number) / (kernel * kernel);
      }
    });
    return { values: sums };
  },
};

export function pooled({ function: applied, inputs, dims }: PoolRequest): Results {
  return FUNCTIONS[applied](inputs as unknown as readonly [StoredElements, StoredElements], dims);
}

function valuesOf({ codes, format }: StoredElements): Float32Array {
  return valuesOfCodes(codes, format);
}

function elementsIn({ images, height, width, channels }: PoolDims): number {
  return images * height * width * channels;
}

function elementsOut(dims: PoolDims): number {
  return windowsIn(dims) * dims.channels;
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
