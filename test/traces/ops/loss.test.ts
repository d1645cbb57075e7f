/** Softmax with cross-entropy against its formula in float64, at ties, at the ends and where a step has diverged. */
import { describe, expect, it } from 'vitest';
import {
  binaryLogarithm,
  exponential,
  logarithm,
} from '../../../sim/arithmetic/reference/elements/elementary-functions.js';
import { crossEntropy, softmaxCrossEntropy } from '../../../traces/ops/softmax-cross-entropy.js';
import { contextOf, PLACE, tensorOf, valuesIn } from './on-values.js';

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

describe('three rows of four classes', () => {
  const logits = [
    [1, 2, 3, 4],
    [-1, 0.5, 0.25, -8],
    [100, -100, 0, 50],
  ];
  const labels = [3, 0, 2];
  const probabilities = logits.map((row) => {
    const powers = row.map((value) => Math.exp(value - Math.max(...row)));
    const total = powers.reduce((sum, power) => sum + power, 0);
    return powers.map((power) => power / total);
  });
  const result = crossEntropy(Float32Array.from(logits.flat()), Uint8Array.from(labels), 4, 2 ** 5);

  it('the loss is the mean of −log p of the label', () => {
    const expected = probabilities.map((row, i) => -Math.log(row[labels[i] as number] as number));
    expect(result.loss).toBeCloseTo(
      (expected as [number, number, number]).reduce((sum, each) => sum + each, 0) / 3,
      10,
    );
  });

  it('the gradient is p less one at the label, over the batch, times the loss scale', () => {
    probabilities.flat().forEach((p, i) => {
      const isLabel = i % 4 === labels[Math.floor(i / 4)];
      expect(result.gradient[i]).toBeCloseTo(((p - (isLabel ? 1 : 0)) / 3) * 32, 6);
    });
  });

  it('a row is right where the label has the largest logit, the first of equals', () => {
    expect(result.correct).toBe(1);
    const right = (row: readonly number[], label: number) =>
      crossEntropy(Float32Array.from(row), Uint8Array.of(label), row.length, 1).correct;
    expect([right([1, 3, 3], 1), right([1, 3, 3], 2), right([5, 3, 3], 0)]).toEqual([1, 0, 1]);
    expect([right([nan, nan], 0), right([nan, nan], 1), right([-inf, -5], 1)]).toEqual([1, 0, 1]);
  });

  it('NaN and infinite logits make a loss and a gradient that are not finite', () => {
    for (const row of [
      [nan, 1],
      [inf, inf],
      [1, nan],
    ]) {
      const { loss, gradient } = crossEntropy(Float32Array.from(row), Uint8Array.of(0), 2, 1);
      expect(Number.isNaN(loss)).toBe(true);
      expect([...gradient].every(Number.isNaN)).toBe(true);
    }
  });
});

it('as an op: scaled by the step’s loss scale, stored once, clipped at the largest value', () => {
  const context = { ...contextOf('float16'), lossScaleExponent: 3 };
  const run = (exponent: number) =>
    softmaxCrossEntropy(
      { ...context, lossScaleExponent: exponent },
      PLACE,
      tensorOf(context, 'y', [1, 2], [0, 0]),
      Uint8Array.of(1),
    );
  expect(valuesIn(run(3).gradient)).toEqual([4, -4]);
  expect(valuesIn(run(20).gradient)).toEqual([65504, -65504]);
  expect(run(3)).toMatchObject({ correct: 0, loss: expect.closeTo(Math.LN2, 12) as number });
});

it('the gradient of a loss whose scale Backoff steers is not clipped', () => {
  const base = contextOf('float16');
  const recipe = { ...base.recipe, lossScaling: { kind: 'backoff', exponent: 20, cleanSteps: 9 } } as const;
  const context = { ...base, recipe, lossScaleExponent: 20 };
  const logits = tensorOf(context, 'y', [1, 2], [0, 0]);
  expect(valuesIn(softmaxCrossEntropy(context, PLACE, logits, Uint8Array.of(1)).gradient)).toEqual([inf, -inf]);
});

describe('elementary functions', () => {
  const relative = (got: number, expected: number) => Math.abs(got - expected) / Math.abs(expected);

  it('exp is within four units of the last place of Math.exp, ends included', () => {
    for (let x = -708; x <= 709; x += 0.37) expect(relative(exponential(x), Math.exp(x))).toBeLessThan(4 * 2 ** -52);
    expect([exponential(0), exponential(-0), exponential(-746), exponential(-inf)]).toEqual([1, 1, 0, 0]);
    expect([exponential(710), exponential(inf), exponential(nan)]).toEqual([inf, inf, nan]);
    expect(exponential(709.7)).toBeLessThan(inf);
    expect(exponential(-745)).toBe(2 ** -1074);
  });

  it('log to base 2 is within four units of the last place, and exact for powers of two', () => {
    for (let x = 1e-30; x < 1e30; x *= 1.37)
      expect(relative(binaryLogarithm(x), Math.log2(x))).toBeLessThan(4 * 2 ** -52);
    for (let e = -1022; e < 1024; e++) expect(binaryLogarithm(2 ** e)).toBe(e);
    expect([binaryLogarithm(0), binaryLogarithm(inf), binaryLogarithm(-1)]).toEqual([-inf, inf, nan]);
  });

  it('log is within four units of the last place of Math.log, from the least normal number to the largest', () => {
    for (let e = -1022; e < 1024; e += 3.7) {
      const x = 2 ** Math.floor(e) * (1 + (e - Math.floor(e)));
      const error = Math.abs(logarithm(x) - Math.log(x));
      expect(error).toBeLessThan(4 * 2 ** -52 * Math.max(1, Math.abs(Math.log(x))));
    }
    expect([logarithm(1), logarithm(0), logarithm(inf)]).toEqual([0, -inf, inf]);
    expect([logarithm(-1), logarithm(nan), logarithm(2 ** -1074)]).toEqual([nan, nan, nan]);
  });
});
