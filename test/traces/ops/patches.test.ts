/** Patches of a 2 × 3 image and back, place by place. */
import { describe, expect, it } from 'vitest';
import { col2im, im2col } from '../../../traces/ops/patches.js';
import { contextOf, PLACE, tensorOf, valuesIn } from './on-values.js';

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

describe('im2col', () => {
  const context = contextOf('float16');
  const rows = (shape: readonly number[], values: readonly number[], kernel: number, format = 'float16') => {
    const x = tensorOf(context, 'x', shape, values, { format });
    const patches = im2col(context, PLACE, { name: 'p', role: 'activation' }, x, kernel);
    const [count, columns] = patches.shape as [number, number];
    const list = valuesIn(patches);
    return Array.from({ length: count }, (_, row) => list.slice(row * columns, (row + 1) * columns));
  };

  it('a row a pixel: its neighbours row by row, zeros beyond the edge', () => {
    // 1 2 3
    // 4 5 6
    expect(rows([1, 2, 3, 1], [1, 2, 3, 4, 5, 6], 3)).toEqual([
      [0, 0, 0, 0, 1, 2, 0, 4, 5],
      [0, 0, 0, 1, 2, 3, 4, 5, 6],
      [0, 0, 0, 2, 3, 0, 5, 6, 0],
      [0, 1, 2, 0, 4, 5, 0, 0, 0],
      [1, 2, 3, 4, 5, 6, 0, 0, 0],
      [2, 3, 0, 5, 6, 0, 0, 0, 0],
    ]);
  });

  it('channels stand together within a neighbour, images apart', () => {
    expect(rows([2, 1, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8], 3)).toEqual([
      [0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 0, 0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0, 0, 0, 0, 5, 6, 7, 8, 0, 0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0, 0, 5, 6, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0],
    ]);
  });

  it('a kernel of one is the image, of five reaches two beyond', () => {
    expect(rows([1, 1, 3, 1], [1, 2, 3], 1)).toEqual([[1], [2], [3]]);
    expect(rows([1, 1, 3, 1], [1, 2, 3], 5)[0]?.slice(10, 15)).toEqual([0, 0, 1, 2, 3]);
  });

  it('moves codes of any format as they are, NaN and −0 too', () => {
    expect(rows([1, 1, 2, 1], [-0, nan], 1)).toEqual([[-0], [nan]]);
    expect(rows([1, 1, 2, 1], [1.75, nan], 1, 'float8_e4m3fnuz')).toEqual([[1.75], [nan]]);
  });
});

describe('col2im', () => {
  const image = (
    storage: 'float16' | 'float32',
    shape: readonly number[],
    patches: readonly number[],
    kernel: number,
  ) => {
    const context = contextOf(storage);
    const [batch, height, width, channels] = shape as [number, number, number, number];
    const rows = batch * height * width;
    const tensor = tensorOf(context, 'p', [rows, kernel * kernel * channels], patches);
    return valuesIn(col2im(context, PLACE, 'dx', tensor, { image: shape, kernel }));
  };

  it('adds to each pixel what every patch holds of it', () => {
    // A row of three pixels: rows 1–3 hold (left, self, right) in the middle of nine; others lie beyond the edge.
    const middle = (left: number, self: number, right: number) => [9, 9, 9, left, self, right, 9, 9, 9];
    const patches = [...middle(9, 1, 2), ...middle(10, 20, 30), ...middle(100, 200, 9)];
    expect(image('float32', [1, 1, 3, 1], patches, 3)).toEqual([1 + 10, 2 + 20 + 100, 30 + 200]);
  });

  it('is im2col turned round: a sum of patches has every pixel as often as it is seen', () => {
    // All ones: corners of 3 × 4 are seen by four patches, edges by six, the middle by nine; both channels alike.
    const counts = [4, 6, 6, 4, 6, 9, 9, 6, 4, 6, 6, 4].flatMap((count) => [count, count]);
    expect(image('float16', [1, 3, 4, 2], new Array<number>(12 * 18).fill(1), 3)).toEqual(counts);
  });

  it('sums in float32 in the order of patches and rounds once', () => {
    const middle = (left: number, self: number, right: number) => [0, 0, 0, left, self, right, 0, 0, 0];
    // The middle pixel: 2048 + 1 + 1 is 2050; rounded after each sum it would stay 2048.
    const exact = [...middle(0, 0, 2048), ...middle(0, 1, 0), ...middle(1, 0, 0)];
    expect(image('float16', [1, 1, 3, 1], exact, 3)).toEqual([0, 2050, 0]);
    // 2^25 + 1 − 2^25 in float32 is zero in this order, one in another.
    const order = [...middle(0, 0, 2 ** 25), ...middle(0, 1, 0), ...middle(-(2 ** 25), 0, 0)];
    expect(image('float32', [1, 1, 3, 1], order, 3)).toEqual([0, 0, 0]);
  });

  it('beyond the largest value is infinite; NaN stays', () => {
    const middle = (self: number) => [0, 0, 0, 0, self, 0, 0, 0, 0];
    const twice = [0, 0, 0, 0, 60000, 60000, 0, 0, 0, 0, 0, 0, 0, 60000, 0, 0, 0, 0];
    expect(image('float16', [1, 1, 2, 1], twice, 3)).toEqual([60000 - 16 + 16, inf]);
    expect(image('float16', [1, 1, 2, 1], [...middle(nan), ...middle(-inf)], 3)).toEqual([nan, -inf]);
  });
});
