/** Hadamard transforms on values written out by hand, and what they are to a product, to an outlier, to a machine. */
import { describe, expect, it } from 'vitest';
import type { Recipe, WgradTransform } from '../../../records/trace/recipe.js';
import { unitSource } from '../../../records/unit-named.js';
import { randomNormal, streamOf } from '../../../runtime/random.js';
import { unitsOf } from '../../../traces/capture/trace-record.js';
import type { StepContext } from '../../../traces/ops/emit.js';
import { gemm } from '../../../traces/ops/gemm.js';
import { ALONG_ROWS, DOWN_COLUMNS } from '../../../traces/ops/grouping.js';
import { drawnTransform, hadamard } from '../../../traces/ops/hadamard.js';
import type { Tensor } from '../../../traces/ops/tensor.js';
import { transpose } from '../../../traces/ops/transpose.js';
import { directedOperand } from '../../../traces/training/layers/directed.js';
import type { Layer } from '../../../traces/training/layers/layer.js';
import { recipe } from '../../../traces/training/recipes.js';
import { type Asked, stagesOf } from '../../sim/array/op-contexts.js';
import { valuesOf } from '../captured-values.js';
import { SMALL_CNN, SMALL_DECODER, SMALL_MLP, SMALL_TEXT, trainSmall } from '../small-training.js';
import { contextOf, PLACE, tensorOf, valuesIn } from './on-values.js';

const float32 = contextOf('float32', {}, 'fp32');
const unit = (size: number, at: number) => Array.from({ length: size }, (_, i) => (i === at ? 1 : 0));
const transformed = (values: readonly number[], columns: number, signs: string, context: StepContext = float32) => {
  const size = signs.length as WgradTransform['size'];
  const x = tensorOf(context, 'x', [values.length / columns, columns], values);
  return valuesIn(hadamard(context, PLACE, 'y', x, { size, signs }));
};

describe('by hand', () => {
  it('of two: sums and differences over √2', () => {
    const half = Math.fround(1 / Math.sqrt(2));
    expect(transformed([1, 0], 1, '++')).toEqual([half, half]);
    expect(transformed([0, 1], 1, '++')).toEqual([half, -half]);
    expect(transformed([3, 5], 1, '+-')).toEqual([Math.fround(-2 * half), Math.fround(8 * half)]);
  });

  it('of four: the columns of Sylvester’s matrix, half as large, signs first', () => {
    expect([0, 1, 2, 3].map((at) => transformed(unit(4, at), 1, '++++').map((value) => 2 * value))).toEqual([
      [1, 1, 1, 1],
      [1, -1, 1, -1],
      [1, 1, -1, -1],
      [1, -1, -1, 1],
    ]);
    expect(transformed([0, 0, 0, 2], 1, '+++-')).toEqual([-1, 1, 1, -1]);
  });

  it('columns and runs are for themselves', () => {
    // Two runs of two rows, two columns, in fp16: 1 and 1/√2 rounded to 11 bits.
    const half = 1448 / 2048;
    expect(transformed([1, 0, 0, 1, 2, 0, 0, 0], 2, '++', contextOf('float16'))).toEqual([
      ...[half, half, half, -half],
      ...[2 * half, 0, 2 * half, 0],
    ]);
  });

  it.each([4, 16, 64, 256] as const)(
    'of %i is orthogonal: what it makes of unit vectors are rows of length one',
    (size) => {
      const { signs } = drawnTransform(float32, PLACE, { kind: 'hadamard', size, signs: 'run' }, size);
      const rows = Array.from({ length: size }, (_, at) => transformed(unit(size, at), 1, signs));
      const dots = rows.map((row) =>
        rows.map((other) => row.reduce((sum, value, i) => sum + value * (other[i] as number), 0)),
      );
      expect(dots).toEqual(rows.map((_, at) => unit(size, at)));
    },
  );
});

describe('signs', () => {
  const drawn = (context: StepContext, signs: 'run' | 'step') =>
    drawnTransform(context, PLACE, { kind: 'hadamard', size: 256, signs }, 256).signs;

  it('are one vector for a run, or another for each step, and follow from the seed', () => {
    const later = { ...float32, step: 5 };
    expect(drawn(later, 'run')).toBe(drawn(float32, 'run'));
    expect(drawn(later, 'step')).not.toBe(drawn(float32, 'step'));
    expect(drawn({ ...float32, seed: 2 }, 'run')).not.toBe(drawn(float32, 'run'));
    // Five deviations of a count of coins.
    expect(Math.abs([...drawn(float32, 'run')].filter((sign) => sign === '+').length - 128)).toBeLessThan(40);
  });
});

