/** What scales of groups cost a product on 24 tiles: by hand. */
import { describe, expect, it } from 'vitest';
import type { ProductScales } from '../../../records/trace/scales.js';
import { runLength, runOf, scaleCalls, scalesArriving, scaleTask } from '../../../sim/array/ops/dequantised.js';
import { closedForm } from '../../../sim/tile/kernels/closed-forms.js';
import { machine } from './op-contexts.js';

const a = { matrices: 1, groupRows: 1, groupColumns: 128, tensorScale: 'none', order: 'rows' } as const;
const b = { matrices: 1, groupRows: 128, groupColumns: 128, tensorScale: 'none', order: 'rows' } as const;
const scales: ProductScales = { appliedBy: 'register', a, b };

describe('1 × 128 times 128 × 128', () => {
  it('runs of k are 128, turned operands’ too', () => {
    expect(runLength(scales, 784)).toBe(128);
    expect(runLength(scales, 100)).toBe(100);
    expect(runOf({ ...a, groupRows: 128, groupColumns: 1, order: 'columns' }, 'left')).toEqual({
      lines: 1,
      depth: 128,
    });
    expect(runOf({ ...a, groupRows: 1, groupColumns: 128, order: 'columns' }, 'right')).toEqual({
      lines: 1,
      depth: 128,
    });
  });

  it('a tile’s 300 of k are three calls of its outputs, in pairs of 3 loads and a store', () => {
    expect(scaleCalls(scales, 300, 128)).toBe(3);
    const task = scaleTask(scales, 48);
    expect(task).toEqual({ kind: 'element-wise', operation: 'dequantise', elements: 48 });
    // 24 pairs, 4 a worker, of 4 slots; call 504.
    expect(closedForm(task as NonNullable<typeof task>, machine).cycles).toBe(504 + 6 * 4 * 4);
  });

  it('scales come to the tiles: of 8 rows and 300 of k 8 × 3, of 16 columns 1 × 3', () => {
    const left = { scales: a, side: 'left', lines: 8, k: 300, groups: 32 * 7, bytes: 4 } as const;
    const right = { scales: b, side: 'right', lines: 16, k: 300, groups: 7, bytes: 4 } as const;
    const { receivedBytesPerTile, sentBytes, receivedBytes } = scalesArriving([left, right], 4);
    expect(receivedBytesPerTile).toBe((8 * 3 + 3) * 4);
    expect(receivedBytes).toBe(4 * (8 * 3 + 3) * 4);
    expect(sentBytes).toBe((96 + 7) * 4);
  });
});

it('scales that the unit reads cost nothing more, but for the tensors’ own', () => {
  const inUnit: ProductScales = {
    appliedBy: 'unit',
    a: { ...a, groupColumns: 16 },
    b: { ...b, groupRows: 16, groupColumns: 1 },
  };
  expect(scaleTask(inUnit, 48)).toBeUndefined();
  const own = { ...inUnit, a: { ...a, groupColumns: 16, tensorScale: 'float32' } } as const;
  expect(scaleTask(own, 48)).toEqual({ kind: 'element-wise', operation: 'scale', elements: 96 });
  expect(scaleCalls(own, 300, 16)).toBe(1);
});
