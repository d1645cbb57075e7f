/** Power-of-two scales of tensors that are cast, by hand: 1.4.3 (FNUZ) ends at 240, 240 · 2^-5 = 7.5. */
import { describe, expect, it } from 'vitest';
import type { Recipe, Scaling } from '../../../records/trace/recipe.js';
import { castOperand } from '../../../traces/ops/cast.js';
import type { AmaxHistory, StepContext } from '../../../traces/ops/emit.js';
import type { Tensor } from '../../../traces/ops/tensor.js';
import { type AmaxRecord, amaxHistory } from '../../../traces/training/amax-history.js';
import { contextOf, PLACE, tensorOf, valuesIn } from './on-values.js';

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

/** Activations in 1.4.3 with a scaling. */
function scaled(scaling: Scaling, amaxes?: AmaxHistory): StepContext {
  const context = contextOf('float16', {}, 'fp8');
  const { roles } = context.recipe;
  const recipe: Recipe = { ...context.recipe, roles: { ...roles, activation: { ...roles.activation, scaling } } };
  return { ...context, recipe, amaxes };
}

function castOf(context: StepContext, values: readonly number[]): Tensor {
  return castOperand(context, PLACE, 'x', tensorOf(context, 'in', [1, values.length], values), 'activation');
}

describe('from the batch', () => {
  const exponent = (values: readonly number[], margin = 0) =>
    castOf(scaled({ kind: 'automatic', margin }), values).scaleExponent;

  it('the least power of two that clips nothing', () => {
    expect(exponent([0.5, -7.5, 1])).toBe(-5);
    expect(exponent([0.5, -7.50390625, 1])).toBe(-4);
    expect(exponent([2 ** -10])).toBe(-17 + 1);
    expect(exponent([65504])).toBe(9);
  });

  it('leaves binades free', () => {
    expect(exponent([7.5], 3)).toBe(-2);
  });

  it('counts finite magnitudes alone; zeros have scale 1', () => {
    expect(exponent([inf, 3.75, nan])).toBe(-6);
    expect(exponent([0, -0], 3)).toBe(0);
    expect(exponent([nan])).toBe(0);
  });

  it('is held to −16…15, half of what the sum of two may be on ipu21', () => {
    expect(exponent([2 ** -24])).toBe(-16);
    expect(exponent([65504], 8)).toBe(15);
  });

  it('casts to nearest by that scale', () => {
    const cast = castOf(scaled({ kind: 'automatic', margin: 0 }), [7.5, 3, 0.26, -0.001]);
    expect(cast).toMatchObject({ format: 'float8_e4m3fnuz', scale: 'dynamic', role: 'activation' });
    // 0.26 lies in steps of 2^-5, 0.001 in steps of 2^-13.
    expect(valuesIn(cast)).toEqual([7.5, 3, 0.25, -(2 ** -10)]);
  });
});

describe('from a history of two steps', () => {
  const record: AmaxRecord = {};
  const step = (number: number, values: readonly number[]) =>
    castOf(scaled({ kind: 'delayed', history: 2, margin: 1 }, amaxHistory(record, number)), values);

  it('scale 1 at first, then the larger of two, one binade above', () => {
    expect(step(0, [7.5]).scaleExponent).toBe(0);
    expect(step(1, [30]).scaleExponent).toBe(-5 + 1);
    expect(step(2, [60]).scaleExponent).toBe(-3 + 1);
    expect(step(3, [1]).scaleExponent).toBe(-2 + 1);
    expect(step(4, [1]).scaleExponent).toBe(-2 + 1);
    expect(step(5, [1]).scaleExponent).toBe(-7 + 1);
  });

  it('clips what outgrows the history', () => {
    // After steps of 1 the scale is 2^-6: the largest value 3.75.
    expect(valuesIn(step(6, [60, 1]))).toEqual([3.75, 1]);
    expect(record['l/x']?.at(-1)).toEqual({ step: 6, amax: 60 });
  });
});