describe('the product of two operands that went through it', () => {
  it('is theirs, exactly where nothing is rounded: integers, runs of 16', () => {
    const [k, m, n] = [48, 3, 5];
    const number = (i: number, by: number) => ((i * by + ((i * i) % 7)) % 33) - 16;
    const a = Array.from({ length: k * m }, (_, i) => number(i, 5));
    const b = Array.from({ length: k * n }, (_, i) => number(i, 11));
    const { signs } = drawnTransform(float32, PLACE, { kind: 'hadamard', size: 16, signs: 'run' }, k);
    expect(product(transformed(a, m, signs), transformed(b, n, signs), m, n)).toEqual(product(a, b, m, n));
    expect(transformed(a, m, signs)).not.toEqual(a);
  });
});

/** aᵀ · b in float64. */
function product(a: readonly number[], b: readonly number[], m: number, n: number): number[] {
  const sums = new Array<number>(m * n).fill(0);
  for (let k = 0; k < a.length / m; k++) {
    for (let i = 0; i < m * n; i++) {
      const [row, column] = [Math.floor(i / n), i % n];
      sums[i] = (sums[i] as number) + (a[k * m + row] as number) * (b[k * n + column] as number);
    }
  }
  return sums;
}

it('a gradient outlier is spread: of one of 64 in a row of ones no element is above (64 + 15) / 4', () => {
  const values = Array.from({ length: 16 }, (_, i) => (i === 5 ? 64 : 1));
  const { signs } = drawnTransform(float32, PLACE, { kind: 'hadamard', size: 16, signs: 'run' }, 16);
  const spread = transformed(values, 1, signs);
  expect(Math.max(...spread.map(Math.abs))).toBeLessThanOrEqual((64 + 15) / 4);
  const squares = (of: readonly number[]) => of.reduce((sum, value) => sum + value ** 2, 0);
  const fourth = (of: readonly number[]) => of.reduce((sum, value) => sum + value ** 4, 0);
  expect(squares(spread)).toBe(squares(values));
  // Of fourth powers over squares squared: one outlier of sixteen has 16 times less where all are alike.
  expect(fourth(spread) / squares(spread) ** 2).toBeLessThan(fourth(values) / squares(values) ** 2 / 8);
});

describe('with one outlier of 100 deviations in dy, dw against float64', () => {
  const SIGNAL = 100;
  const [k, m, n] = [64, 24, 20];
  const drawn = (name: string, columns: number) =>
    Array.from({ length: k * columns }, (_, i) => randomNormal(3, streamOf(name), i));

  /** In dB, through the layer's own casts and the unit. */
  function signalToNoise(chosen: Recipe, unitName: string): number {
    const { unitFor } = unitsOf(unitSource(unitName, 'test'));
    const context = { ...contextOf(chosen.storage), recipe: chosen, unitFor };
    const x = tensorOf(context, 'x', [k, m], drawn('x', m));
    const dy = tensorOf(context, 'dy', [k, n], drawn('dy', n).with(37 * n + 5, SIGNAL), { role: 'dx' });
    const layer = { id: 'l', operands: 'recipe' } as Layer;
    const cast = (input: Tensor, role: 'activation' | 'dx') =>
      directedOperand(context, layer, PLACE, {
        ...{ name: input.id, input, role, rows: ALONG_ROWS, columns: DOWN_COLUMNS, read: 'columns' },
        columnsIn: 'wgrad',
      }).columns;
    const turned = transpose(context, PLACE, 'turned', cast(x, 'activation'));
    const got = valuesIn(gemm(context, PLACE, 'dw', 'dw', turned, cast(dy, 'dx')));
    const exact = product(valuesIn(x), valuesIn(dy), m, n);
    const power = (values: readonly number[]) => values.reduce((sum, value) => sum + value ** 2, 0);
    return 10 * Math.log10(power(exact) / power(exact.map((value, i) => value - (got[i] as number))));
  }

  const gain = (chosen: Recipe, unitName: string) => {
    const without = Object.fromEntries(Object.entries(chosen).filter(([field]) => field !== 'transform')) as Recipe;
    return signalToNoise(chosen, unitName) - signalToNoise(without, unitName);
  };

  it('gains in steps of one size, one scale a tensor: more than 6 dB', () => {
    const base = recipe('int8:step=2^-5', { storage: 'float32' }, 'test');
    const rule = { ...base.roles.activation, scaling: { kind: 'automatic', margin: 0 } } as const;
    const roles = { ...base.roles, activation: rule, dx: rule };
    const transform = { wgrad: { kind: 'hadamard', size: 16, signs: 'run' } } as const;
    expect(gain({ ...base, roles, transform }, 'exact')).toBeGreaterThan(6);
  });

  it('gains nothing in NVFP4, whose blocks have scales of their own: less than 3 dB either way', () => {
    expect(Math.abs(gain(recipe('nvfp4', {}, 'test'), 'blackwell-nvfp4'))).toBeLessThan(3);
  });
});

