/**
 * Windows over images, as copies: patches of every window as rows (kernel row, kernel column, channel), and back as a sum.
 * Images are [batch, height, width, channels]; beyond their edges lie zeros.
 */
import { windowsAlong } from '../../models/windows.js';
import { emptyLike } from './stored.js';
import type { Elements } from './tensor.js';

/** As ops over windows have it. */
export interface WindowDims {
  readonly images: number;
  readonly height: number;
  readonly width: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation?: number;
}

/** Height and width of the images of windows. */
export function sidesOf(dims: WindowDims): readonly [number, number] {
  return [windowsAlong(dims.height, dims), windowsAlong(dims.width, dims)];
}

/** Calls `visit` for every place of every window that lies inside its image: numbers of window, place and pixel. */
export function forEachTap(dims: WindowDims, visit: (window: number, tap: number, pixel: number) => void): void {
  const { images, height, width, kernel, stride, padding, dilation = 1 } = dims;
  const [rows, columns] = sidesOf(dims);
  for (let window = 0; window < images * rows * columns; window++) {
    const left = (window % columns) * stride - padding;
    const top = (Math.floor(window / columns) % rows) * stride - padding;
    const image = Math.floor(window / (rows * columns)) * height * width;
    for (let tap = 0; tap < kernel * kernel; tap++) {
      const y = top + Math.floor(tap / kernel) * dilation;
      const x = left + (tap % kernel) * dilation;
      if (y < 0 || y >= height || x < 0 || x >= width) continue;
      visit(window, tap, image + y * width + x);
    }
  }
}

/** Channels `from` to `from + taken` of images that have `channels`. */
export interface ChannelRange {
  readonly channels: number;
  readonly from: number;
  readonly taken: number;
}

/** A row a window: kernel² places of the taken channels; padding is the code of zero. */
export function gatherPatches(input: Elements, dims: WindowDims, { channels, from, taken }: ChannelRange): Elements {
  const [rows, columns] = sidesOf(dims);
  const taps = dims.kernel * dims.kernel;
  const output = emptyLike(input, dims.images * rows * columns * taps * taken);
  forEachTap(dims, (window, tap, pixel) => {
    const [to, at] = [(window * taps + tap) * taken, pixel * channels + from];
    for (let c = 0; c < taken; c++) output[to + c] = input[at + c] as number;
  });
  return output;
}

/** Adds what every patch holds of a pixel to `sums`, in the order of windows and places. */
export function scatterPatches(
  sums: Float32Array,
  patches: Float32Array,
  dims: WindowDims,
  { channels, from, taken }: ChannelRange,
): void {
  const taps = dims.kernel * dims.kernel;
  forEachTap(dims, (window, tap, pixel) => {
    const [at, to] = [(window * taps + tap) * taken, pixel * channels + from];
    for (let c = 0; c < taken; c++) sums[to + c] = (sums[to + c] as number) + (patches[at + c] as number);
  });
}
