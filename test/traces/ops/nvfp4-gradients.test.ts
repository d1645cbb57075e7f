/**
 * Gradients cast to NVFP4 with stochastic rounding, computed again apart: scales and quotients as fractions of whole numbers,
 * the grid of E2M1 written out, random bits by their definition (the top 16 of the word of (seed, stream, element)).
 * Sources: NVIDIA, "Introducing NVFP4" (2025); OCP MX v1.0, 5.3.3 (E2M1); P3109 (stochastic rounding).
 */
import { describe, expect, it } from 'vitest';
import { randomNormal, randomWord, streamOf } from '../../../runtime/random.js';
import { castOperand } from '../../../traces/ops/cast.js';
import { ALONG_ROWS, type Depth, DOWN_COLUMNS } from '../../../traces/ops/grouping.js';
import { codesOf } from '../../../traces/ops/tensor.js';
import { recipe } from '../../../traces/training/recipes.js';
import { contextOf, PLACE, tensorOf, valuesIn } from './on-values.js';

const [ROWS, COLUMNS, BLOCK] = [40, 21, 16];
/** Magnitudes of the codes 0 to 7, in halves. */
const HALVES = [0n, 1n, 2n, 3n, 4n, 6n, 8n, 12n] as const;
/** Magnitudes of E4M3 (OCP), all but NaN. */
const E4M3 = Array.from({ length: 127 }, (_, code) => {
  const [exponent, fraction] = [Math.floor(code / 8), code % 8];
  return exponent === 0 ? fraction * 2 ** -9 : (8 + fraction) * 2 ** (exponent - 10);
});

/** An exact number of less than 53 bits, in steps of 2^-120. */
const steps = (value: number) => BigInt(value * 2 ** 120);
const distance = (a: bigint, b: bigint) => (a < b ? b - a : a - b);

/** Gradients of many sizes: some rows are a thousandth of others; a block of zeros. */
const gradients = Array.from({ length: ROWS * COLUMNS }, (_, i) => {
  const row = Math.floor(i / COLUMNS);
  if (row < BLOCK && i % COLUMNS === 3) return 0;
  return randomNormal(7, streamOf('gradients'), i) * 2 ** -(row % 11);
});

const context = (seed: number) => ({ ...contextOf('bfloat16'), seed, step: 3, recipe: recipe('nvfp4', {}, 'test') });
const castBy = (depth: Depth, seed = 1) => {
  const dy = tensorOf(context(seed), 'dy', [ROWS, COLUMNS], gradients, { role: 'dx' });
  return { values: valuesIn(dy), cast: castOperand(context(seed), PLACE, 'dy.cast', dy, 'dx', depth) };
};

describe.each([
  ['down columns', DOWN_COLUMNS],
  ['along rows', ALONG_ROWS],
] as const)('blocks of 16 %s', (_, depth) => {
  const { values, cast } = castBy(depth);
  const { groups, whole } = cast.scales as NonNullable<typeof cast.scales>;
  const tensorScale = codesOf(whole as NonNullable<typeof whole>)[0] as number;
  const blocksAcross = depth.along === 'rows' ? Math.ceil(COLUMNS / BLOCK) : COLUMNS;
  const blockOf = (i: number) => {
    const [row, column] = [Math.floor(i / COLUMNS), i % COLUMNS];
    return depth.along === 'rows'
      ? row * blocksAcross + Math.floor(column / BLOCK)
      : Math.floor(row / BLOCK) * blocksAcross + column;
  };
  const scaleOf = (i: number) => E4M3[codesOf(groups)[blockOf(i)] as number] as number;

  it('the tensor’s scale is its largest magnitude over 6 · 448 in float32', () => {
    expect(tensorScale).toBe(Math.fround(Math.max(...values.map(Math.abs)) / (6 * 448)));
  });

  it('a block’s scale is the E4M3 nearest to its largest magnitude over 6 and the tensor’s scale', () => {
    const largest = new Array<number>(groups.shape.reduce((a, b) => a * b)).fill(0);
    for (const [i, value] of values.entries()) {
      largest[blockOf(i)] = Math.max(largest[blockOf(i)] as number, Math.abs(value));
    }
    for (const [block, amax] of largest.entries()) {
      const off = E4M3.map((scale) => distance(steps(6 * tensorScale * scale), steps(amax)));
      const least = off.reduce((a, b) => (a < b ? a : b));
      expect(off[codesOf(groups)[block] as number]).toBe(least);
    }
  });

  it('every element is rounded by its own 16 bits, exactly', () => {
    const stream = streamOf('step 3 3/l/dy.cast');
    const expected = values.map((value, i) => {
      const unit = steps(scaleOf(i) * tensorScale);
      if (unit === 0n || value === 0) return 0;
      const magnitude = 2n * steps(Math.abs(value));
      const sign = value < 0 ? 8 : 0;
      if (magnitude >= 12n * unit) return sign + 7;
      const below = HALVES.findLastIndex((halves) => halves * unit <= magnitude);
      const [low, high] = [HALVES[below] as bigint, HALVES[below + 1] as bigint];
      const random = BigInt(randomWord(1, stream, i) >>> 16);
      const share = halfEven((magnitude - low * unit) << 16n, (high - low) * unit);
      return sign + below + (share + random >= 1n << 16n ? 1 : 0);
    });
    expect([...codesOf(cast)].map(positiveZero)).toEqual(expected.map(positiveZero));
    expect(new Set(expected.map((code) => code % 8)).size).toBe(8);
  });
});

it('is right in the mean: over 400 seeds an element that is not clipped is off by less than five deviations', () => {
  const seeds = Array.from({ length: 400 }, (_, seed) => seed);
  const { values } = castBy(DOWN_COLUMNS);
  const sums = new Array<number>(values.length).fill(0);
  let units: number[] = [];
  for (const seed of seeds) {
    const { cast } = castBy(DOWN_COLUMNS, seed);
    const { groups, whole } = cast.scales as NonNullable<typeof cast.scales>;
    const tensorScale = codesOf(whole as NonNullable<typeof whole>)[0] as number;
    units = values.map((_, i) => {
      const block = Math.floor(i / COLUMNS / BLOCK) * COLUMNS + (i % COLUMNS);
      return (E4M3[codesOf(groups)[block] as number] as number) * tensorScale;
    });
    for (const [i, value] of valuesIn({ ...cast, scales: undefined }).entries()) {
      sums[i] = (sums[i] as number) + value * (units[i] as number);
    }
  }
  for (const [i, value] of values.entries()) {
    if (Math.abs(value) > 6 * (units[i] as number)) continue;
    // Of two outcomes at most two units apart the deviation is at most one.
    const most = (5 * (units[i] as number)) / Math.sqrt(seeds.length);
    expect(Math.abs((sums[i] as number) / seeds.length - value)).toBeLessThanOrEqual(most);
  }
});

/** −0 is another code of zero. */
function positiveZero(code: number): number {
  return code === 8 ? 0 : code;
}

/** a ÷ b to the nearest whole number, ties to even. */
function halfEven(a: bigint, b: bigint): bigint {
  const [quotient, twice] = [a / b, 2n * (a % b)];
  return quotient + (twice > b || (twice === b && quotient % 2n === 1n) ? 1n : 0n);
}