const TRANSFORM = { kind: 'hadamard', size: 8, signs: 'run' } as const;

describe.each([SMALL_MLP, SMALL_CNN, SMALL_DECODER])('a step of $name', (network) => {
  const base = { network, images: 32, batch: 16, steps: 1 };
  const dataset = network === SMALL_DECODER ? { dataset: SMALL_TEXT } : {};
  const plain = recipe('fp32', {}, 'test');
  const cast = { ...plain, firstLayer: 'cast' } as const;

  it('in float32 has the gradients that it has without, to rounding', () => {
    const [without, given] = [cast, { ...cast, transform: { wgrad: TRANSFORM } }].map((chosen) => {
      return trainSmall({ ...base, ...dataset, recipe: chosen }).capture;
    }) as [ReturnType<typeof trainSmall>['capture'], ReturnType<typeof trainSmall>['capture']];
    const gradients = given.ops.filter(
      ({ phase, kind, output }) => phase === 'wgrad' && isProduct(kind) && output.endsWith('dw'),
    );
    expect(gradients.length).toBeGreaterThan(2);
    expect(given.ops.filter(({ kind }) => kind === 'hadamard')).toHaveLength(2 * gradients.length);
    for (const { output } of gradients) {
      const name = output.slice(output.indexOf('/') + 1);
      const [expected, got] = [valuesOf(without, name), valuesOf(given, name)];
      const largest = Math.max(...expected.map(Math.abs));
      const apart = Math.max(...expected.map((value, i) => Math.abs(value - (got[i] as number))));
      expect(apart).toBeLessThan(2 ** -20 * largest);
      expect(got).not.toEqual(expected);
    }
  });

  it('leaves operands that stay in the storage format alone', () => {
    const high = { ...plain, highLayers: ['*'], transform: { wgrad: TRANSFORM } };
    const { capture } = trainSmall({ ...base, ...dataset, recipe: high });
    expect(capture.ops.filter(({ kind }) => kind === 'hadamard')).toEqual([]);
  });
});

function isProduct(kind: string): boolean {
  return kind === 'gemm' || kind === 'convolution';
}

it('rows that are no whole runs are refused in a sentence', () => {
  const chosen = { ...recipe('fp16', {}, 'test'), transform: { wgrad: TRANSFORM } };
  const sentence =
    'recipe fp16 transform.wgrad.size: expected a divisor of the 12 rows (of a convolution, images) that dw of layer 3-linear sums over, got 8';
  expect(() => trainSmall({ recipe: chosen, batch: 12 })).toThrow(sentence);
});

describe('on 24 tiles', () => {
  const of = (rows: number, columns: number, size: 16 | 64 = 16): Asked<'hadamard'> => ({
    kind: 'hadamard',
    inputs: ['a'],
    dims: { rows, columns },
    attributes: { size, signs: '+'.repeat(size) },
  });
  const grid = (rows: number, columns: number, splitRows: number, splitColumns: number) =>
    ({ kind: 'grid', rows, columns, splitRows, splitColumns }) as const;

  it('tiles with whole runs go on where they are', () => {
    const [stage, ...others] = stagesOf(of(64, 60), { placements: { a: grid(64, 60, 2, 10) } });
    expect(others).toEqual([]);
    expect(stage?.exchange.receivedBytes).toBe(0);
    expect(stage?.work).toEqual([
      { task: { kind: 'element-wise', operation: 'hadamard', elements: 32 * 6 }, tiles: 20 },
    ]);
  });

  it('else whole runs come to as many tiles as there can be', () => {
    // Four runs of 60 columns: 4 × 6 blocks of 16 × 10 halves.
    const [stage] = stagesOf(of(64, 60), { placements: { a: grid(64, 60, 8, 3) } });
    expect(stage?.exchange).toMatchObject({ receivedBytesPerTile: 320, receivedBytes: 64 * 60 * 2 });
    expect(stage?.work).toEqual([{ task: { kind: 'element-wise', operation: 'hadamard', elements: 160 }, tiles: 24 }]);
  });

  it('runs above sixteen take two rounds', () => {
    const stages = stagesOf(of(64, 60, 64), { placements: { a: grid(64, 60, 1, 20) } });
    expect(stages.map(({ work }) => work[0]?.task)).toEqual(
      [1, 2].map(() => ({ kind: 'element-wise', operation: 'hadamard', elements: 64 * 3 })),
    );
  });
});
