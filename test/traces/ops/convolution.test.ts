/** Convolutions of small whole numbers, exact in float16, against sums written out place by place. */
import { describe, expect, it } from 'vitest';
import { type ConvolutionDims, convolution } from '../../../traces/ops/convolution.js';
import { contextOf, PLACE, tensorOf, valuesIn } from './on-values.js';

const plain = { images: 1, stride: 1, padding: 1, dilation: 1, groups: 1 };
const CASES: readonly ConvolutionDims[] = [
  { ...plain, height: 4, width: 6, inputChannels: 2, outputChannels: 3, kernel: 3 },
  { ...plain, images: 2, height: 3, width: 3, inputChannels: 3, outputChannels: 2, kernel: 1, padding: 0 },
  { ...plain, height: 7, width: 5, inputChannels: 1, outputChannels: 2, kernel: 3, stride: 2 },
  { ...plain, height: 8, width: 8, inputChannels: 2, outputChannels: 1, kernel: 4, stride: 4, padding: 0 },
  { ...plain, height: 5, width: 6, inputChannels: 2, outputChannels: 2, kernel: 3, padding: 2, dilation: 2 },
  { ...plain, images: 2, height: 4, width: 4, inputChannels: 4, outputChannels: 6, kernel: 3, groups: 2 },
  { ...plain, height: 5, width: 5, inputChannels: 3, outputChannels: 3, kernel: 3, stride: 2, groups: 3 },
];

/** Calls `visit` with the indices in x, w and y of every product. */
function forEachProduct(dims: ConvolutionDims, visit: (x: number, w: number, y: number) => void): [number, number] {
  const { images, height, width, inputChannels, outputChannels, kernel, stride, padding, dilation, groups } = dims;
  const side = (length: number) => Math.floor((length + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1;
  const [rows, columns, own] = [side(height), side(width), inputChannels / groups];
  for (let at = 0; at < images * rows * columns * outputChannels; at++) {
    const [o, place] = [at % outputChannels, Math.floor(at / outputChannels)];
    const [column, row, image] = [
      place % columns,
      Math.floor(place / columns) % rows,
      Math.floor(place / columns / rows),
    ];
    const first = Math.floor((o * groups) / outputChannels) * own;
    for (let tap = 0; tap < kernel * kernel * own; tap++) {
      const [c, kx, ky] = [tap % own, Math.floor(tap / own) % kernel, Math.floor(tap / own / kernel)];
      const [y, x] = [row * stride - padding + ky * dilation, column * stride - padding + kx * dilation];
      if (y < 0 || y >= height || x < 0 || x >= width) continue;
      visit(((image * height + y) * width + x) * inputChannels + first + c, tap * outputChannels + o, at);
    }
  }
  return [rows, columns];
}

/** −3 … 3, the same for the same seed. */
function numbers(count: number, seed: number): number[] {
  return Array.from({ length: count }, (_, i) => ((i * 37 + seed * 11) % 7) - 3);
}

describe.each(CASES)('%j', (dims) => {
  const context = contextOf('float16');
  const { images, height, width, inputChannels, outputChannels, kernel, groups } = dims;
  const sides = forEachProduct(dims, () => undefined);
  const shapes = {
    x: [images, height, width, inputChannels],
    w: [(kernel * kernel * inputChannels) / groups, outputChannels],
    y: [images, ...sides, outputChannels],
  };
  const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
  const [x, w, dy] = [numbers(sizeOf(shapes.x), 1), numbers(sizeOf(shapes.w), 2), numbers(sizeOf(shapes.y), 3)];
  const tensor = (name: 'x' | 'w' | 'y', values: number[]) => tensorOf(context, name, shapes[name], values);
  const sums = (name: 'x' | 'w' | 'y', of: (x: number, w: number, y: number) => [number, number]) => {
    const result = new Array<number>(sizeOf(shapes[name])).fill(0);
    forEachProduct(dims, (i, j, at) => {
      const [to, value] = of(i, j, at);
      result[to] = (result[to] ?? 0) + value;
    });
    return result;
  };
  // +0 where −0 would be.
  const plainly = (values: readonly number[]) => values.map((value) => value + 0);

  it('forward', () => {
    const parts = { name: 'y', role: 'activation', direction: 'forward', dims } as const;
    const y = convolution(context, PLACE, parts, [tensor('x', x), tensor('w', w)]);
    expect(y.shape).toEqual(shapes.y);
    expect(plainly(valuesIn(y))).toEqual(sums('y', (i, j, at) => [at, (x[i] ?? 0) * (w[j] ?? 0)]));
  });

  it('dgrad', () => {
    const parts = { name: 'dx', role: 'dx', direction: 'dgrad', dims } as const;
    const dx = convolution(context, PLACE, parts, [tensor('y', dy), tensor('w', w)]);
    expect(dx.shape).toEqual(shapes.x);
    expect(plainly(valuesIn(dx))).toEqual(sums('x', (i, j, at) => [i, (dy[at] ?? 0) * (w[j] ?? 0)]));
  });

  it('wgrad', () => {
    const parts = { name: 'dw', role: 'dw', direction: 'wgrad', dims } as const;
    const dw = convolution(context, PLACE, parts, [tensor('x', x), tensor('y', dy)]);
    expect(dw.shape).toEqual(shapes.w);
    expect(plainly(valuesIn(dw))).toEqual(sums('w', (i, j, at) => [j, (x[i] ?? 0) * (dy[at] ?? 0)]));
  });
});

describe('dgrad adds the shares of windows in float32 and rounds once', () => {
  const dims = { ...plain, height: 1, width: 3, inputChannels: 1, outputChannels: 1, kernel: 3 };
  const dx = (dy: readonly number[], middle: readonly number[]) => {
    const context = contextOf('float16');
    const w = tensorOf(context, 'w', [9, 1], [0, 0, 0, ...middle, 0, 0, 0]);
    const parts = { name: 'dx', role: 'dx', direction: 'dgrad', dims } as const;
    return valuesIn(convolution(context, PLACE, parts, [tensorOf(context, 'dy', [1, 1, 3, 1], dy), w]));
  };

  it('2048 + 1 + 1 is 2050, as it would not be after each sum', () => {
    // Window 1 sees the middle on its right, window 2 itself, window 3 on its left.
    expect(dx([2048, 1, 1], [1, 1, 1])[1]).toBe(2050);
  });

  it('beyond the largest value is infinite; NaN stays', () => {
    expect(dx([60000, 60000, 0], [0, 1, 1])[1]).toBe(Number.POSITIVE_INFINITY);
    expect(dx([Number.NaN, 0, 0], [1, 1, 1])[0]).toBeNaN();
  });
});
