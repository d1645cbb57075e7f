/**
 * A product as sums along lines: an output is the sum of a row of the left operand times a column of the right one. Rows
 * and columns are places in the operands' row-major codes, so a convolution in any direction is read without unfolding it.
 */
import type { OpOf } from '../../records/trace/op.js';
import { sidesOf } from '../../sim/arithmetic/elements.js';

export type ProductOp = OpOf<'gemm'> | OpOf<'convolution'>;

/** One of the equal products that an op is: a matrix of a batch, a group of a convolution. */
export interface ProductPart {
  readonly rows: number;
  readonly columns: number;
  /** Places in the left operand along a row; −1 where a window reaches beyond the edge, which is a zero. */
  readonly row: (row: number) => Int32Array;
  /** Places in the right operand along a column. */
  readonly column: (column: number) => Int32Array;
  /** Place of an output. */
  readonly output: (row: number, column: number) => number;
  /** Terms of a row that the unit sums before float32 does: all, or a window's share in a convolution's dgrad. */
  readonly share: number;
  /** Of the shares of a row their windows, in whose order float32 adds them; −1 for none. */
  readonly windows?: (row: number) => Int32Array;
}

export function productParts(op: ProductOp): ProductPart[] {
  if (op.kind === 'gemm') return Array.from({ length: op.dims.batch }, (_, at) => matrixPart(op.dims, at));
  return Array.from({ length: op.dims.groups }, (_, group) => CONVOLUTIONS[op.attributes.direction](op.dims, group));
}

function matrixPart({ m, n, k }: OpOf<'gemm'>['dims'], at: number): ProductPart {
  return {
    ...{ rows: m, columns: n, share: k },
    row: (row) => placesOf(k, (i) => (at * m + row) * k + i),
    column: (column) => placesOf(k, (i) => (at * k + i) * n + column),
    output: (row, column) => (at * m + row) * n + column,
  };
}

type Dims = OpOf<'convolution'>['dims'];

/** [B, H, W, C] · [taps · C ÷ groups, O] → [B, H', W', O]. */
function forwardPart(dims: Dims, group: number): ProductPart {
  const { inputChannels, outputChannels, groups, kernel } = dims;
  const [taken, made] = [inputChannels / groups, outputChannels / groups];
  const taps = kernel ** 2;
  const [rows, columns] = sidesOf(dims);
  return {
    ...{ rows: dims.images * rows * columns, columns: made, share: taps * taken },
    row: (window) =>
      spread(taps, taken, (tap) => {
        const pixel = pixelOf(dims, window, tap);
        return pixel === -1 ? -1 : pixel * inputChannels + group * taken;
      }),
    column: (column) => placesOf(taps * taken, (feature) => feature * outputChannels + group * made + column),
    output: (window, column) => window * outputChannels + group * made + column,
  };
}

/** Pixels of x against output channels of each tap. */
function dgradPart(dims: Dims, group: number): ProductPart {
  const { inputChannels, outputChannels, groups, kernel, images, height, width } = dims;
  const [taken, made] = [inputChannels / groups, outputChannels / groups];
  const taps = kernel ** 2;
  const windows = (pixel: number) => placesOf(taps, (tap) => windowOf(dims, pixel, tap));
  return {
    ...{ rows: images * height * width, columns: taken, share: made, windows },
    row: (pixel) => {
      const reached = windows(pixel);
      return spread(taps, made, (tap) => {
        const window = reached[tap] as number;
        return window === -1 ? -1 : window * outputChannels + group * made;
      });
    },
    column: (channel) => spread(taps, made, (tap) => (tap * taken + channel) * outputChannels + group * made),
    output: (pixel, channel) => pixel * inputChannels + group * taken + channel,
  };
}

