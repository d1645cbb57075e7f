/** Casts, sums over rows, transposes and updates on values written out: what is rounded where, and how often. */
import { describe, expect, it } from 'vitest';
import { castOperand, castToStorage } from '../../../traces/ops/cast.js';
import { columnSum } from '../../../traces/ops/column-sum.js';
import type { StepContext } from '../../../traces/ops/emit.js';
import { gemm } from '../../../traces/ops/gemm.js';
import { transpose } from '../../../traces/ops/transpose.js';
import { type ApplyUpdate, type Parameter, update } from '../../../traces/ops/update.js';
import { contextOf, PLACE, tensorOf, valuesIn } from './on-values.js';

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

describe('a cast to an operand', () => {
  const fp8 = contextOf('float16', { activationBias: 10, weightBias: 12, gradientFormat: 'f152' }, 'fp8');
  const casts = (context: StepContext, role: 'activation' | 'weight' | 'dx' | 'dw', values: readonly number[]) => {
    const counted: object[] = [];
    const casting = { ...context, casts: { add: (...cast: unknown[]) => void counted.push(cast) } };
    const cast = castOperand(casting, PLACE, 'c', tensorOf(context, 'x', [values.length], values), role);
    return { values: valuesIn(cast), cast, counted };
  };

  it('rounds by the role’s format and scale, clips, and counts what it lost', () => {
    // f143 × 2^-2: steps of 2^-12 below 2^-9, largest 60; 2^-13 is half a step and goes to the even zero.
    const given = [1, 61, -1e4, inf, 2 ** -13, 3 * 2 ** -13, -(2 ** -14), 0, 1.0625, nan];
    const { values, cast, counted } = casts(fp8, 'activation', given);
    expect(values).toEqual([1, 60, -60, 60, 0, 2 ** -11, 0, 0, 1, nan]);
    expect(cast).toMatchObject({ format: 'float8_e4m3fnuz', scaleExponent: -2, role: 'activation' });
    const statistics = { underflow: 2, saturated: 3, nan: 1 };
    expect(cast.cast).toMatchObject(statistics);
    expect(counted).toEqual([
      [
        { layer: 'l', role: 'activation', format: 'float8_e4m3fnuz' },
        10,
        expect.objectContaining(statistics) as object,
      ],
    ]);
  });

  it('every role has its own', () => {
    expect(casts(fp8, 'weight', [15, 16]).values).toEqual([15, 15]);
    expect(casts(fp8, 'dx', [1.25, 1.125, 57344, 60000]).values).toEqual([1.25, 1, 57344, 57344]);
    expect(casts(fp8, 'dw', [1.375]).values).toEqual([1.5]);
  });

  it('is none where the tensor has the format already', () => {
    const { cast, counted } = casts(contextOf('float16'), 'weight', [1]);
    expect([cast.id, cast.role, counted]).toEqual(['0/l/x', 'weight', []]);
  });
});

describe('a cast to the storage format', () => {
  it.each([
    ['float16', [1 + 2 ** -11, 1 + 3 * 2 ** -11, 1e6, -1e6, 2 ** -25], [1, 1 + 2 ** -9, 65504, -65504, 0]],
    ['bfloat16', [1 + 2 ** -8, 1 + 3 * 2 ** -8, 1e6], [1, 1 + 2 ** -6, 999424]],
    ['float32', [1 + 2 ** -23, 1e6], [1 + 2 ** -23, 1e6]],
  ] as const)('%s: to nearest even, largest value beyond', (storage, values, expected) => {
    const context = contextOf(storage);
    const master = tensorOf(context, 'w', [values.length], values, { format: 'float32', role: 'state' });
    expect(valuesIn(castToStorage(context, PLACE, 's', master))).toEqual(expected);
  });

  it('takes scales along', () => {
    const context = contextOf('float32');
    const scaled = tensorOf(context, 'x', [2], [12, -0.75], { format: 'float8_e4m3fnuz', scaleExponent: -3 });
    expect(valuesIn(castToStorage(context, PLACE, 's', scaled))).toEqual([12, -0.75]);
  });
});

