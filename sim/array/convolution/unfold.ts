/**
 * A convolution's operands as the operands of the product that it is: windows as rows, zeros where they reach beyond the
 * edge. For what depends on operands alone (activity); nothing is laid out so on the chip.
 * Images are [image, row, column, channel], weights [kernel row, kernel column, channel of the group, output].
 */
import { windowsAlong } from '../../../models/windows.js';
import type { OpOf } from '../../../records/trace/op.js';
import type { Codes } from '../../arithmetic/codes.js';

type Convolution = OpOf<'convolution'>;

/** m × n × k of the product of one group. */
export interface UnfoldedSizes {
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

export interface UnfoldedOperands extends UnfoldedSizes {
  readonly left: Codes;
  readonly right: Codes;
}

export function unfoldedSizes({ dims, attributes }: Convolution): UnfoldedSizes {
  const { images, height, width, kernel, groups } = dims;
  const [inputs, outputs] = [dims.inputChannels / groups, dims.outputChannels / groups];
  const taps = kernel * kernel;
  const windows = images * windowsAlong(height, dims) * windowsAlong(width, dims);
  switch (attributes.direction) {
    case 'forward':
      return { m: windows, n: outputs, k: taps * inputs };
    case 'dgrad':
      return { m: images * height * width, n: inputs, k: taps * outputs };
    case 'wgrad':
      return { m: taps * inputs, n: outputs, k: windows };
  }
}

/** @param group from 0 @param a @param b codes of the op's inputs, in their order */
export function unfoldedOperands(op: Convolution, group: number, a: Codes, b: Codes): UnfoldedOperands {
  const { dims, attributes } = op;
  const { groups } = dims;
  const [inputs, outputs] = [dims.inputChannels / groups, dims.outputChannels / groups];
  const sizes = unfoldedSizes(op);
  const inputChannels = { all: dims.inputChannels, from: group * inputs, count: inputs };
  const outputChannels = { all: dims.outputChannels, from: group * outputs, count: outputs };
  switch (attributes.direction) {
    case 'forward':
      return { ...sizes, left: windowRows(op, a, inputChannels), right: columnsOf(b, outputChannels) };
    case 'dgrad':
      return { ...sizes, left: reachedRows(op, a, outputChannels), right: turnedWeights(op, b, outputChannels) };
    case 'wgrad':
      return {
        ...sizes,
        left: transposed(windowRows(op, a, inputChannels), sizes.m),
        right: columnsOf(b, outputChannels),
      };
  }
}

/** Channels of a group among all. */
interface Channels {
  readonly all: number;
  readonly from: number;
  readonly count: number;
}

/** A row for each window: its taps, each the channels of the element that it reads. */
function windowRows({ dims }: Convolution, x: Codes, channels: Channels): Codes {
  const { height, width, stride, padding, dilation } = dims;
  const across = windowsAlong(width, dims);
  return tapRows(
    dims,
    [windowsAlong(height, dims), across],
    x,
    channels,
    (window, tap, length) => {
      const at = window * stride - padding + tap * dilation;
      return at >= 0 && at < length ? at : undefined;
    },
    [height, width],
  );
}

/** A row for each element of the image: its taps, each the channels of the window that reads it there. */
function reachedRows({ dims }: Convolution, dy: Codes, channels: Channels): Codes {
  const { height, width, stride, padding, dilation } = dims;
  const windows: [number, number] = [windowsAlong(height, dims), windowsAlong(width, dims)];
  return tapRows(
    dims,
    [height, width],
    dy,
    channels,
    (element, tap, length) => {
      const at = (element + padding - tap * dilation) / stride;
      return Number.isInteger(at) && at >= 0 && at < length ? at : undefined;
    },
    windows,
  );
}

/**
 * @param rows lines and columns of what has a row each @param read lines and columns of the image that is read
 * @param source where a tap of a row reads along one axis; undefined where it reads a zero
 */
function tapRows(
  { images, kernel }: Convolution['dims'],
  [lines, columns]: readonly [number, number],
  image: Codes,
  { all, from, count }: Channels,
  source: (row: number, tap: number, length: number) => number | undefined,
  [height, width]: readonly [number, number],
): Codes {
  const result = image.slice(0, 0);
  const unfolded = new (result.constructor as new (length: number) => Codes)(
    images * lines * columns * kernel ** 2 * count,
  );
  let at = 0;
  for (let index = 0; index < images * lines * columns; index++) {
    const column = index % columns;
    const line = Math.floor(index / columns) % lines;
    const first = Math.floor(index / columns / lines) * height;
    for (let tap = 0; tap < kernel ** 2; tap++) {
      const y = source(line, Math.floor(tap / kernel), height);
      const x = source(column, tap % kernel, width);
      if (y !== undefined && x !== undefined) {
        const start = ((first + y) * width + x) * all + from;
        unfolded.set(image.subarray(start, start + count), at);
      }
      at += count;
    }
  }
  return unfolded;
}

/** The columns of a group, of rows of all. */
function columnsOf(matrix: Codes, { all, from, count }: Channels): Codes {
  if (count === all) return matrix;
  const rows = matrix.length / all;
  const result = matrix.slice(0, rows * count);
  for (let row = 0; row < rows; row++) {
    result.set(matrix.subarray(row * all + from, row * all + from + count), row * count);
  }
  return result;
}

/** [tap, input, output] → [tap, output, input]. */
function turnedWeights({ dims }: Convolution, w: Codes, outputs: Channels): Codes {
  const inputs = dims.inputChannels / dims.groups;
  const own = columnsOf(w, outputs);
  const size = inputs * outputs.count;
  const result = own.slice();
  for (let tap = 0; tap < dims.kernel ** 2; tap++) {
    result.set(transposed(own.subarray(tap * size, (tap + 1) * size), outputs.count), tap * size);
  }
  return result;
}

function transposed(matrix: Codes, columns: number): Codes {
  const rows = matrix.length / columns;
  const result = matrix.slice();
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      result[column * rows + row] = matrix[row * columns + column] as number;
    }
  }
  return result;
}
