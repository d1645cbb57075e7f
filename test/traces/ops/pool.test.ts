/** Max-pooling and its gradient on a 4 × 6 image of two channels, square by square. */
import { describe, expect, it } from 'vitest';
import { pool } from '../../../traces/ops/pool.js';
import { contextOf, PLACE, tensorOf, valuesIn } from './on-values.js';

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

describe.each(['float16', 'bfloat16', 'float32'] as const)('in %s', (storage) => {
  const context = contextOf(storage);
  const squares = (shape: readonly number[], size: number) => {
    const [images, height, width, channels] = shape as [number, number, number, number];
    return { images, height, width, channels, kernel: size, stride: size, padding: 0 };
  };
  const pooled = (shape: readonly number[], values: readonly number[], size: number) => {
    const parts = { name: 'y', function: 'max', dims: squares(shape, size) } as const;
    return valuesIn(pool(context, PLACE, parts, [tensorOf(context, 'x', shape, values)]));
  };
  const sentBack = (shape: readonly number[], values: readonly number[], dy: readonly number[], size: number) => {
    const [batch, height, width, channels] = shape as [number, number, number, number];
    const gradient = tensorOf(context, 'dy', [batch, height / size, width / size, channels], dy);
    const parts = { name: 'dx', function: 'max-backward', dims: squares(shape, size) } as const;
    return valuesIn(pool(context, PLACE, parts, [tensorOf(context, 'x', shape, values), gradient]));
  };

  // Rows of six pixels; two channels beside each other in a pixel, the second 100 minus the first.
  const first = [
    ...[1, 2, 3, 4, 5, 6],
    ...[7, 8, 9, 10, 11, 12],
    ...[24, 23, 22, 21, 20, 19],
    ...[13, 14, 15, 16, 17, 18],
  ];
  const image = first.flatMap((value) => [value, 100 - value]);

  it('takes the largest of each square, channel by channel', () => {
    expect(pooled([1, 4, 6, 2], image, 2)).toEqual([8, 99, 10, 97, 12, 95, 24, 87, 22, 85, 20, 83]);
  });

  it('sends each gradient to the element that won', () => {
    const dy = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
    const dx = sentBack([1, 4, 6, 2], image, dy, 2);
    const at = (row: number, column: number, channel: number) => dx[(row * 6 + column) * 2 + channel];
    // 8 and its kind are second in the second row, 99 and its kind first in the first; 24 … and 87 … alike below.
    expect([at(1, 1, 0), at(1, 3, 0), at(1, 5, 0), at(2, 0, 0), at(2, 2, 0), at(2, 4, 0)]).toEqual([1, 3, 5, 7, 9, 11]);
    expect([at(0, 0, 1), at(0, 2, 1), at(0, 4, 1), at(3, 0, 1), at(3, 2, 1), at(3, 4, 1)]).toEqual([
      2, 4, 6, 8, 10, 12,
    ]);
    expect(dx.filter((value) => value !== 0)).toHaveLength(12);
  });

  it('two images are two images', () => {
    expect(pooled([2, 2, 2, 1], [1, 4, 3, 2, 8, 6, 7, 5], 2)).toEqual([4, 8]);
    expect(sentBack([2, 2, 2, 1], [1, 4, 3, 2, 8, 6, 7, 5], [9, -9], 2)).toEqual([0, 9, 0, 0, -9, 0, 0, 0]);
  });

  it('squares of three', () => {
    expect(pooled([1, 3, 3, 1], [1, 2, 3, 4, 5, 6, 9, 8, 7], 3)).toEqual([9]);
    expect(sentBack([1, 3, 3, 1], [1, 2, 3, 4, 5, 6, 9, 8, 7], [2], 3)).toEqual([0, 0, 0, 0, 0, 0, 2, 0, 0]);
  });

  it('the first of equals wins, and zeros of two signs are equal', () => {
    expect(sentBack([1, 2, 2, 1], [5, 5, 5, 5], [3], 2)).toEqual([3, 0, 0, 0]);
    expect(pooled([1, 2, 2, 1], [-0, 0, -0, 0], 2)).toEqual([-0]);
    expect(pooled([1, 2, 2, 1], [0, -0, -1, -2], 2)).toEqual([0]);
  });

  it('NaN wins its square wherever it stands, and the first NaN', () => {
    expect(pooled([1, 2, 2, 1], [1, inf, nan, 2], 2)).toEqual([nan]);
    expect(sentBack([1, 2, 2, 1], [1, nan, inf, nan], [3], 2)).toEqual([0, 3, 0, 0]);
    expect(sentBack([1, 2, 2, 1], [nan, 1, 2, 3], [3], 2)).toEqual([3, 0, 0, 0]);
    expect(pooled([1, 2, 2, 1], [-inf, -inf, -3, -inf], 2)).toEqual([-3]);
  });
});