describe('a sum over rows', () => {
  it('is of each column, in float32, in the order of rows', () => {
    const context = contextOf('float16');
    const sum = (rows: number, values: readonly number[]) =>
      valuesIn(columnSum(context, PLACE, 'db', 'dw', tensorOf(context, 'x', [rows, values.length / rows], values)));
    expect(sum(3, [1, 2, 3, 4, 5, 6])).toEqual([9, 12]);
    expect(sum(2, [1, 2, 3, 4, 5, 6])).toEqual([5, 7, 9]);
    expect(sum(2, [-0, nan, inf, -0, 1, -inf])).toEqual([0, nan, nan]);
    // Beyond float16, which only the inputs are.
    expect(sum(2, [65504, 65504])).toEqual([131008]);
    const wide = contextOf('float32');
    const order = tensorOf(wide, 'x', [3, 1], [2 ** 24, 1, 1]);
    expect(valuesIn(columnSum(wide, PLACE, 'db', 'dw', order))).toEqual([2 ** 24]);
  });
});

it('a product of transposed matrices is that of their elements', () => {
  const context = contextOf('float16');
  const [a, b] = [
    tensorOf(context, 'a', [2, 3], [1, 2, 3, 4, 5, 6]),
    tensorOf(context, 'b', [2, 4], [1, 0, 2, 0, 0, 1, 0, 3]),
  ];
  // [3 × 2] · [2 × 4]: columns of a against columns of b.
  const product = gemm(context, PLACE, 'y', 'activation', transpose(context, PLACE, 'at', a), b);
  expect(product.shape).toEqual([3, 4]);
  expect(valuesIn(product)).toEqual([1, 4, 2, 12, 2, 5, 4, 15, 3, 6, 6, 18]);
  const twice = transpose(context, PLACE, 'att', transpose(context, PLACE, 'at2', a));
  expect(valuesIn(gemm(context, PLACE, 'y2', 'activation', transpose(context, PLACE, 'bt', b), twice))).toEqual([
    1, 2, 3, 4, 5, 6, 2, 4, 6, 12, 15, 18,
  ]);
});

describe('an update', () => {
  const rule = { kind: 'sgd-momentum', learningRate: 0.5, momentum: 0.25, weightDecay: 0 } as const;
  const parameter = (): Parameter => ({
    layer: 'l',
    name: 'w',
    shape: [2],
    decay: 'decayed',
    master: Float32Array.of(1, -3),
    states: { momentum: Float32Array.of(8, 0) },
  });

  it.each([
    ['float16', 0, 3],
    ['float8_e5m2fnuz', -1, 3],
    ['float32', 0, -2],
    ['float32', 2, 3],
  ] as const)('%s × 2^%i at a loss scale of 2^%i: the gradient is unscaled first', (format, scaleExponent, loss) => {
    const context = { ...contextOf('float16'), lossScaleExponent: loss };
    // 4 and −16 at the loss scale; master − 0.5 · (0.25 · momentum + gradient).
    const gradient = tensorOf(context, 'dw', [2], [4 * 2 ** loss, -16 * 2 ** loss], {
      format,
      scaleExponent,
      role: 'dw',
    });
    const changed = parameter();
    let seen: number[] = [];
    const apply: ApplyUpdate = ({ master }, unscaled, given) => {
      expect(given).toBe(rule);
      seen = [...unscaled];
      unscaled.forEach((slope, i) => {
        if (master !== undefined) master[i] = (master[i] ?? 0) - 0.5 * (0.25 * (i === 0 ? 8 : 0) + slope);
      });
    };
    update(context, changed, gradient, { rule, apply });
    expect(seen).toEqual([4, -16]);
    expect([...(changed.master ?? [])]).toEqual([1 - 0.5 * 6, -3 + 0.5 * 16]);
  });
});
