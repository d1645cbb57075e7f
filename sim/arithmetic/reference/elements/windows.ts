/**
 * Windows over images, as copies: patches of every window as rows (kernel row, kernel column, channel), and back as a sum.
 * Images are [batch, height, width, channels]; beyond their edges lie zeros.
 */
import {
  type Elements,
  emptyLike,
  type GatherRequest,
  type ScatterRequest,
  sidesOf,
  type WindowDims,
  windowsIn,
} from '../../elements.js';
import { valuesOfCodes } from './values.js';

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

/** A row a window: kernel² places of the taken channels; padding is the code of zero. */
export function gathered({ images, dims, range: { channels, from, taken } }: GatherRequest): Elements {
  const taps = dims.kernel * dims.kernel;
  const output = emptyLike(images, windowsIn(dims) * taps * taken);
  forEachTap(dims, (window, tap, pixel) => {
    const [to, at] = [(window * taps + tap) * taken, pixel * channels + from];
    for (let c = 0; c < taken; c++) output[to + c] = images[at + c] as number;
  });
  return output;
}

/** Sums of what every patch holds of a pixel, in the order of windows and places. */
export function scattered({ groups, format, dims }: ScatterRequest): Float32Array {
  const { images, height, width, channels, kernel } = dims;
  const [taps, taken] = [kernel * kernel, channels / groups.length];
  const sums = new Float32Array(images * height * width * channels);
  for (const [group, codes] of groups.entries()) {
    const patches = valuesOfCodes(codes, format);
    forEachTap(dims, (window, tap, pixel) => {
      const [at, to] = [(window * taps + tap) * taken, pixel * channels + group * taken];
      for (let c = 0; c < taken; c++) sums[to + c] = (sums[to + c] as number) + (patches[at + c] as number);
    });
  }
  return sums;
}
