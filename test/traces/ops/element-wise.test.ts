/** Element-wise ops value by value: NaN, −0, ties, infinities, and GELU against its formula in float64. */
import { describe, expect, it } from 'vitest';
import type { StorageFormat } from '../../../models/recipes/storage.js';
import { ELEMENT_WISE, ELEMENT_WISE_FUNCTIONS, type ElementWiseFunction } from '../../../records/trace/op.js';
import { elementWise } from '../../../traces/ops/element-wise.js';
import { newTensor } from '../../../traces/ops/emit.js';
import type { Tensor } from '../../../traces/ops/tensor.js';
import { contextOf, PLACE, tensorOf, valuesIn } from './on-values.js';

/** Values through one function in a storage format; each input is first rounded into it. */
function answers(applied: ElementWiseFunction, storage: StorageFormat, inputs: readonly (readonly number[])[]) {
  const context = contextOf(storage);
  const [first, ...others] = inputs.map((values, i) => tensorOf(context, `x${i}`, [1, values.length], values));
  const output = elementWise(context, PLACE, { name: 'y', role: 'activation', function: applied }, [
    first as Tensor,
    ...others,
  ]);
  return valuesIn(output);
}

const STORAGES = ['float16', 'bfloat16', 'float32'] as const;
const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

describe.each(STORAGES)('in %s', (storage) => {
  it('relu keeps NaN, and makes −0 and every negative +0', () => {
    expect(answers('relu', storage, [[2, -2, 0, -0, nan, inf, -inf]])).toEqual([2, 0, 0, 0, nan, inf, 0]);
  });

  it('relu’s gradient passes where the output is above zero or NaN', () => {
    const y = [2, 0, nan, 2 ** -14];
    expect(answers('relu-backward', storage, [y, [3, 3, 3, nan]])).toEqual([3, 0, 3, nan]);
  });

  it('add gives the sum, and NaN of infinities of two signs', () => {
    expect(
      answers('add', storage, [
        [1, -0, inf, inf],
        [2, -0, -inf, 1],
      ]),
    ).toEqual([3, -0, nan, inf]);
  });
});

it('a sum between two float16 values goes to the even one', () => {
  // 2048 and 2050 are neighbours; 2049 is half-way to 2048 (even), 2051 to 2052.
  expect(
    answers('add', 'float16', [
      [2048, 2050],
      [1, 1],
    ]),
  ).toEqual([2048, 2052]);
  expect(answers('bias-add', 'float16', [[65504], [65504]])).toEqual([inf]);
});

describe('GELU', () => {
  const gelu = (x: number) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
  const points = [-8, -3, -1.5, -0.75, -0.1, 0, 0.1, 0.5, 1, 2.25, 4, 11];

  it('is its formula, rounded once', () => {
    const values = answers('gelu', 'float32', [points]);
    points.forEach((x, i) => {
      expect(values[i]).toBeCloseTo(gelu(x), 6);
    });
    expect(answers('gelu', 'float16', [[nan, inf, -60000]])).toEqual([nan, inf, -0]);
  });

  it('has the gradient of central differences', () => {
    const slopes = answers('gelu-backward', 'float32', [points, points.map(() => 2)]);
    points.forEach((x, i) => {
      expect(slopes[i]).toBeCloseTo((2 * (gelu(x + 1e-5) - gelu(x - 1e-5))) / 2e-5, 5);
    });
    expect(
      answers('gelu-backward', 'float16', [
        [60000, -60000, nan],
        [3, 3, 3],
      ]),
    ).toEqual([3, 0, nan]);
  });
});

it.each(ELEMENT_WISE_FUNCTIONS)('%s records its function and reads as many tensors as it says', (applied) => {
  const context = { ...contextOf('float16'), arithmetic: undefined };
  const ops: { kind: string; inputs: readonly string[]; attributes: unknown }[] = [];
  const recorder = { op: (record: (typeof ops)[number]) => void ops.push(record), tensor: () => {} };
  const parts = { role: 'activation', format: 'float16', shape: [2, 3] } as const;
  const inputs = ELEMENT_WISE[applied].map((_, i) => newTensor(context, PLACE, { ...parts, name: `x${i}` }));
  const [first, ...others] = inputs;
  if (first === undefined) throw new Error('no input');
  elementWise({ ...context, recorder }, PLACE, { name: 'y', role: 'activation', function: applied }, [
    first,
    ...others,
  ]);
  expect(ops).toMatchObject([
    { kind: 'element-wise', inputs: inputs.map(({ id }) => id), attributes: { function: applied } },
  ]);
});
