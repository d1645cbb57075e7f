/** Norms, softmax, rows of tables and rearrangements of a few values, by hand. */
import { describe, expect, it } from 'vitest';
import type { NormFunction } from '../../../records/trace/op.js';
import { lookup, lookupBackward } from '../../../traces/ops/embedding.js';
import { norm } from '../../../traces/ops/norm.js';
import { rearrange } from '../../../traces/ops/rearrange.js';
import { softmax } from '../../../traces/ops/softmax.js';
import { contextOf, PLACE, tensorOf, valuesIn } from './on-values.js';

const context = contextOf('float32');
const single = (name: string, shape: readonly number[], values: readonly number[]) =>
  tensorOf(context, name, shape, values, { format: 'float32' });

function close(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, 4);
}

describe('norms of two rows, 1 3 and 2 6', () => {
  const x = single('x', [2, 2], [1, 3, 2, 6]);
  const parameters = single('p', [2, 2], [10, 100, 1, 2]);
  const of = (name: NormFunction, ...others: ReturnType<typeof single>[]) =>
    norm(context, PLACE, { name: 'y', role: 'activation', function: name }, [x, ...others]);

  it('of rows: means 2 and 4, deviations 1 and 2 (but for ε), so −1 and 1', () => {
    const statistics = of('layer-norm-statistics');
    expect(statistics.shape).toEqual([2, 2]);
    close(valuesIn(statistics), [2, Math.sqrt(1 + 1e-5), 4, Math.sqrt(4 + 1e-5)]);
    const y = [-10 + 1, 100 + 2, -10 + 1, 100 + 2].map((value) => expect.closeTo(value, 2));
    expect(valuesIn(of('layer-norm-apply', statistics, parameters))).toEqual(y);
    expect(valuesIn(of('layer-norm', parameters))).toEqual(y);
    const halves = single('r', [2, 2], [0, 0, 0, 0]);
    expect(valuesIn(of('add-layer-norm', halves, parameters))).toEqual(y);
  });

  it('of columns: means 1.5 and 4.5, deviations 0.5 and 1.5, two rows of statistics', () => {
    const statistics = of('batch-norm-statistics');
    close(valuesIn(statistics), [1.5, 4.5, Math.sqrt(0.25 + 1e-5), Math.sqrt(2.25 + 1e-5)]);
    const y = valuesIn(of('batch-norm-apply', statistics, parameters));
    expect(y).toEqual([-10 + 1, -100 + 2, 10 + 1, 100 + 2].map((value) => expect.closeTo(value, 2)));
  });

  it('by root mean square: √5 and √20', () => {
    const y = valuesIn(of('rms-norm', single('s', [2], [1, 2])));
    close(y, [1 / Math.sqrt(5 + 1e-5), 6 / Math.sqrt(5 + 1e-5), 2 / Math.sqrt(20 + 1e-5), 12 / Math.sqrt(20 + 1e-5)]);
  });

  it('gradients of scale and shift: sums over rows of dy · normal value and dy', () => {
    const dy = single('dy', [2, 2], [1, 2, 3, 4]);
    const statistics = of('layer-norm-statistics');
    // −1 · (1 + 3) and 1 · (2 + 4); 1 + 3 and 2 + 4.
    close(valuesIn(of('layer-norm-parameters', statistics, dy)), [-4, 6, 4, 6]);
  });
});

describe('softmax', () => {
  const rows = (mask: 'none' | 'causal', scores: readonly number[], scale = 1) => {
    const parts = { name: 'y', role: 'activation', function: 'softmax', mask, scale } as const;
    return valuesIn(softmax(context, PLACE, parts, [single('x', [1, 2, 2], scores)]));
  };

  it('of ln 1 and ln 3: a quarter and three; scores are scaled first', () => {
    close(rows('none', [0, Math.log(3), 5, 5]), [0.25, 0.75, 0.5, 0.5]);
    close(rows('none', [0, 2 * Math.log(3), 5, 5], 0.5), [0.25, 0.75, 0.5, 0.5]);
  });

  it('under a causal mask: the first query sees the first key alone, whatever the others are', () => {
    expect(rows('causal', [-7, 900, 1, 1])).toEqual([1, 0, 0.5, 0.5]);
  });

  it('of scores beyond every power: the largest takes all', () => {
    expect(rows('none', [3e38, 0, -3e38, -3e38])).toEqual([1, 0, 0.5, 0.5]);
  });
});

describe('a table of three rows', () => {
  const numbers = single('n', [1, 4], [2, 0, 2, 1]);

  it('gives rows by number', () => {
    const y = lookup(context, PLACE, 'y', single('t', [3, 2], [1, 2, 3, 4, 5, 6]), numbers);
    expect(y.shape).toEqual([1, 4, 2]);
    expect(valuesIn(y)).toEqual([5, 6, 1, 2, 5, 6, 3, 4]);
  });

  it('has as gradient the sum of those of each use, and none of a row that nobody used', () => {
    const dy = single('dy', [1, 4, 2], [1, 10, 2, 20, 4, 40, 8, 80]);
    expect(valuesIn(lookupBackward(context, PLACE, 'dt', [numbers, dy], [4, 2]))).toEqual([2, 20, 8, 80, 5, 50, 0, 0]);
  });
});

it('a rearrangement moves whole pieces, and leaves zeros where none belongs', () => {
  const x = single('x', [3, 2], [1, 2, 3, 4, 5, 6]);
  const source = (place: number) => [2, -1, 0][place] ?? -1;
  const parts = { name: 'y', role: 'activation', function: 'pad', shape: [4, 2], piece: 2, source } as const;
  expect(valuesIn(rearrange(context, PLACE, parts, [x]))).toEqual([5, 6, 0, 0, 1, 2, 0, 0]);
});