/** Features of x against output channels, over all windows. */
function wgradPart(dims: Dims, group: number): ProductPart {
  const { inputChannels, outputChannels, groups, kernel, images } = dims;
  const [taken, made] = [inputChannels / groups, outputChannels / groups];
  const [rows, columns] = sidesOf(dims);
  const windows = images * rows * columns;
  return {
    ...{ rows: kernel ** 2 * taken, columns: made, share: windows },
    row: (feature) => {
      const [tap, channel] = [Math.floor(feature / taken), feature % taken];
      const places = pixelsOf(dims, tap);
      for (let i = 0; i < windows; i++) {
        const pixel = places[i] as number;
        if (pixel !== -1) places[i] = pixel * inputChannels + group * taken + channel;
      }
      return places;
    },
    column: (column) => placesOf(windows, (window) => window * outputChannels + group * made + column),
    output: (feature, column) => feature * outputChannels + group * made + column,
  };
}

const CONVOLUTIONS = { forward: forwardPart, dgrad: dgradPart, wgrad: wgradPart } as const;

/** By loop: `from` asks an iterator for each, which takes ten times as long. */
function placesOf(length: number, place: (i: number) => number): Int32Array {
  const places = new Int32Array(length);
  for (let i = 0; i < length; i++) places[i] = place(i);
  return places;
}

/** `length` places side by side for each tap, from where `start` says. */
function spread(taps: number, length: number, start: (tap: number) => number): Int32Array {
  const places = new Int32Array(taps * length);
  for (let tap = 0; tap < taps; tap++) {
    const from = start(tap);
    for (let i = 0; i < length; i++) places[tap * length + i] = from === -1 ? -1 : from + i;
  }
  return places;
}

/** The pixel that each window reads at a tap, of all images; −1 beyond the edge. */
function pixelsOf(dims: Dims, tap: number): Int32Array {
  const { images, height, width, stride, padding, dilation, kernel } = dims;
  const [rows, columns] = sidesOf(dims);
  const [down, across] = [Math.floor(tap / kernel) * dilation - padding, (tap % kernel) * dilation - padding];
  const pixels = new Int32Array(images * rows * columns);
  for (let line = 0; line < images * rows; line++) {
    const y = (line % rows) * stride + down;
    const start = (Math.floor(line / rows) * height + y) * width;
    for (let column = 0; column < columns; column++) {
      const x = column * stride + across;
      const isInside = y >= 0 && y < height && x >= 0 && x < width;
      pixels[line * columns + column] = isInside ? start + x : -1;
    }
  }
  return pixels;
}

/** The pixel that a window reads at a tap; −1 beyond the edge. */
function pixelOf(dims: Dims, window: number, tap: number): number {
  const { height, width, stride, padding, dilation, kernel } = dims;
  const [rows, columns] = sidesOf(dims);
  const y = (Math.floor(window / columns) % rows) * stride - padding + Math.floor(tap / kernel) * dilation;
  const x = (window % columns) * stride - padding + (tap % kernel) * dilation;
  if (y < 0 || y >= height || x < 0 || x >= width) return -1;
  return (Math.floor(window / (rows * columns)) * height + y) * width + x;
}

/** The window that reads a pixel at a tap; −1 where none does. */
function windowOf(dims: Dims, pixel: number, tap: number): number {
  const { height, width, stride, padding, dilation, kernel } = dims;
  const [rows, columns] = sidesOf(dims);
  const row = ((Math.floor(pixel / width) % height) + padding - Math.floor(tap / kernel) * dilation) / stride;
  const column = ((pixel % width) + padding - (tap % kernel) * dilation) / stride;
  const inside = (at: number, length: number) => Number.isInteger(at) && at >= 0 && at < length;
  if (!inside(row, rows) || !inside(column, columns)) return -1;
  return (Math.floor(pixel / (height * width)) * rows + row) * columns + column;
}
/** Terms of an output's sum. */
export function depthOf(op: ProductOp): number {
  if (op.kind === 'gemm') return op.dims.k;
  const { dims, attributes } = op;
  const taps = dims.kernel ** 2;
  const [rows, columns] = sidesOf(dims);
  switch (attributes.direction) {
    case 'forward':
      return (taps * dims.inputChannels) / dims.groups;
    case 'dgrad':
      return (taps * dims.outputChannels) / dims.groups;
    case 'wgrad':
      return dims.images * rows * columns;
  }
}
